import Basic
import IR
import Operators
import Testing

/// Repeatable random numbers.
struct RandomNumbers {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func next(_ range: ClosedRange<Int>) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return range.lowerBound + Int(state >> 11) % (range.upperBound - range.lowerBound + 1)
  }
}

/// Builds small integer programs out of seeded numbers, one operation after the other.
struct ProgramSketch {
  private(set) var program = Program(Graph(name: "sketch"))
  private var random: RandomNumbers

  init(seed: UInt64 = 1) { random = RandomNumbers(seed) }

  mutating func input(
    _ shape: [Int], element: ElementType = .i8, zero: Int32 = 3, scale: Float = 0.5
  ) -> ID<Value> {
    program.graph.addInput(
      "x", TensorType(element, shape, Quantization(scale: scale, zeroPoint: zero)))
  }

  mutating func floats(_ shape: [Int]) -> ID<Value> {
    program.graph.addInput("x", TensorType(.f32, shape))
  }

  mutating func constant(_ tensor: Tensor) -> ID<Value> {
    program.addConstantValue("w", tensor)
  }

  mutating func weight(
    _ shape: [Int], _ element: ElementType, perAxis: Bool = false
  ) -> ID<Value> {
    let scales = (0..<shape[0]).map { Float(0.25) * Float($0 % 3 + 1) }
    let quantization =
      perAxis
      ? Quantization(symmetricScales: scales, axis: 0) : Quantization(scale: 0.25, zeroPoint: 0)
    let range = element == .i4 ? -8...7 : -128...127
    let type = TensorType(element, shape, quantization)
    let values = (0..<type.elementCount).map { _ in Int32(random.next(range)) }
    return program.addConstantValue("w", Tensor(type, integers: values))
  }

  mutating func bias(_ count: Int) -> ID<Value> {
    let values = (0..<count).map { _ in Int32(random.next(-5000...5000)) }
    return program.addConstantValue("b", Tensor(TensorType(.i32, [count]), values))
  }

  @discardableResult
  mutating func append(
    _ kind: String, _ name: String, _ operands: [ID<Value>], _ attributes: [Attribute] = []
  ) throws -> ID<Value> {
    let definition = try #require(OperatorCatalog.standard[kind])
    let call = OperatorCall(
      operands: operands.map { program.graph[$0].type }, attributes: AttributeList(attributes))
    var report = ConstraintReport()
    let types = definition.inferTypes(call, &report)
    try #require(report.violations.isEmpty, "\(report.violations)")
    let operation = Operation(
      kind, operands: operands, attributes: call.attributes, origins: [name])
    let id = program.graph.append(operation, names: [name], types: try #require(types))
    return program.graph[id].results[0]
  }

  @discardableResult
  mutating func convolution(
    _ name: String, _ x: ID<Value>, filters: Int, kernel: [Int], element: ElementType = .i8,
    stride: [Int] = [1, 1], padding: [Int] = [0, 0, 0, 0], dilation: [Int] = [1, 1],
    groups: Int = 1, hasBias: Bool = true, perAxis: Bool = false
  ) throws -> ID<Value> {
    let channels = program.graph[x].type.shape[1] / groups
    var operands = [x, weight([filters, channels] + kernel, element, perAxis: perAxis)]
    if hasBias { operands.append(bias(filters)) }
    return try append(
      "conv2d", name, operands,
      [
        .init("stride", .integers(stride)), .init("padding", .integers(padding)),
        .init("dilation", .integers(dilation)), .init("groups", .integer(groups)),
        .init("activation", .activation(.none)),
      ])
  }

  @discardableResult
  mutating func dense(
    _ name: String, _ x: ID<Value>, units: Int, element: ElementType = .i8, hasBias: Bool = true
  ) throws -> ID<Value> {
    let depth = try #require(program.graph[x].type.shape.last)
    var operands = [x, weight([units, depth], element)]
    if hasBias { operands.append(bias(units)) }
    return try append("dense", name, operands, [.init("activation", .activation(.none))])
  }

  @discardableResult
  mutating func requantize(_ name: String, _ x: ID<Value>, scale: Float) throws -> ID<Value> {
    let storage = StorageType(.i8, Quantization(scale: scale, zeroPoint: -2))
    return try append(
      "requantize", name, [x],
      [
        .init("to", .storage(storage)), .init("rounding", .symbol("tosa")),
        .init("clamp", .integers([-128, 127])),
      ])
  }

  func finished(_ outputs: ID<Value>...) -> Program {
    var program = program
    program.graph.outputs = outputs
    return program
  }
}

extension Tensor {
  /// Seeded integers that fill the range of an 8-bit type.
  static func random(_ type: TensorType, seed: UInt64) -> Tensor {
    var random = RandomNumbers(seed)
    let range = type.element == .u8 ? 0...255 : -128...127
    return Tensor(
      type, integers: (0..<type.elementCount).map { _ in Int32(random.next(range)) })
  }
}
