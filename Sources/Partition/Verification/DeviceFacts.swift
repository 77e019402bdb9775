import Basic
import IR
import Operators

/// What the values of the programs of devices are of the network, by the plan.
struct DeviceFacts {
  /// The network.
  let whole: Program

  /// The operators.
  let catalog: OperatorCatalog

  /// What is wrong.
  var faults: [Diagnostic] = []

  /// The state of the results of each operation, as the plan says.
  private var states: [ID<Operation>: ShardingState] = [:]

  /// The operations of the network by the name of their first result.
  private var operations: [String: ID<Operation>] = [:]

  /// The values of the network by name.
  private var values: [String: ID<Value>] = [:]

  /// Takes the network and its plan.
  init(_ whole: Program, _ plan: SplitPlan, catalog: OperatorCatalog) {
    (self.whole, self.catalog) = (whole, catalog)
    for step in plan.units.flatMap(\.steps) { states[step.operation] = step.state }
    for id in whole.graph.order { operations[whole.graph[whole.graph[id].results[0]].name] = id }
    for id in whole.graph.values.ids where whole.graph.constant(of: id) == nil {
      values[whole.graph[id].name] = id
    }
  }

  /// An input of the network.
  func input(_ index: Int) -> DeviceFact {
    guard whole.graph.inputs.indices.contains(index) else { return .unknown }
    let id = whole.graph.inputs[index]
    return .part(id, Region(all: whole.graph[id].type.shape), isHeld: false)
  }

  /// Reports a fault, and gives what is known of the result then.
  mutating func fault(_ rule: Rule, _ message: String) -> DeviceFact {
    faults.append(.error(rule, message))
    return .unknown
  }

  // MARK: - Operations

  /// What the results of an operation of a device are.
  mutating func results(
    of id: ID<Operation>, in program: Program, _ device: Int, _ operands: [DeviceFact]
  ) -> [DeviceFact] {
    let operation = program.graph[id]
    let name = program.graph[operation.results[0]].name
    let place = "'\(name)' on device \(device)"
    if operands.contains(where: { if case .unknown = $0 { true } else { false } }) {
      return operation.results.map { _ in .unknown }
    }
    guard let source = operations[name], whole.graph[source].kind == operation.kind,
      let state = states[source]
    else { return [helper(operation, program.graph.call(id), operands, place)] }
    let part = DevicePart(
      whole: whole, catalog: catalog, id: source, operation: operation, operands: operands,
      device: device)
    switch part.result(state) {
    case .success(let facts): return facts
    case .failure(let broken): return [fault(broken.rule, "\(place): \(broken.reason)")]
    }
  }

  /// What helps between operations of the network: parts of what a device has, and activations
  /// that waited for the end of a sum.
  private mutating func helper(
    _ operation: Operation, _ call: OperatorCall, _ operands: [DeviceFact], _ place: String
  ) -> DeviceFact {
    guard case .part(let value, let region, let isHeld)? = operands.first else {
      return fault(DeviceRules.partial, "\(place): \(operation.kind) reads a partial sum")
    }
    switch operation.kind {
    case "slice" where !isHeld:
      let (starts, ends) = (call.attributes.integers("starts"), call.attributes.integers("ends"))
      let axes = region.axes.enumerated().map { axis, indices in
        IndexRanges(
          indices.indices[starts[axis]..<ends[axis]].map { $0..<$0 + 1 })
      }
      return .part(value, Region(axes), isHeld: false)
    case "concat" where !isHeld:
      var joined = region
      let axis = call.attributes.integer("axis")
      for operand in operands.dropFirst() {
        guard case .part(value, let other, isHeld: false) = operand,
          let last = joined.axes[axis].ranges.last, let first = other.axes[axis].ranges.first,
          last.upperBound <= first.lowerBound
        else { return fault(DeviceRules.indices, "\(place) joins parts of different values") }
        joined.axes[axis] = joined.axes[axis].union(other.axes[axis])
      }
      return .part(value, joined, isHeld: false)
    case "relu", "clip":
      guard isHeld, let id = whole.graph.definingOperation(of: value),
        case .activation(let activation) = whole.graph[id].attributes["activation"],
        activation != .none, activation.operation == (operation.kind, operation.attributes)
      else { return fault(DeviceRules.partial, "\(place) is no activation of the network") }
      return .part(value, region, isHeld: false)
    default:
      return fault(DeviceRules.indices, "\(place): \(operation.kind) is not of the network")
    }
  }

  // MARK: - Messages

  /// What a device has after a collective operation.
  mutating func result(
    ofCollective name: String, kind: String, _ layout: CollectiveLayout, _ device: Int,
    _ parts: [Int: DeviceFact]
  ) -> DeviceFact {
    let place = "'\(name)' on device \(device)"
    let known = parts.sorted { $0.key < $1.key }
    if known.contains(where: { if case .unknown = $0.value { true } else { false } }) {
      return .unknown
    }
    guard let region = layout.needed(by: device) else { return parts[device] ?? .unknown }
    if layout.isSum { return sum(name, kind, place, region, known.map(\.value)) }
    var result: (value: ID<Value>, isHeld: Bool)?
    for (sender, fact) in known {
      guard case .part(let value, let held, let isHeld) = fact else {
        return fault(DeviceRules.partial, "\(place) joins partial sums of device \(sender)")
      }
      guard held == layout.held(by: sender), result.map({ $0 == (value, isHeld) }) ?? true else {
        return fault(
          DeviceRules.indices,
          "\(place): device \(sender) has \(held.axes) of %\(whole.graph[value].name)")
      }
      result = (value, isHeld)
    }
    guard let result else { return .unknown }
    return .part(result.value, region, isHeld: result.isHeld)
  }

  /// The value that terms of all contributors make up.
  private mutating func sum(
    _ name: String, _ kind: String, _ place: String, _ region: Region, _ parts: [DeviceFact]
  ) -> DeviceFact {
    var terms: [SumTerm] = []
    for part in parts {
      guard case .terms(let own) = part else {
        return fault(DeviceRules.terms, "\(place) adds what is no partial sum")
      }
      terms += own
    }
    if isGroupSum(name, kind) { return .terms(terms) }
    guard let value = named(name, kind) else {
      return fault(DeviceRules.terms, "\(place) is no sum of the network")
    }
    var check = SumCheck(whole, catalog: catalog, terms: terms)
    if let reason = check.fault(value) {
      return fault(DeviceRules.terms, "\(place): \(reason)")
    }
    var isHeld = false
    if let id = whole.graph.definingOperation(of: value),
      case .activation(let activation) = whole.graph[id].attributes["activation"]
    {
      isHeld = activation != .none
    }
    return .part(value, region, isHeld: isHeld)
  }

  /// Whether the name of a sum says that it is that of one group of devices, and a term of another.
  private func isGroupSum(_ name: String, _ kind: String) -> Bool {
    named(name, kind) == nil && name.contains("\(CollectiveLowering.groupSuffix).\(kind)")
  }

  /// The value of the network that a collective operation is named after: `c2` of
  /// `c2.collective_reduce` and `c2.collective_reduce.2`.
  private func named(_ name: String, _ kind: String) -> ID<Value>? {
    var words = name.split(separator: ".", omittingEmptySubsequences: false)
    while let last = words.popLast() {
      if last == kind { return values[words.joined(separator: ".")] }
    }
    return nil
  }
}
