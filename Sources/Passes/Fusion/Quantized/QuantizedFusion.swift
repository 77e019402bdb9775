import Basic
import IR
import Operators

/// The work of `fuse-quantized`: a program while its regions become integer operators.
struct QuantizedFusion {
  /// The program so far.
  private(set) var program: Program

  /// Whether anything was fused or folded.
  private(set) var isChanged = false

  let catalog: OperatorCatalog

  /// How often each value of the program was read before.
  private let uses: [Int]

  /// The operations of the region at hand.
  private var added: [ID<Operation>] = []

  init(_ program: Program, _ catalog: OperatorCatalog) {
    self.program = program
    self.catalog = catalog
    uses = program.graph.useCounts
  }

  /// Why a region stays in floating point.
  struct NoIntegerForm: Error {}

  mutating func run() {
    var order: [ID<Operation>] = []
    var replacements: [ID<Value>: ID<Value>] = [:]
    let outputs = program.graph.outputs
    for id in program.graph.order {
      added = []
      guard let region = region(id), let value = try? integers(of: region) else {
        order.append(id)
        continue
      }
      order += added
      replacements[program.graph[id].results[0]] = value
      if program.graph.definingOperation(of: value).map(added.contains) == true {
        program.graph.exchangeNames(value, region.value)
      }
    }
    program.graph.order = order
    program.graph.replaceUses(replacements)
    program.graph.keepNames(of: outputs)
    let hasFolded = DequantizedConstants.fold(&program, catalog)
    isChanged = hasFolded || !replacements.isEmpty
    if isChanged { EliminateDeadCode.run(on: &program.graph, catalog) }
  }

  /// What ends in a `quantize`, or `nil` if the operation is none or has a form of its own.
  private func region(_ id: ID<Operation>) -> QuantizedRegion? {
    let operation = program.graph[id]
    guard operation.kind == "quantize" else { return nil }
    let target = operation.attributes.storage("to")
    guard target.quantization?.isPerTensor == true else { return nil }
    return QuantizedRegion(
      program.graph, uses, quantize: operation, target: target, catalog: catalog)
  }

  // MARK: - What lowerings are made of

  /// The type of a value.
  func type(_ id: ID<Value>) -> TensorType { program.graph[id].type }

  /// Adds a constant.
  mutating func constant(_ name: String, _ tensor: Tensor) -> ID<Value> {
    program.addConstantValue(name, tensor)
  }

  /// Adds an operation, whose type follows from its operator.
  mutating func add(
    _ kind: String, _ operands: [ID<Value>], _ attributes: AttributeList, name: String,
    for region: QuantizedRegion
  ) throws(NoIntegerForm) -> ID<Value> {
    let types = try types(kind, operands.map(type), attributes)
    let record = Operation(
      kind, operands: operands, attributes: attributes, origins: region.origins,
      location: region.location)
    let id = program.graph.create(record, names: [name], types: types)
    added.append(id)
    return program.graph[id].results[0]
  }

  /// The last step of a lowering: rounds to the storage that the region ends in.
  mutating func requantize(
    _ value: ID<Value>, for region: QuantizedRegion, rounding: RoundingMode = .onnxHalfEven
  ) throws(NoIntegerForm) -> ID<Value> {
    try rescale(
      value, to: region.target, clamp: region.target.bounds(region.activation),
      rounding: rounding.rawValue, name: region.name, for: region)
  }

  /// Adds a `requantize`.
  mutating func rescale(
    _ value: ID<Value>, to storage: StorageType, clamp: [Int], rounding: String, name: String,
    for region: QuantizedRegion
  ) throws(NoIntegerForm) -> ID<Value> {
    let attributes = AttributeList([
      Attribute("to", .storage(storage)), Attribute("rounding", .symbol(rounding)),
      Attribute("clamp", .integers(clamp)),
    ])
    return try add("requantize", [value], attributes, name: name, for: region)
  }

  /// The result of an operator on constants.
  func evaluated(
    _ kind: String, _ operands: [Tensor], _ attributes: AttributeList
  ) throws(NoIntegerForm) -> Tensor {
    let types = try types(kind, operands.map(\.type), attributes)
    guard let definition = catalog[kind] else { throw NoIntegerForm() }
    let call = OperatorCall(operands: operands.map(\.type), attributes: attributes)
    return definition.evaluate(call, operands, types)[0]
  }

  private func types(
    _ kind: String, _ operands: [TensorType], _ attributes: AttributeList
  ) throws(NoIntegerForm) -> [TensorType] {
    guard let definition = catalog[kind] else { preconditionFailure("no operator '\(kind)'") }
    var report = ConstraintReport()
    let call = OperatorCall(operands: operands, attributes: attributes)
    guard let types = definition.inferTypes(call, &report) else { throw NoIntegerForm() }
    return types
  }
}
