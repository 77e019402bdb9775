import Basic
import IR
import Operators

/// Turns a plan into a program for each rank.
///
/// Every rank gets the operations of its shares with its parts of the weights, cut when the plan is
/// made, and the rounds of messages between them, in one order on all ranks.
package struct PlanLowering {
  private let plan: SplitPlan
  private let whole: Program
  private let catalog: OperatorCatalog
  private var builders: [RankBuilder]

  /// What each rank has of a value in each state that it is in, by rank.
  private var locals: [ID<Value>: [(state: ShardingState, parts: [RankBuilder.Local?])]] = [:]

  /// The programs by rank, or `nil` after reporting.
  package static func programs(
    _ plan: SplitPlan, _ whole: Program, catalog: OperatorCatalog, into bag: inout DiagnosticBag
  ) -> [Program]? {
    guard hasConstants(whole, &bag) else { return nil }
    var lowering = PlanLowering(plan, whole, catalog)
    return lowering.run()
  }

  /// Whether the elements of all constants are at hand, after reporting those that are not.
  static func hasConstants(_ whole: Program, _ bag: inout DiagnosticBag) -> Bool {
    var isSound = true
    for id in Set(whole.graph.order.flatMap { whole.graph[$0].operands }).sorted() {
      guard let constant = whole.graph.constant(of: id), whole.constants[constant].tensor == nil
      else { continue }
      isSound = false
      bag.report(
        .error(
          LoweringRules.missingConstant,
          "the elements of constant '\(whole.constants[constant].name)' are not at hand",
          help: "give the weight file that holds them"))
    }
    return isSound
  }

  private init(_ plan: SplitPlan, _ whole: Program, _ catalog: OperatorCatalog) {
    (self.plan, self.whole, self.catalog) = (plan, whole, catalog)
    builders = plan.devices.indices.map { RankBuilder(whole, rank: $0, catalog: catalog) }
  }

  private var ranks: Range<Int> { builders.indices }

  private mutating func run() -> [Program] {
    for input in whole.graph.inputs {
      let local = builders[0].input(input)
      record(input, .solo, ranks.map { $0 == 0 ? local : nil })
    }
    for unit in plan.units {
      for entry in unit.entries { convert(entry) }
      lower(unit)
    }
    for exit in plan.exits { convert(exit) }
    let outputs = whole.graph.outputs.map { output -> ID<Value> in
      if whole.graph.constant(of: output) != nil {
        return builders[0].constant(output, Region(all: whole.graph[output].type.shape))
      }
      guard let local = local(output, .solo)[0] else {
        preconditionFailure("rank 0 does not have the output %\(whole.graph[output].name)")
      }
      return local.value
    }
    return ranks.map { builders[$0].finish($0 == 0 ? outputs : []) }
  }

  private mutating func record(
    _ value: ID<Value>, _ state: ShardingState, _ parts: [RankBuilder.Local?]
  ) {
    locals[value, default: []].removeAll { $0.state == state }
    locals[value, default: []].append((state, parts))
  }

  /// What each rank has of a value in a state: as it was left, or a part of what it has of it in
  /// another state.
  private mutating func local(_ value: ID<Value>, _ state: ShardingState) -> [RankBuilder.Local?] {
    let known = locals[value] ?? []
    if let exact = known.first(where: { $0.state == state }) { return exact.parts }
    let type = whole.graph[value].type
    let wanted = ranks.map { state.region(of: type.shape, on: $0) }
    let source = known.last { entry in
      entry.state != .partial
        && zip(wanted, entry.parts).allSatisfy { wanted, part in
          wanted.map { part?.region.contains($0) ?? false } ?? true
        }
    }
    guard let source, state != .partial else {
      preconditionFailure(
        "%\(whole.graph[value].name) is \(known.map(\.state)) and not \(state)")
    }
    let parts = ranks.map { rank -> RankBuilder.Local? in
      guard let region = wanted[rank], let part = source.parts[rank] else { return nil }
      return builders[rank].part(region, of: part, type)
    }
    record(value, state, parts)
    return parts
  }

  // MARK: - Rounds of messages

  /// Changes the state of a value.
  private mutating func convert(_ boundary: Boundary) {
    for collective in boundary.collectives {
      let parts = exchange(
        collective, local(boundary.value, collective.source), whole.graph[boundary.value].type,
        boundary.value)
      record(boundary.value, collective.target, parts)
    }
  }

  /// Appends one round to the programs of all ranks that take part.
  private mutating func exchange(
    _ collective: Collective, _ parts: [RankBuilder.Local?], _ type: TensorType,
    _ value: ID<Value>
  ) -> [RankBuilder.Local?] {
    let lowering = CollectiveLowering(
      collective: collective, whole: type,
      holders: ranks.filter { parts[$0] != nil }, ranks: ranks.count)
    let name = whole.graph[value].name
    let source = whole.graph.definingOperation(of: value)
    return ranks.map { rank in
      guard lowering.takesPart(rank) else { return lowering.keeps(rank) ? parts[rank] : nil }
      let result = builders[rank].append(
        lowering.kind, parts[rank].map { [$0.value] } ?? [], lowering.attributes(on: rank),
        names: [lowering.name(of: name)], of: source)
      guard lowering.gets(rank) else { return nil }
      return collective.target.region(of: type.shape, on: rank).map {
        RankBuilder.Local(value: result[0], region: $0)
      }
    }
  }

  // MARK: - Operations

  private mutating func lower(_ unit: PlannedUnit) {
    for (position, step) in unit.steps.enumerated() {
      let operation = whole.graph[step.operation]
      let activation = position == 0 ? heldActivation(unit) : nil
      var lowering = OperationLowering(
        id: step.operation, whole: whole, catalog: catalog, state: step.state)
      lowering.holdsActivation = activation != nil
      for operand in operation.operands where whole.graph.constant(of: operand) == nil {
        let state =
          position == 0
          ? unit.inputs.first { $0.value == operand }?.state
          : position == 1
            ? unit.reduction?.target ?? unit.steps[0].state
            : unit.steps[position - 1].state
        guard let state else {
          preconditionFailure("unit \(unit.name) reads %\(whole.graph[operand].name) in no state")
        }
        lowering.inputs[operand] = local(operand, state)
      }
      let results = lowering.run(mode: unit.mode, isFirst: position == 0, &builders)
      for (result, parts) in zip(operation.results, results) {
        record(result, step.state, parts)
      }
      guard position == 0, let reduction = unit.reduction else { continue }
      end(reduction, activation, step.operation)
    }
  }

  /// The activation of the first operation that waits until a sum is complete.
  private func heldActivation(_ unit: PlannedUnit) -> Activation? {
    guard unit.steps[0].state == .partial,
      case .activation(let activation) = whole.graph[unit.steps[0].operation].attributes[
        "activation"], activation != .none
    else { return nil }
    return activation
  }

  /// Completes a sum and then applies the activation of its operation.
  private mutating func end(
    _ reduction: Boundary, _ activation: Activation?, _ id: ID<Operation>
  ) {
    let value = reduction.value
    let type = whole.graph[value].type
    var parts = local(value, .partial)
    var state = ShardingState.partial
    for collective in reduction.collectives {
      parts = exchange(collective, parts, type, value)
      state = collective.target
    }
    if reduction.collectives.isEmpty {
      // Only one rank has a term, and it is the one that wants the sum.
      state = reduction.target
    }
    parts = ranks.map { rank in
      guard let part = parts[rank], state.region(of: type.shape, on: rank) != nil else {
        return nil
      }
      guard let activation else { return part }
      let (kind, attributes) = activation.operation
      let result = builders[rank].append(
        kind, [part.value], attributes, names: ["\(whole.graph[value].name).activation"], of: id)
      return RankBuilder.Local(value: result[0], region: part.region)
    }
    locals[value] = nil
    record(value, state, parts)
  }
}

extension Activation {
  /// The operator that applies it alone, with its attributes.
  var operation: (kind: String, attributes: AttributeList) {
    switch self {
    case .none: preconditionFailure("no activation is no operation")
    case .relu: return ("relu", AttributeList([]))
    case .clip(let low, let high):
      return (
        "clip", AttributeList([Attribute("min", .number(low)), Attribute("max", .number(high))])
      )
    }
  }
}
