import Basic
import IR
import Operators

/// An operation of one device as a part of an operation of the network.
struct DevicePart {
  /// The network.
  let whole: Program

  /// The operators.
  let catalog: OperatorCatalog

  /// The operation of the network.
  let id: ID<Operation>

  /// The operation of the device.
  let operation: Operation

  /// What the operands are.
  let operands: [DeviceFact]

  /// The device.
  let device: Int

  /// Why it is no part of the operation.
  struct Broken: Error {
    let rule: Rule
    let reason: String
  }

  private var source: Operation { whole.graph[id] }
  private var call: OperatorCall { whole.graph.call(id) }
  private var types: [TensorType] { source.results.map { whole.graph[$0].type } }
  private var sharding: OperatorSharding { catalog.definition(of: source).ways(call, types) }

  /// What its results are in the state that the plan says.
  func result(_ state: ShardingState) -> Result<[DeviceFact], Broken> {
    for (position, fact) in operands.enumerated() {
      if case .part(let value, _, isHeld: true) = fact {
        return broken(
          DeviceRules.partial,
          "operand \(position) is '\(whole.graph[value].name)' before its activation")
      }
    }
    if operands.contains(where: { if case .terms = $0 { true } else { false } }) {
      return linear
    }
    switch state {
    case .solo, .replicated:
      let regions = call.operands.map { Region(all: $0.shape) as Region? }
      if let fault = fault(regions, source.attributes) { return .failure(fault) }
      return .success(
        zip(source.results, types).map {
          .part($0, Region(all: $1.shape), isHeld: false)
        })
    case .channels(let axis, let indices), .rows(let axis, let indices):
      return divided(axis, indices[device])
    case .partial: return contracted
    }
  }

  private func broken(_ rule: Rule, _ reason: String) -> Result<[DeviceFact], Broken> {
    .failure(Broken(rule: rule, reason: reason))
  }

  /// A part along an axis of the result.
  private func divided(_ axis: Int, _ indices: IndexRanges) -> Result<[DeviceFact], Broken> {
    let region = Region(of: types[0].shape, axis: axis, indices)
    var worst = Broken(
      rule: DeviceRules.indices, reason: "it cannot give \(indices) of axis \(axis)")
    for way in sharding.dimensions where way.result?.axis == axis {
      let ways = OperandRegions(call: call, result: types[0], way: way)
      guard let regions = ways.regions(for: indices) else { continue }
      let attributes = catalog.definition(of: source).partAttributes(
        CallPart(of: call, operands: regions, result: region, wholeShape: types[0].shape))
      guard let fault = fault(regions, attributes) else {
        return .success([.part(source.results[0], region, isHeld: false)])
      }
      worst = fault
    }
    return .failure(worst)
  }

  /// Products with some of the inputs.
  private var contracted: Result<[DeviceFact], Broken> {
    guard let way = sharding.dimensions.first(where: { $0.relation == .contraction }),
      let axis = way.operands[0]?.axis, case .part(_, let region, _)? = operands.first
    else { return broken(DeviceRules.terms, "it is no sum") }
    let indices = region.axes[axis]
    var regions = zip(call.operands, way.operands).map { operand, own -> Region? in
      own.map { Region(of: operand.shape, axis: $0.axis, indices) } ?? Region(all: operand.shape)
    }
    let addsBias = operands.count > 2
    if !addsBias { regions = Array(regions.prefix(operands.count)) }
    if let fault = fault(regions, withoutActivation) { return .failure(fault) }
    let products = SumTerm(content: .products(id, indices))
    return .success([.terms([products] + (addsBias ? [SumTerm(content: .constant(id))] : []))])
  }

  /// An operation on terms of sums.
  private var linear: Result<[DeviceFact], Broken> {
    guard sharding.linearity != .none, operation.attributes == withoutActivation else {
      return broken(DeviceRules.partial, "it reads a partial sum, and is not linear")
    }
    var terms: [SumTerm] = []
    for (position, fact) in operands.enumerated() {
      switch fact {
      case .terms(let own): terms += own
      case .part(let value, _, _) where sharding.linearity == .addition:
        terms.append(SumTerm(content: .value(value)))
      case .constant where sharding.linearity == .addition:
        terms.append(SumTerm(content: .constant(id)))
      case .part, .constant:
        let region = Region(all: call.operands[position].shape)
        if let fault = self.fault(position, position, region) { return .failure(fault) }
      case .unknown: return .success([.unknown])
      }
    }
    if sharding.linearity == .scaling {
      guard case .terms = operands[0] else {
        return broken(DeviceRules.partial, "its first operand alone may be a partial sum")
      }
      for index in terms.indices { terms[index].through.append(id) }
    }
    return .success([.terms(terms)])
  }

  /// The attributes, with an activation that waits for the end of the sum.
  private var withoutActivation: AttributeList {
    var attributes = source.attributes
    if attributes["activation"] != nil { attributes["activation"] = .activation(.none) }
    return attributes
  }

  // MARK: - Operands

  /// Why the operands are not those regions, or `nil`.
  private func fault(_ regions: [Region?], _ attributes: AttributeList) -> Broken? {
    guard operation.attributes == attributes else {
      return Broken(
        rule: DeviceRules.indices,
        reason:
          "its attributes are \(operation.attributes.attributes.map { "\($0.value)" }), but must "
          + "be \(attributes.attributes.map { "\($0.value)" })")
    }
    let wanted = regions.enumerated().filter { $0.element != nil }
    guard wanted.count == operands.count else {
      return Broken(
        rule: DeviceRules.indices,
        reason: "it has \(operands.count) operands, but needs \(wanted.count)")
    }
    for (position, region) in wanted.enumerated() {
      guard let needed = region.element else { continue }
      if let fault = fault(position, region.offset, needed) { return fault }
    }
    return nil
  }

  /// Why an operand is not a region of the operand of the network, or `nil`.
  private func fault(_ position: Int, _ original: Int, _ region: Region) -> Broken? {
    let operand = source.operands[original]
    let name = whole.graph[operand].name
    switch operands[position] {
    case .unknown: return nil
    case .terms:
      return Broken(rule: DeviceRules.partial, reason: "operand \(position) is a partial sum")
    case .part(let value, let held, _):
      guard value == operand, held == region else {
        return Broken(
          rule: DeviceRules.indices,
          reason:
            "operand \(position) is \(held.axes) of '\(whole.graph[value].name)', but must be "
            + "\(region.axes) of '\(name)'")
      }
    case .constant(let tensor):
      guard let expected = whole.tensor(of: operand)?.slice(region), tensor == expected else {
        return Broken(
          rule: DeviceRules.weights, reason: "@\(name) is not the part \(region.axes) of it")
      }
    }
    return nil
  }
}
