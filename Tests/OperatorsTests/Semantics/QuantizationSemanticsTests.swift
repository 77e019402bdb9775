import IR
import Operators
import Testing

private func quantize(_ type: TensorType, _ rounding: String) -> [Attribute] {
  [
    Attribute("to", .storage(StorageType(type.element, type.quantization))),
    Attribute("rounding", .symbol(rounding)),
  ]
}

private func requantize(
  _ type: TensorType, _ rounding: String = "single", clamp: [Int] = [-128, 127]
) -> [Attribute] {
  quantize(type, rounding) + [Attribute("clamp", .integers(clamp))]
}

private let halves: [Float] = [-1.25, -0.75, -0.25, 0.25, 0.75, 1.25]
private let twoScales = Quantization(scales: [0.5, 0.25], zeroPoints: [0, 3], axis: 1)

private let conversionCases = [
  // Quotients -2.5, -1.5, -0.5, 0.5, 1.5, 2.5 and the zero point 1.
  WorkedCase(
    "quantize", [floats([6], halves)], quantize(quantized(.i8, [6], 0.5, 1), "half_even"),
    gives: integers(.i8, [6], [-1, -1, 1, 1, 3, 3], scale: 0.5, zero: 1)),
  WorkedCase(
    "quantize", [floats([6], halves)], quantize(quantized(.i8, [6], 0.5, 1), "half_away"),
    gives: integers(.i8, [6], [-2, -1, 0, 2, 3, 4], scale: 0.5, zero: 1)),
  WorkedCase(
    "quantize", [floats([4], [-.infinity, .infinity, .nan, 3e38])],
    quantize(quantized(.u8, [4], 0.5, 7), "half_even"),
    gives: integers(.u8, [4], [0, 255, 7, 255], scale: 0.5, zero: 7)),
  WorkedCase(
    "quantize", [floats([2, 2], [1, 1, -1, -1])],
    quantize(TensorType(.i8, [2, 2], twoScales), "half_even"),
    gives: Tensor(TensorType(.i8, [2, 2], twoScales), integers: [2, 7, -2, -1])),
  WorkedCase(
    "dequantize", [integers(.u8, [3], [0, 128, 255], scale: 0.5, zero: 128)], [],
    gives: floats([3], [-64, 0, 63.5])),
  WorkedCase(
    "dequantize", [Tensor(TensorType(.i32, [2, 2], twoScales), integers: [2, 7, .min, .min])],
    [], gives: floats([2, 2], [1, 1, -0x1p30, -0x1p29])),
]

private let requantizeCases = [
  // 100 / 8 is 12.5; one more unit for the zero point.
  WorkedCase(
    "requantize", [integers(.i32, [4], [100, -100, 10_000, -10_000], scale: 0.125)],
    requantize(quantized(.i8, [4], 1, 1)),
    gives: integers(.i8, [4], [14, -11, 127, -128], scale: 1, zero: 1)),
  WorkedCase(
    "requantize", [integers(.i32, [4], [100, -100, 10_000, -10_000], scale: 0.125)],
    requantize(quantized(.i8, [4], 1, 1), "onnx_half_even", clamp: [1, 50]),
    gives: integers(.i8, [4], [13, 1, 50, 1], scale: 1, zero: 1)),
  // Multipliers 1/2 and 1/4 for the two channels.
  WorkedCase(
    "requantize",
    [
      Tensor(
        TensorType(.i32, [2, 2], Quantization(symmetricScales: [0.5, 0.25], axis: 1)),
        integers: [8, 8, -8, -8])
    ], requantize(quantized(.u8, [2, 2], 1, 10), clamp: [0, 255]),
    gives: integers(.u8, [2, 2], [14, 12, 6, 8], scale: 1, zero: 10)),
  // From bytes to a 32-bit scale for an addition: (-3 - 5) * 0.5 / 0.125.
  WorkedCase(
    "requantize", [integers(.i8, [1], [-3], scale: 0.5, zero: 5)],
    requantize(quantized(.i32, [1], 0.125), clamp: [Int(Int32.min), Int(Int32.max)]),
    gives: integers(.i32, [1], [-32], scale: 0.125)),
]

private let table = integers(.u8, [256], (0..<256).map { 255 - $0 }, scale: 0.25, zero: 9)

private let lookupCases = [
  WorkedCase(
    "lookup", [integers(.i8, [3], [-128, 0, 127]), table], [],
    gives: integers(.u8, [3], [255, 127, 0], scale: 0.25, zero: 9)),
  WorkedCase(
    "lookup", [integers(.u8, [3], [0, 128, 255]), table], [],
    gives: integers(.u8, [3], [255, 127, 0], scale: 0.25, zero: 9)),
]

@Suite struct QuantizationSemanticsTests {
  @Test(arguments: conversionCases + requantizeCases + lookupCases)
  func workedByHand(_ example: WorkedCase) throws { try example.check() }

  /// What `quantize` makes of what `dequantize` gives is the same integer, for every byte.
  @Test(arguments: [(Float(0.1), Int32(-3)), (0.0371, 127), (1e-30, -128), (1e30, 0)])
  func bytesSurviveARoundTrip(_ scale: Float, _ zero: Int32) throws {
    let type = quantized(.i8, [256], scale, zero)
    let q = Tensor(type, integers: Array(-128...127))
    let real = try evaluate("dequantize", [q])
    for rounding in ["half_even", "half_away"] {
      #expect(try evaluate("quantize", real, quantize(type, rounding)) == [q])
    }
  }
}
