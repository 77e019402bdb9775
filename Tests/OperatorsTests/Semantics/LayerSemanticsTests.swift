import IR
import Operators
import Testing

private func convolution(
  stride: [Int] = [1, 1], padding: [Int] = [0, 0, 0, 0], dilation: [Int] = [1, 1],
  groups: Int = 1, activation: Activation = .none
) -> [Attribute] {
  [
    Attribute("stride", .integers(stride)), Attribute("padding", .integers(padding)),
    Attribute("dilation", .integers(dilation)), Attribute("groups", .integer(groups)),
    Attribute("activation", .activation(activation)),
  ]
}

private func dense(_ activation: Activation = .none) -> [Attribute] {
  [Attribute("activation", .activation(activation))]
}

/// Rows 1 2 3, 4 5 6, 7 8 9.
private let square = floats([1, 1, 3, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9])
private let diagonal = floats([1, 1, 2, 2], [1, 0, 0, 10])

private let convolutionCases = [
  // x[p, q] + 10 * x[p + 1, q + 1]
  WorkedCase(
    "conv2d", [square, diagonal], convolution(),
    gives: floats([1, 1, 2, 2], [51, 62, 84, 95])),
  // A row of padding above and a column at the left: only the 10 finds an element in the corner.
  WorkedCase(
    "conv2d", [square, diagonal, floats([1], [0.5])],
    convolution(stride: [2, 2], padding: [1, 1, 0, 0]),
    gives: floats([1, 1, 2, 2], [10.5, 30.5, 70.5, 95.5])),
  // Every second position: the corners 1 and 9 only.
  WorkedCase(
    "conv2d", [square, diagonal], convolution(dilation: [2, 2], activation: .clip(0, 50)),
    gives: floats([1, 1, 1, 1], [50])),
  // Two groups of one channel with two filters each, two images.
  WorkedCase(
    "conv2d",
    [
      floats([2, 2, 1, 1], [1, 2, 3, 4]), floats([4, 1, 1, 1], [1, -1, 10, -10]),
      floats([4], [0, 0, 0, 1]),
    ], convolution(groups: 2, activation: .relu),
    gives: floats([2, 4, 1, 1], [1, 0, 20, 0, 3, 0, 40, 0])),
  // Padding stands for the zero point: it adds nothing. (5 - 3) * 2 and (1 - 3) * -1.
  WorkedCase(
    "conv2d",
    [
      integers(.u8, [1, 1, 1, 2], [5, 1], scale: 0.5, zero: 3),
      integers(.i4, [1, 1, 1, 3], [2, -1, 7], scale: 0.25),
      Tensor(TensorType(.i32, [1]), integers: [100]),
    ], convolution(padding: [0, 0, 0, 2]),
    gives: integers(.i32, [1, 1, 1, 2], [100 + 4 + 2, 100 - 4], scale: 0.125)),
  // Two products of 16 bits that 32 do not hold, and a bias beyond 32 bits.
  WorkedCase(
    "conv2d",
    [
      integers(.i16, [1, 1, 1, 3], [-32768, -32768, 5], scale: 0.5),
      integers(.i16, [1, 1, 1, 2], [-32768, -32768], scale: 0.25),
      Tensor(TensorType(.i64, [1]), [Int64(1) << 40]),
    ], convolution(),
    gives: Tensor(
      quantized(.i64, [1, 1, 1, 2], 0.125),
      [Int64(1) << 40 + 1 << 31, Int64(1) << 40 + 1 << 30 - 5 << 15])),
  // Each filter has a scale of its own.
  WorkedCase(
    "conv2d",
    [
      integers(.i8, [1, 1, 1, 1], [-128], scale: 2, zero: 127),
      Tensor(
        TensorType(.i8, [2, 1, 1, 1], Quantization(symmetricScales: [0.5, 0.25], axis: 0)),
        integers: [-128, 127]),
    ], convolution(),
    gives: Tensor(
      TensorType(.i32, [1, 2, 1, 1], Quantization(symmetricScales: [1, 0.5], axis: 1)),
      integers: [32_640, -32_385])),
]

private func transposed(
  stride: [Int] = [1, 1], padding: [Int] = [0, 0, 0, 0], extra: [Int] = [0, 0],
  dilation: [Int] = [1, 1], groups: Int = 1
) -> [Attribute] {
  [
    Attribute("stride", .integers(stride)), Attribute("padding", .integers(padding)),
    Attribute("output_padding", .integers(extra)), Attribute("dilation", .integers(dilation)),
    Attribute("groups", .integer(groups)),
  ]
}

private let row = floats([1, 1, 1, 2], [1, 10])

private let transposedCases = [
  // 1 2 3 and, one to the right, 10 20 30.
  WorkedCase(
    "conv_transpose2d", [row, floats([1, 1, 1, 3], [1, 2, 3])], transposed(),
    gives: floats([1, 1, 1, 4], [1, 12, 23, 30])),
  // Two apart, with the first and the last taken away, and the bias where nothing else is.
  WorkedCase(
    "conv_transpose2d", [row, floats([1, 1, 1, 3], [1, 2, 3]), floats([1], [0.5])],
    transposed(stride: [1, 2], padding: [0, 1, 0, 1], extra: [1, 0]),
    gives: floats([1, 1, 2, 3], [2.5, 13.5, 20.5, 0.5, 0.5, 0.5])),
  WorkedCase(
    "conv_transpose2d", [row, floats([1, 1, 2, 1], [1, 2])],
    transposed(stride: [1, 3], dilation: [2, 5]),
    gives: floats([1, 1, 3, 4], [1, 0, 0, 10, 0, 0, 0, 0, 2, 0, 0, 20])),
  // Two groups of one channel, each with two filters.
  WorkedCase(
    "conv_transpose2d",
    [floats([1, 2, 1, 1], [1, 10]), floats([2, 2, 1, 1], [1, 2, 3, 4])], transposed(groups: 2),
    gives: floats([1, 4, 1, 1], [1, 2, 30, 40])),
]

private let linearCases = [
  WorkedCase(
    "dense",
    [
      floats([2, 3], [1, 2, 3, 4, 5, 6]), floats([2, 3], [1, 0, -1, 1, 1, 1]),
      floats([2], [0, -10]),
    ], dense(), gives: floats([2, 2], [-2, -4, -2, 5])),
  WorkedCase(
    "dense", [floats([3], [1, 2, 3]), floats([2, 3], [1, 0, -1, 1, 1, 1])], dense(.relu),
    gives: floats([2], [0, 6])),
  WorkedCase(
    "dense",
    [
      integers(.i8, [1, 2], [4, -6], scale: 0.5, zero: -1),
      Tensor(
        TensorType(.i8, [2, 2], Quantization(symmetricScales: [1, 2], axis: 0)),
        integers: [3, 2, -1, 1]),
    ], dense(),
    gives: Tensor(
      TensorType(.i32, [1, 2], Quantization(symmetricScales: [0.5, 1], axis: 1)),
      integers: [5, -10])),
  // One matrix at the left with each of two at the right.
  WorkedCase(
    "matmul", [floats([1, 2], [1, 10]), floats([2, 2, 1], [1, 2, 3, 4])], [],
    gives: floats([2, 1, 1], [21, 43])),
  // Three at the left in a row with two at the right in a column.
  WorkedCase(
    "matmul", [floats([3, 1, 1], [1, 2, 3]), floats([2, 1, 1, 1], [1, 10])], [],
    gives: floats([2, 3, 1, 1], [1, 2, 3, 10, 20, 30])),
  WorkedCase(
    "matmul",
    [
      integers(.u8, [1, 2], [10, 0], scale: 0.5, zero: 4),
      integers(.i8, [2, 1], [-2, 5], scale: 0.25, zero: 1),
    ], [], gives: integers(.i32, [1, 1], [-34], scale: 0.125)),
]

private func pool(
  window: [Int], stride: [Int], padding: [Int] = [0, 0, 0, 0], countsPadding: Bool? = nil
) -> [Attribute] {
  let shared = [
    Attribute("window", .integers(window)), Attribute("stride", .integers(stride)),
    Attribute("padding", .integers(padding)),
  ]
  return shared + (countsPadding.map { [Attribute("count_padding", .boolean($0))] } ?? [])
}

private let negatives = floats([1, 1, 2, 2], [-1, -2, -3, -4])
private let bytes = integers(.i8, [1, 1, 2, 2], [-7, 4, 4, 4], scale: 0.5, zero: 4)

private let poolingCases = [
  WorkedCase(
    "max_pool2d", [square], pool(window: [2, 2], stride: [1, 1]),
    gives: floats([1, 1, 2, 2], [5, 6, 8, 9])),
  // The last row and column do not fill a window.
  WorkedCase(
    "max_pool2d", [square], pool(window: [2, 2], stride: [2, 2]),
    gives: floats([1, 1, 1, 1], [5])),
  // Padding is left out, so that negative elements stay.
  WorkedCase(
    "max_pool2d", [negatives], pool(window: [2, 2], stride: [2, 2], padding: [1, 1, 1, 1]),
    gives: negatives),
  WorkedCase("max_pool2d", [bytes], pool(window: [1, 1], stride: [1, 1]), gives: bytes),
  WorkedCase(
    "average_pool2d", [square],
    pool(window: [2, 2], stride: [2, 2], padding: [1, 1, 0, 0], countsPadding: false),
    gives: floats([1, 1, 2, 2], [1, 2.5, 5.5, 7])),
  WorkedCase(
    "average_pool2d", [square],
    pool(window: [2, 2], stride: [2, 2], padding: [1, 1, 0, 0], countsPadding: true),
    gives: floats([1, 1, 2, 2], [0.25, 1.25, 2.75, 7])),
  // -11 / 4 is -2.75, which is nearest to -3; with halves, -11 / 2 is -5.5 and goes to -6.
  WorkedCase(
    "average_pool2d", [bytes], pool(window: [2, 2], stride: [1, 1], countsPadding: false),
    gives: integers(.i8, [1, 1, 1, 1], [1], scale: 0.5, zero: 4)),
  WorkedCase(
    "average_pool2d", [bytes], pool(window: [1, 2], stride: [1, 1], countsPadding: false),
    gives: integers(.i8, [1, 1, 2, 1], [-2, 4], scale: 0.5, zero: 4)),
  WorkedCase(
    "global_average_pool", [floats([1, 2, 1, 2], [1, 2, -3, 4])], [],
    gives: floats([1, 2, 1, 1], [1.5, 0.5])),
  WorkedCase(
    "global_average_pool", [bytes], [],
    gives: integers(.i8, [1, 1, 1, 1], [1], scale: 0.5, zero: 4)),
]

@Suite struct LayerSemanticsTests {
  @Test(arguments: convolutionCases + transposedCases + linearCases + poolingCases)
  func workedByHand(_ example: WorkedCase) throws { try example.check() }

  /// Adding one to 2^24 in binary32 changes nothing; the definition sums in binary64.
  @Test func sumsAreRoundedOnce() throws {
    let x = floats([1, 3], [16_777_216, 1, 1])
    let result = try evaluate("dense", [x, floats([1, 3], [1, 1, 1])], dense())
    #expect(result[0].floats == [16_777_218])
  }
}
