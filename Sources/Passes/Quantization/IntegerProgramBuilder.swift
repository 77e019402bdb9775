import Basic
import IR
import Operators

/// Builds the integer program operation by operation from the floating-point one.
///
/// Every value of the source has one integer value that stands for it and carries its name; what
/// is between, such as accumulators, is named after it: `c1.sum`.
struct IntegerProgramBuilder {
  /// The integer program.
  private(set) var result: Program

  /// One for each operation that stays in floating point.
  private(set) var warnings: [Diagnostic] = []

  /// The floating-point program.
  let source: Program

  let weights: ElementType
  let activations: ElementType
  let rounding: String
  let catalog: OperatorCatalog

  /// The number of threads; no result depends on it.
  let threads: Int
  private let ranges: [ObservedRange]

  /// The integer value of each value, by id.
  private var integers: [ID<Value>: ID<Value>] = [:]

  init(
    _ source: Program, ranges: [ObservedRange], weights: ElementType, activations: ElementType,
    rounding: String, catalog: OperatorCatalog, threads: Int
  ) {
    self.source = source
    self.ranges = ranges
    self.weights = weights
    self.activations = activations
    self.rounding = rounding
    self.catalog = catalog
    self.threads = threads
    result = Program(Graph(name: source.graph.name))
    result.sources = source.sources
  }

  mutating func build() {
    for input in source.graph.inputs {
      let type = storage(of: input).tensor(source.graph[input].type.shape)
      integers[input] = result.graph.addInput(source.graph[input].name, type)
    }
    for id in source.graph.order { lower(source.graph[id]) }
    result.graph.outputs = source.graph.outputs.map { integer($0) }
  }

  /// Why an operation has no integer form: a constraint of an operator that would be needed.
  private struct Impossible: Error {
    let reason: String
  }

  private mutating func lower(_ operation: Operation) {
    do {
      integers[operation.results[0]] = try form(of: operation)
    } catch {
      preconditionFailure("no form of \(operation.kind) is possible: \(error)")
    }
  }

  /// The integer form of an operation, or else a float island.
  private mutating func form(of operation: Operation) throws -> ID<Value> {
    let before = self
    do {
      if let form = try integerForm(operation) { return form }
    } catch let error as Impossible {
      // What was built on the way is dropped.
      self = before
      return try floatIsland(operation, because: error.reason)
    }
    return try floatIsland(operation)
  }

  /// The integer value of an operation, `nil` if its kind or its operands have none.
  private mutating func integerForm(_ operation: Operation) throws -> ID<Value>? {
    switch operation.kind {
    case "conv2d", "dense": try weighted(operation)
    case "matmul": try matrixProduct(operation)
    case "add", "sub": try sum(operation)
    case "mul": try product(operation)
    case "relu", "clip": try rectified(operation)
    case "concat": try joined(operation)
    case "softmax": try normalizedExponentials(operation)
    case "layer_norm": try normalized(operation)
    case "max_pool2d", "average_pool2d", "global_average_pool", "reduce_mean", "flatten",
      "reshape", "transpose", "slice", "pad":
      try carried(operation)
    default: try tabulated(operation)
    }
  }

  // MARK: - Pieces that the lowerings are made of

  /// The storage of the integers that stand for a value, from its range.
  func storage(of id: ID<Value>) -> StorageType {
    StorageType(
      activations, QuantizationParameters.asymmetric(ranges[id.index], activations))
  }

  /// The range of a value.
  func range(of id: ID<Value>) -> ObservedRange { ranges[id.index] }

  /// The integer value that stands for a value; constants are quantized symmetrically.
  mutating func integer(_ id: ID<Value>) -> ID<Value> {
    if let known = integers[id] { return known }
    guard let tensor = source.tensor(of: id) else {
      preconditionFailure("%\(source.graph[id].name) has no integer value yet")
    }
    let quantized = QuantizationParameters.symmetric(tensor, .i8)
    let value = constant("\(source.graph[id].name).i8", quantized)
    integers[id] = value
    return value
  }

  mutating func constant(_ name: String, _ tensor: Tensor) -> ID<Value> {
    result.addConstantValue(name, tensor)
  }

  /// The type of a value of the integer program.
  func type(_ id: ID<Value>) -> TensorType { result.graph[id].type }

  /// Adds an operation, whose type follows from its operator.
  mutating func add(
    _ kind: String, _ operands: [ID<Value>], _ attributes: AttributeList, name: String,
    for operation: Operation
  ) throws -> ID<Value> {
    guard let definition = catalog[kind] else { preconditionFailure("no operator '\(kind)'") }
    var report = ConstraintReport()
    let call = OperatorCall(operands: operands.map(type), attributes: attributes)
    guard let types = definition.inferTypes(call, &report) else {
      throw Impossible(
        reason: "\(kind): \(report.violations.map(\.detail).joined(separator: "; "))")
    }
    let record = Operation(
      kind, operands: operands, attributes: attributes, origins: operation.origins,
      location: operation.location)
    let id = result.graph.append(record, names: [name], types: types)
    return result.graph[id].results[0]
  }

  /// Adds the last step of a lowering: rounds to the storage of the result of `operation`.
  mutating func requantize(
    _ value: ID<Value>, for operation: Operation, activation: Activation = .none
  ) throws -> ID<Value> {
    let target = operation.results[0]
    // A result so small that the multiplier had no integer form is kept in coarser steps.
    let coarsest = type(value).quantization?.scales.max() ?? 0
    let storage = StorageType(
      activations,
      QuantizationParameters.asymmetric(
        ranges[target.index], activations,
        least: Float(coarsest / Requantizer.multiplierLimit * 2)))
    return try rescale(
      value, to: storage, clamp: storage.bounds(activation), rounding: rounding,
      name: source.graph[target].name, for: operation)
  }

  /// Adds a `requantize`.
  mutating func rescale(
    _ value: ID<Value>, to storage: StorageType, clamp: [Int], rounding: String, name: String,
    for operation: Operation
  ) throws -> ID<Value> {
    let attributes = AttributeList([
      Attribute("to", .storage(storage)), Attribute("rounding", .symbol(rounding)),
      Attribute("clamp", .integers(clamp)),
    ])
    return try add("requantize", [value], attributes, name: name, for: operation)
  }

  private mutating func floatIsland(
    _ operation: Operation, because reason: String? = nil
  ) throws -> ID<Value> {
    let name = source.graph[operation.results[0]].name
    warnings.append(
      Quantize.floatIsland(
        operation, named: name,
        note: reason.map { "an integer form would break a rule of \($0)" }))
    let operands = try operation.operands.map { operand in
      if let tensor = source.tensor(of: operand) {
        return constant(source.graph[operand].name, tensor)
      }
      return try add(
        "dequantize", [integer(operand)], AttributeList([]),
        name: "\(source.graph[operand].name).f32", for: operation)
    }
    let real = try add(
      operation.kind, operands, operation.attributes, name: "\(name).f32", for: operation)
    let attributes = AttributeList([
      Attribute("to", .storage(storage(of: operation.results[0]))),
      Attribute("rounding", .symbol("half_even")),
    ])
    return try add("quantize", [real], attributes, name: name, for: operation)
  }
}
