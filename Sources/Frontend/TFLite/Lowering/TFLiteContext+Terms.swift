import Basic
import IR
import Operators

/// Quantized operands in one scale, and sums in any.
extension TFLiteContext {
  /// Two operands in steps of `common`: shifted left, which is exact, and then multiplied, with two
  /// roundings.
  ///
  /// One multiplication does both where it gives the same for every integer that there is.
  ///
  /// - Parameters:
  ///   - ids: integers of 8 bits.
  ///   - shift: the power of two by which the shift divides their scale.
  ///   - common: integers of 32 bits.
  ///   - name: the name of the result.
  package mutating func terms(
    _ ids: [ID<Value>], shift: Double, _ common: TensorType, name: String
  ) throws(Refusal) -> [ID<Value>] {
    var terms: [ID<Value>] = []
    for (id, part) in zip(ids, ["a", "b"]) {
      terms.append(try term(id, shift, common, name: "\(name).\(part)"))
    }
    return terms
  }

  private mutating func term(
    _ id: ID<Value>, _ shift: Double, _ common: TensorType, name: String
  ) throws(Refusal) -> ID<Value> {
    let type = builder.type(id)
    guard let mode = Self.directMode(type, shift, common) else {
      let shifted = TensorType(.i32, [], Quantization(scale: type.scale * shift, zeroPoint: 0))
      let wide = try requantize(id, to: shifted, rounding: .single, name: "\(name).shifted")
      return try requantize(wide, to: common, rounding: .tfliteDouble, name: name)
    }
    return try requantize(id, to: common, rounding: mode, name: name)
  }

  /// The convention by which one multiplication equals the shift and the multiplication.
  private static func directMode(
    _ type: TensorType, _ shift: Double, _ common: TensorType
  ) -> RoundingMode? {
    guard type.scale / common.scale < Requantizer.longMultiplierLimit else { return nil }
    let range = type.element.integerRange ?? 0...0
    let everything = Int32.min...Int32.max
    func requantizer(_ scale: Double, _ zero: Int32, _ mode: RoundingMode) -> Requantizer {
      Requantizer(
        scaleIn: scale, zeroIn: zero, inputBits: 8, scaleOut: common.scale, zeroOut: 0,
        mode: mode, clamp: everything)
    }
    let second = requantizer(type.scale * shift, 0, .tfliteDouble)
    let factor = Int32(1 / shift)
    let expected = range.map { q in second((Int32(q) - type.commonZeroPoint) * factor) }
    return [RoundingMode.single, .tfliteDouble].first { mode in
      let direct = requantizer(type.scale, type.commonZeroPoint, mode)
      return zip(range, expected).allSatisfy { direct(Int32($0)) == $1 }
    }
  }

  /// Integers of 32 bits that stand for themselves, times a multiplier, in the type of a result.
  package mutating func rescale(
    _ id: ID<Value>, by multiplier: Double, to type: TensorType,
    rounding: RoundingMode = .tfliteDouble, name: String
  ) throws(Refusal) -> ID<Value> {
    let steps = TensorType(.i32, [], Quantization(scale: multiplier * type.scale, zeroPoint: 0))
    let sums = try reinterpret(id, as: steps, name: "\(name).steps")
    return try requantize(sums, to: type, rounding: rounding, name: name)
  }
}
