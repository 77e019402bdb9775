import Basic
import IR
import Operators
import Passes
import Testing

/// Builds integer programs out of layers with their requantizations; weights are seeded.
struct StepSketch {
  private(set) var program = Program(Graph(name: "sketch"))
  private var state: UInt64

  init(seed: UInt64 = 1) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  private mutating func next(_ range: ClosedRange<Int>) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return range.lowerBound + Int(state >> 11) % (range.upperBound - range.lowerBound + 1)
  }

  mutating func input(
    _ shape: [Int], element: ElementType = .i8, zero: Int32 = 3, name: String = "x"
  ) -> ID<Value> {
    program.graph.addInput(
      name, TensorType(element, shape, Quantization(scale: Float(0.05), zeroPoint: zero)))
  }

  /// An input of sums whose channels have scales of their own.
  mutating func inputSums(_ shape: [Int], _ name: String) -> ID<Value> {
    let scales = (0..<shape[1]).map { Float(0.000_01) * Float($0 % 4 + 1) }
    return program.graph.addInput(
      name, TensorType(.i32, shape, Quantization(symmetricScales: scales, axis: 1)))
  }

  @discardableResult
  mutating func append(
    _ kind: String, _ name: String, _ operands: [ID<Value>], _ attributes: [Attribute] = []
  ) throws -> ID<Value> {
    let definition = try #require(OperatorCatalog.standard[kind])
    let operandTypes = operands.map { program.graph[$0].type }
    let call = OperatorCall(
      operands: operandTypes,
      attributes: definition.completed(AttributeList(attributes), operands: operandTypes))
    var report = ConstraintReport()
    let types = definition.inferTypes(call, &report)
    try #require(report.violations.isEmpty, "\(report.violations)")
    let operation = Operation(
      kind, operands: operands, attributes: call.attributes, origins: [name])
    let id = program.graph.append(operation, names: [name], types: try #require(types))
    return program.graph[id].results[0]
  }

  /// A convolution and its requantization; padding keeps the size at a stride of 1.
  mutating func convolution(
    _ name: String, _ x: ID<Value>, filters: Int, kernel: Int = 3, stride: Int = 1,
    groups: Int = 1, padding: [Int]? = nil, dilation: Int = 1, hasExtremes: Bool = false
  ) throws -> ID<Value> {
    let sums = try convolutionSums(
      "\(name).sum", x, filters: filters, kernel: kernel, stride: stride, groups: groups,
      padding: padding, dilation: dilation, hasExtremes: hasExtremes)
    return try requantize(name, sums)
  }

  /// The sums of a convolution, which nothing requantizes.
  mutating func convolutionSums(
    _ name: String, _ x: ID<Value>, filters: Int, kernel: Int = 3, stride: Int = 1,
    groups: Int = 1, padding: [Int]? = nil, dilation: Int = 1, hasExtremes: Bool = false
  ) throws -> ID<Value> {
    let channels = program.graph[x].type.shape[1] / groups
    let type = TensorType(
      .i8, [filters, channels, kernel, kernel],
      Quantization(
        symmetricScales: (0..<filters).map { Float(0.01) * Float($0 % 3 + 1) }, axis: 0))
    let weight = constant(type, extremes: hasExtremes ? 2 : 0)
    let half = kernel / 2 * dilation
    return try append(
      "conv2d", name, [x, weight, bias(filters)],
      [
        .init("stride", .integers([stride, stride])),
        .init("padding", .integers(padding ?? [half, half, half, half])),
        .init("dilation", .integers([dilation, dilation])), .init("groups", .integer(groups)),
        .init("activation", .activation(.none)),
      ])
  }

  mutating func dense(_ name: String, _ x: ID<Value>, units: Int) throws -> ID<Value> {
    try requantize(name, try denseSums("\(name).sum", x, units: units))
  }

  /// The sums of a dense layer, which nothing requantizes.
  mutating func denseSums(_ name: String, _ x: ID<Value>, units: Int) throws -> ID<Value> {
    let depth = try #require(program.graph[x].type.shape.last)
    let weight = constant(
      TensorType(.i8, [units, depth], Quantization(scale: Float(0.01), zeroPoint: 0)))
    return try append(
      "dense", name, [x, weight, bias(units)], [.init("activation", .activation(.none))])
  }

  mutating func sum(_ name: String, _ a: ID<Value>, _ b: ID<Value>) throws -> ID<Value> {
    let wide = StorageType(.i32, Quantization(scale: Float(0.0001), zeroPoint: 0))
    let parts = try [a, b].map {
      try append(
        "requantize", "\(name).part", [$0],
        [
          .init("to", .storage(wide)), .init("rounding", .symbol("single")),
          .init("clamp", .integers([Int(Int32.min), Int(Int32.max)])),
        ])
    }
    let sum = try append(
      "add", "\(name).sum", parts, [.init("activation", .activation(.none))])
    return try requantize(name, sum)
  }

  mutating func product(_ name: String, _ a: ID<Value>, _ b: ID<Value>) throws -> ID<Value> {
    try requantize(
      name,
      try append("mul", "\(name).sum", [a, b], [.init("activation", .activation(.none))]))
  }

  mutating func requantize(
    _ name: String, _ x: ID<Value>, rounding: String = "single", element: ElementType = .i8
  ) throws -> ID<Value> {
    let storage = StorageType(
      element, Quantization(scale: Float(0.06), zeroPoint: element == .u8 ? 120 : -5))
    return try append(
      "requantize", name, [x],
      [
        .init("to", .storage(storage)), .init("rounding", .symbol(rounding)),
        .init("clamp", .integers(element == .u8 ? [0, 255] : [-128, 120])),
      ])
  }

  mutating func pool(
    _ kind: String, _ name: String, _ x: ID<Value>, window: Int, stride: Int, padding: Int = 0
  ) throws -> ID<Value> {
    var attributes: [Attribute] = [
      .init("window", .integers([window, window])), .init("stride", .integers([stride, stride])),
      .init("padding", .integers([padding, padding, padding, padding])),
    ]
    if kind == "average_pool2d" { attributes.append(.init("count_padding", .boolean(padding > 0))) }
    return try append(kind, name, [x], attributes)
  }

  /// A constant of random elements, the first `extremes` of them -128.
  mutating func constant(
    _ type: TensorType, range: ClosedRange<Int> = -127...127, extremes: Int = 0
  ) -> ID<Value> {
    let values = (0..<type.elementCount).map { $0 < extremes ? -128 : Int32(next(range)) }
    return program.addConstantValue("w", Tensor(type, integers: values))
  }

  private mutating func bias(_ count: Int) -> ID<Value> {
    let values = (0..<count).map { _ in Int32(next(-500...500)) }
    return program.addConstantValue("b", Tensor(TensorType(.i32, [count]), values))
  }

  mutating func finished(_ outputs: ID<Value>...) -> Program {
    var program = program
    program.graph.outputs = outputs
    return program
  }
}

extension Tensor {
  /// Seeded bytes, or sums of 22 bits.
  static func seeded(_ type: TensorType, seed: UInt64 = 7) -> Tensor {
    var state = seed
    if type.element == .i32 {
      return Tensor(
        type,
        (0..<type.elementCount).map { _ -> Int32 in
          state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          return Int32(truncatingIfNeeded: Int64(bitPattern: state) >> 42)
        })
    }
    return Tensor(
      type,
      (0..<type.elementCount).map { _ -> UInt8 in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt8(truncatingIfNeeded: state >> 33)
      })
  }
}

/// Small programs that use every kernel.
enum SmallNetworks: String, CaseIterable, Sendable {
  case residual, pooled, flattened, permuted, joined, shared, strided, unsigned, shifted, averaged
  case ordered, uneven, summed

  func program() throws -> Program {
    var sketch = StepSketch(seed: UInt64(rawValue.utf8.reduce(0) { $0 + Int($1) }))
    switch self {
    case .residual:
      let x = sketch.input([1, 8, 12, 10])
      let a = try sketch.convolution("a", x, filters: 24, kernel: 1)
      let b = try sketch.convolution("b", a, filters: 24, groups: 24)
      let c = try sketch.convolution("c", b, filters: 8, kernel: 1)
      let d = try sketch.sum("d", x, c)
      return sketch.finished(try sketch.convolution("e", d, filters: 6, stride: 2))
    case .pooled:
      let x = sketch.input([1, 5, 11, 9])
      let a = try sketch.pool("max_pool2d", "a", x, window: 3, stride: 2, padding: 1)
      let b = try sketch.pool("average_pool2d", "b", a, window: 2, stride: 1, padding: 1)
      let c = try sketch.pool("average_pool2d", "c", b, window: 3, stride: 2)
      return sketch.finished(try sketch.append("global_average_pool", "d", [c]))
    case .flattened:
      let x = sketch.input([1, 3, 6, 5])
      let a = try sketch.convolution("a", x, filters: 7)
      let b = try sketch.append("reshape", "b", [a], [.init("shape", .integers([1, 210]))])
      let c = try sketch.requantize("c", b)
      return sketch.finished(try sketch.dense("d", c, units: 10))
    case .permuted:
      let x = sketch.input([1, 6, 4, 5])
      let a = try sketch.convolution("a", x, filters: 6)
      let b = try sketch.append("reshape", "b", [a], [.init("shape", .integers([1, 12, 10]))])
      return sketch.finished(try sketch.dense("d", b, units: 9))
    case .joined:
      let x = sketch.input([1, 4, 7, 6])
      let a = try sketch.convolution("a", x, filters: 5)
      let b = try sketch.convolution("b", x, filters: 3, kernel: 1)
      let c = try sketch.append("concat", "c", [a, b], [.init("axis", .integer(1))])
      return sketch.finished(try sketch.convolution("d", c, filters: 4))
    case .shared:
      let x = sketch.input([1, 4, 6, 6])
      let a = try sketch.convolution("a", x, filters: 4)
      let b = try sketch.product("b", a, x)
      let c = try sketch.sum("c", b, b)
      let table = sketch.constant(
        TensorType(.i8, [256], Quantization(scale: Float(0.1), zeroPoint: 1)))
      return sketch.finished(try sketch.append("lookup", "d", [c, table]), a)
    case .strided:
      let x = sketch.input([1, 3, 17, 15])
      let padded = try sketch.append(
        "pad", "p", [x],
        [
          .init("before", .integers([0, 0, 1, 2])), .init("after", .integers([0, 0, 2, 0])),
          .init("value", .number(0)),
        ])
      let a = try sketch.convolution(
        "a", padded, filters: 8, kernel: 5, stride: 3, padding: [2, 0, 1, 2])
      let b = try sketch.convolution(
        "b", a, filters: 8, stride: 2, groups: 8, padding: [0, 0, 1, 1])
      return sketch.finished(try sketch.convolution("c", b, filters: 4, dilation: 2))
    case .unsigned:
      let x = sketch.input([1, 4, 8, 8], element: .u8, zero: 120)
      let a = try sketch.convolution("a", x, filters: 8)
      let b = try sketch.requantize("b", a, rounding: "tflite_double", element: .u8)
      let c = try sketch.convolution("c", b, filters: 8, groups: 8)
      let d = try sketch.convolution("d", b, filters: 8, kernel: 1)
      return sketch.finished(try sketch.sum("e", c, d))
    case .ordered:
      // Bytes of inputs and between layers that are read as an image of other axes.
      let x = sketch.input([1, 9, 4, 1])
      let y = sketch.input([1, 9, 4, 3], name: "y")
      let a = try sketch.convolution(
        "a", try sketch.append("reshape", "p", [x], [.init("shape", .integers([1, 1, 9, 4]))]),
        filters: 6)
      let b = try sketch.convolution(
        "b",
        try sketch.append(
          "transpose", "q", [y], [.init("permutation", .integers([0, 3, 1, 2]))]), filters: 6)
      let c = try sketch.sum("c", a, b)
      let d = try sketch.pool("max_pool2d", "d", c, window: 4, stride: 4)
      let restated = StorageType(.i8, Quantization(scale: Float(0.2), zeroPoint: 0))
      let e = try sketch.append("reinterpret", "e", [d], [.init("to", .storage(restated))])
      let f = try sketch.convolution(
        "f", try sketch.append("reshape", "r", [e], [.init("shape", .integers([1, 1, 6, 2]))]),
        filters: 5)
      return sketch.finished(
        try sketch.append(
          "fixed_point_softmax", "g", [f],
          [.init("axis", .integer(1)), .init("beta", .number(1))]))
    case .uneven:
      // Two weights of -128 side by side have no pair, and all other channels have.
      let x = sketch.input([1, 16, 6, 5])
      let a = try sketch.convolution("a", x, filters: 16, kernel: 1, hasExtremes: true)
      return sketch.finished(try sketch.convolution("b", a, filters: 20, hasExtremes: true))
    case .summed:
      // Sums of 32 bits as outputs, of every kernel that gives them, and of bytes with and without signs.
      let x = sketch.input([1, 5, 7, 6])
      let y = sketch.input([1, 6, 5, 4], element: .u8, zero: 120, name: "y")
      let a = try sketch.convolution("a", x, filters: 12)
      let b = try sketch.convolutionSums("b", a, filters: 10, kernel: 1)
      let c = try sketch.convolutionSums("c", a, filters: 9, stride: 2)
      let d = try sketch.append("reshape", "d", [a], [.init("shape", .integers([1, 504]))])
      let e = try sketch.denseSums("e", d, units: 11)
      let f = try sketch.convolutionSums("f", y, filters: 4, kernel: 1)
      // Sums of 32 bits as inputs, of channels with scales of their own and of one vector.
      let u = sketch.inputSums([1, 10, 7, 6], "u")
      let v = sketch.inputSums([1, 37], "v")
      let g = try sketch.pool(
        "max_pool2d", "g", try sketch.requantize("s", u), window: 2, stride: 2)
      let h = try sketch.requantize("h", v, rounding: "tflite_double", element: .u8)
      return sketch.finished(b, c, e, f, g, h)
    case .shifted:
      return try SmallNetworks.pruned(
        &sketch, channels: 12, "method=zero_point_shifting,columns=4,group=16,sensitive=20")
    case .averaged:
      return try SmallNetworks.pruned(
        &sketch, channels: 16, "method=rounded_averaging,columns=2,group=32,sensitive=10")
    }
  }

  /// Weights with pruned columns in groups of many lengths, and sensitive channels among them.
  private static func pruned(
    _ sketch: inout StepSketch, channels: Int, _ options: String
  ) throws -> Program {
    let x = sketch.input([1, channels, 6, 5])
    let a = try sketch.convolution("a", x, filters: 28)
    let b = try sketch.convolution("b", a, filters: 18, kernel: 1)
    let c = try sketch.append("global_average_pool", "c", [b])
    let d = try sketch.append("reshape", "d", [c], [.init("shape", .integers([1, 18]))])
    var program = sketch.finished(try sketch.dense("e", d, units: 10))
    var bag = DiagnosticBag()
    let pipeline = try #require(
      PipelineParser.parse("bbs{align=1,stem=prune,\(options)}", catalog: .standard, into: &bag))
    var context = PassContext(
      catalog: .standard, samples: SeededSamples(seed: 1, count: 1), threads: 1, bag: bag)
    _ = try PassManager(pipeline).run(on: &program, &context)
    try #require(!context.bag.hasErrors, "\(context.bag.diagnostics)")
    return program
  }
}
