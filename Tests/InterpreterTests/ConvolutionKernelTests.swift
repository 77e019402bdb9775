import Basic
import IR
import Interpreter
import Operators
import TestSupport
import Testing

/// The kernels of `conv2d` against its definition.
@Suite struct ConvolutionKernelTests {
  @Test(arguments: (0..<60).map { ConvolutionCase(seed: $0) })
  func floatsAgree(_ sizes: ConvolutionCase) throws {
    var random = SplitMix(sizes.seed + 500)
    let types = (TensorType(.f32, sizes.x), TensorType(.f32, sizes.weight))
    let activation: Activation = [.none, .relu, .clip(-0.5, 0.75)][sizes.seed % 3]
    try KernelAgreement.expectClose(
      sizes.program(types.0, types.1, activation), [random.tensor(types.0)],
      magnitudes: sizes.program(types.0, types.1, magnitudes: true), terms: sizes.terms)
  }

  @Test(arguments: (0..<60).map { ConvolutionCase(seed: $0) })
  func integersAreEqual(_ sizes: ConvolutionCase) throws {
    var random = SplitMix(sizes.seed + 500)
    let x = sizes.integerImageType
    try KernelAgreement.expectEqual(
      sizes.program(x, sizes.integerWeightType), [random.tensor(x)])
  }

  @Test(arguments: (0..<40).map { ConvolutionCase(seed: $0) })
  func requantizedIntegersAreEqual(_ sizes: ConvolutionCase) throws {
    var random = SplitMix(sizes.seed + 500)
    let x = sizes.integerImageType
    let element: ElementType = [.i8, .u8, .i8, .i4][sizes.seed % 4]
    let zeroPoint: Int32 = element == .i8 ? -7 : 3
    let range = element.integerRange ?? 0...0
    let program = sizes.program(
      x, sizes.integerWeightType,
      requantize: [
        (
          "to",
          .storage(StorageType(element, Quantization(scale: 0.005, zeroPoint: zeroPoint)))
        ),
        ("rounding", .symbol(RoundingMode.words[sizes.seed % RoundingMode.words.count])),
        ("clamp", .integers([Int(range.lowerBound) + 2, Int(range.upperBound)])),
      ])
    try KernelAgreement.expectEqual(program, [random.tensor(x)])
  }

  /// Sizes at which pieces are cut by columns and by rows.
  @Test(arguments: [[1, 40, 5, 7], [1, 1024, 3, 9], [2, 9, 33, 31]])
  func piecesFitTogether(shape: [Int]) throws {
    for element in [ElementType.f32, .i8] {
      var builder = GraphBuilder("pieces")
      let isFloat = element == .f32
      let quantization = isFloat ? nil : Quantization(scale: 0.1, zeroPoint: 0)
      let x = TensorType(element, shape, quantization)
      let weight = TensorType(element, [200, shape[1], 3, 3], quantization)
      // Small whole numbers, so that floats are exact too.
      func small(_ type: TensorType, _ random: inout SplitMix) -> Tensor {
        Tensor(
          type,
          numbers: (0..<type.elementCount).map { _ in
            Double(Int.random(in: -3...3, using: &random))
          })
      }
      let y = builder.add(
        "conv2d", [builder.input(x), builder.constant(small(weight, &builder.random))],
        [
          ("stride", .integers([1, 1])), ("padding", .integers([1, 1, 1, 1])),
          ("dilation", .integers([1, 1])), ("groups", .integer(1)),
          ("activation", .activation(.none)),
        ])
      try KernelAgreement.expectEqual(
        builder.finished([y]), [small(x, &builder.random)])
    }
  }

  /// The largest products of every kind, also in a depth-wise window of the largest exact size.
  @Test(arguments: [ElementType.i8, .u8], [[1, 128], [129, 1], [16, 8]])
  func extremesAreExact(element: ElementType, kernel: [Int]) throws {
    for groups in [1, 2] {
      var builder = GraphBuilder("extremes")
      let range = element.integerRange ?? 0...0
      let x = TensorType(
        element, [1, 2, 130, 130],
        Quantization(scale: 1, zeroPoint: Int32(range.upperBound)))
      let weight = TensorType(
        .i8, [2, 2 / groups] + kernel, Quantization(scale: 1, zeroPoint: 0))
      let lowest = Tensor(
        weight, integers: [Int32](repeating: -128, count: weight.elementCount))
      let y = builder.add(
        "conv2d", [builder.input(x), builder.constant(lowest)],
        [
          ("stride", .integers([40, 40])), ("padding", .integers([0, 0, 0, 0])),
          ("dilation", .integers([1, 1])), ("groups", .integer(groups)),
          ("activation", .activation(.none)),
        ])
      let least = [Int32](repeating: Int32(range.lowerBound), count: x.elementCount)
      try KernelAgreement.expectEqual(builder.finished([y]), [Tensor(x, integers: least)])
    }
  }

  /// Padding and strides far beyond the image take no more memory than the result.
  @Test(arguments: [1, 2])
  func hugeStridesAndPadding(groups: Int) throws {
    let huge = 1 << 14
    var builder = GraphBuilder("huge")
    let x = TensorType(.i8, [1, 2, 3, 3], Quantization(scale: 1, zeroPoint: 5))
    let weight = TensorType(.i8, [2, 2 / groups, 2, 2], Quantization(scale: 1, zeroPoint: 0))
    let y = builder.add(
      "conv2d", [builder.input(x), builder.constant(builder.random.tensor(weight))],
      [
        ("stride", .integers([huge, huge])), ("padding", .integers([1, huge, 2 * huge, 3])),
        ("dilation", .integers([1, 2])), ("groups", .integer(groups)),
        ("activation", .activation(.none)),
      ])
    try KernelAgreement.expectEqual(builder.finished([y]), [builder.random.tensor(x)])
  }

  @Test func weightsNeedNotBeConstant() throws {
    var builder = GraphBuilder("inputs")
    let x = TensorType(.i8, [1, 3, 6, 6], Quantization(scale: 1, zeroPoint: 5))
    let weight = TensorType(.i8, [4, 3, 3, 3], Quantization(scale: 1, zeroPoint: 0))
    let y = builder.add(
      "conv2d", [builder.input(x), builder.input(weight)],
      [
        ("stride", .integers([1, 1])), ("padding", .integers([1, 1, 1, 1])),
        ("dilation", .integers([1, 1])), ("groups", .integer(1)),
        ("activation", .activation(.none)),
      ])
    let inputs = [builder.random.tensor(x), builder.random.tensor(weight)]
    try KernelAgreement.expectEqual(builder.finished([y]), inputs)
  }
}
