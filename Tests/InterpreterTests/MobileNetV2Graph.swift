import Basic
import IR

/// MobileNetV2 at width 1 with random weights, batch normalisation folded. ([sandler18] table 2)
struct MobileNetV2Graph {
  private(set) var builder = GraphBuilder("mobilenet_v2")
  private let isInteger: Bool

  /// The type of the images.
  let imageType: TensorType

  /// Builds the network in floating point or in integers.
  init(isInteger: Bool, size: Int = 224) {
    self.isInteger = isInteger
    imageType = TensorType(
      isInteger ? .i8 : .f32, [1, 3, size, size],
      isInteger ? Quantization(scale: 0.02, zeroPoint: 3) : nil)
  }

  /// The program and its multiply-accumulate operations.
  mutating func build() -> (program: Program, macs: Int) {
    var x = builder.input(imageType)
    x = convolution(x, 32, kernel: 3, stride: 2)
    var channels = 32
    let blocks = [
      (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2),
      (6, 320, 1, 1),
    ]
    for (expansion, outputs, repeats, firstStride) in blocks {
      for index in 0..<repeats {
        let (entry, stride) = (x, index == 0 ? firstStride : 1)
        let wide = channels * expansion
        if expansion > 1 { x = convolution(x, wide, kernel: 1) }
        x = convolution(x, wide, kernel: 3, stride: stride, groups: wide)
        x = convolution(x, outputs, kernel: 1, isLinear: true)
        if stride == 1, channels == outputs { x = sum(entry, x) }
        channels = outputs
      }
    }
    x = convolution(x, 1280, kernel: 1)
    x = builder.add("global_average_pool", [x])
    x = builder.add("flatten", [x], [("axis", .integer(1))])
    x = dense(x, 1000)
    return (builder.finished([x]), builder.macs)
  }

  private mutating func parameter(_ shape: [Int], scale: Float) -> ID<Value> {
    let scales = (0..<shape[0]).map { _ in
      Float.random(in: scale...2 * scale, using: &builder.random)
    }
    if isInteger {
      let type = TensorType(.i8, shape, Quantization(symmetricScales: scales, axis: 0))
      return builder.constant(builder.random.tensor(type))
    }
    let unit = builder.random.tensor(TensorType(.f32, shape)).floats
    return builder.constant(Tensor(shape, floats: unit.map { $0 * 100 * scale }))
  }

  private mutating func bias(_ count: Int) -> ID<Value> {
    builder.constant(
      builder.random.tensor(TensorType(isInteger ? .i32 : .f32, [count])))
  }

  private mutating func convolution(
    _ x: ID<Value>, _ filters: Int, kernel: Int, stride: Int = 1, groups: Int = 1,
    isLinear: Bool = false
  ) -> ID<Value> {
    let inputs = builder.program.graph[x].type.shape[1] / groups
    let terms = inputs * kernel * kernel
    let weight = parameter(
      [filters, inputs, kernel, kernel], scale: 0.02 / Float(terms).squareRoot())
    let padding = kernel / 2
    let y = builder.add(
      "conv2d", [x, weight, bias(filters)],
      [
        ("stride", .integers([stride, stride])),
        ("padding", .integers([Int](repeating: padding, count: 4))),
        ("dilation", .integers([1, 1])), ("groups", .integer(groups)),
        ("activation", .activation(isLinear || isInteger ? .none : .clip(0, 6))),
      ])
    return isInteger ? requantize(y, low: isLinear ? -128 : -100) : y
  }

  private mutating func requantize(
    _ x: ID<Value>, to element: ElementType = .i8, low: Int = -128
  ) -> ID<Value> {
    let isByte = element == .i8
    let quantization = Quantization(scale: isByte ? 0.03 : 0.0001, zeroPoint: isByte ? -100 : 0)
    return builder.add(
      "requantize", [x],
      [
        ("to", .storage(StorageType(element, quantization))), ("rounding", .symbol("single")),
        ("clamp", .integers(isByte ? [low, 127] : [Int(Int32.min), Int(Int32.max)])),
      ])
  }

  private mutating func sum(_ a: ID<Value>, _ b: ID<Value>) -> ID<Value> {
    let (a, b) = isInteger ? (requantize(a, to: .i32), requantize(b, to: .i32)) : (a, b)
    let y = builder.add("add", [a, b], [("activation", .activation(.none))])
    return isInteger ? requantize(y) : y
  }

  private mutating func dense(_ x: ID<Value>, _ units: Int) -> ID<Value> {
    let depth = builder.program.graph[x].type.shape[1]
    let weight = parameter([units, depth], scale: 0.02 / Float(depth).squareRoot())
    return builder.add(
      "dense", [x, weight, bias(units)], [("activation", .activation(.none))])
  }
}
