import Basic
import IR
import TestSupport
import Testing

/// A convolution with sizes drawn at random.
struct ConvolutionCase: CustomTestStringConvertible {
  let x: [Int]
  let weight: [Int]
  let stride: [Int]
  let padding: [Int]
  let dilation: [Int]
  let groups: Int
  let hasBias: Bool
  let seed: Int

  var testDescription: String {
    "\(seed): x \(x) weight \(weight) stride \(stride) padding \(padding) dilation \(dilation)"
      + " groups \(groups)"
  }

  /// Draws sizes; every third case is depth-wise and every third grouped or pointwise.
  init(seed: Int) {
    var random = SplitMix(seed)
    func pick(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    self.seed = seed
    let isPointwise = seed % 3 == 2
    let kernel = isPointwise ? [1, 1] : [pick(1...4), pick(1...5)]
    stride = [pick(1...3), pick(1...3)]
    dilation = [pick(1...2), pick(1...3)]
    padding = (0..<4).map { _ in pick(0...3) }
    let isDepthwise = seed % 3 == 0
    groups = isDepthwise ? pick(1...9) : isPointwise ? 1 : pick(1...3)
    let groupChannels = isDepthwise ? 1 : pick(1...7)
    let groupOutputs = isDepthwise ? pick(1...2) : pick(1...11)
    let spans = zip(kernel, dilation).map { ($0 - 1) * $1 + 1 }
    x = [pick(1...2), groups * groupChannels, spans[0] + pick(0...14), spans[1] + pick(0...19)]
    weight = [groups * groupOutputs, groupChannels, kernel[0], kernel[1]]
    hasBias = pick(0...2) > 0
  }

  var terms: Int { weight[1] * weight[2] * weight[3] }

  /// The program with parameters of the given types, or with their magnitudes.
  func program(
    _ xType: TensorType, _ weightType: TensorType, _ activation: Activation = .none,
    magnitudes: Bool = false, requantize: [(String, AttributeValue)]? = nil
  ) -> Program {
    var builder = GraphBuilder("conv", seed: seed)
    var operands = [builder.input(xType)]
    var types = [weightType]
    if hasBias {
      types.append(TensorType(weightType.element == .f32 ? .f32 : .i32, [weight[0]]))
    }
    for type in types {
      let tensor = builder.random.tensor(type)
      operands.append(
        builder.constant(
          magnitudes ? Tensor(type, tensor.floats.map(\.magnitude)) : tensor))
    }
    var y = builder.add(
      "conv2d", operands,
      [
        ("stride", .integers(stride)), ("padding", .integers(padding)),
        ("dilation", .integers(dilation)), ("groups", .integer(groups)),
        ("activation", .activation(activation)),
      ])
    if let requantize { y = builder.add("requantize", [y], requantize) }
    return builder.finished([y])
  }

  /// The type of integer weights: per tensor or per channel, of eight or four bits.
  var integerWeightType: TensorType {
    var random = SplitMix(seed + 1000)
    let scales = (0..<weight[0]).map { _ in Float.random(in: 0.0001...0.001, using: &random) }
    return TensorType(
      seed % 4 == 1 ? .i4 : .i8, weight,
      seed % 2 == 0
        ? Quantization(symmetricScales: scales, axis: 0)
        : Quantization(scale: scales[0], zeroPoint: 0))
  }

  /// The type of integer images.
  var integerImageType: TensorType {
    TensorType(
      seed % 5 < 3 ? .i8 : .u8, x,
      Quantization(scale: 0.03, zeroPoint: seed % 5 < 3 ? Int32(seed % 200) - 100 : 117))
  }
}
