/// The conventions by which a 32-bit sum becomes an 8-bit number.
///
/// They differ by one unit at most, and only near ties; which one a program uses says which other
/// system its numbers equal. The formulas stand at `IntegerRounding`.
package enum RoundingMode: String, Sendable, CaseIterable {
  /// One rounding of the 64-bit product, ties upward.
  case single
  /// Two roundings, as in the reference kernels of TFLite and in gemmlowp.
  case tfliteDouble = "tflite_double"
  /// The `RESCALE` of TOSA with single rounding.
  case tosa
  /// The `RESCALE` of TOSA with double rounding.
  case tosaDouble = "tosa_double"
  /// A binary32 product rounded to even, as the quantized operators of ONNX are defined.
  case onnxHalfEven = "onnx_half_even"
  /// A 15-bit multiplier and the floor, as in PULP-NN.
  case pulpFloor = "pulp_floor"
  /// A 15-bit multiplier and rounding, ties upward, as in Deeploy.
  case deeployRound = "deeploy_round"
  /// Low bits of the sum are dropped before the multiplication, as in Glow.
  case glow

  /// Whether it rounds sums of 64 bits, too.
  package var takesWideSums: Bool { self == .single || self == .tosa }

  /// The words that an attribute can be.
  package static var words: [String] { allCases.map(\.rawValue) }
}
