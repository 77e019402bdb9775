import Basic
import IR
import Operators

/// What a sum of quantized integers is multiplied by so that it becomes their mean in other steps.
///
/// The kernel divides its 31-bit multiplier by the number of elements, shifted left as far as it goes
/// and rounded down. What is left may have 30 bits, and then the place where the first of its two
/// roundings falls differs from that of any multiplier of 31 bits.
struct TFLiteMeanFactor {
  /// The multiplier, below 2^31.
  private let multiplier: Int64

  /// The power of two that belongs to it.
  private let shift: Int

  /// Divides the quotient of two scales by `count`.
  init(_ context: TFLiteContext, _ quotient: Double, count: Int) throws(Refusal) {
    guard quotient < Requantizer.longMultiplierLimit else {
      throw context.unsupported(
        "its scales have the quotient \(quotient)", help: "it is below 2^29")
    }
    let whole = FixedPointMultiplier(quotient)
    let bits = Int.bitWidth - 1 - count.leadingZeroBitCount
    let extra = min(bits, 32, 31 + Int(whole.sh))
    multiplier = (Int64(whole.q) << Int64(extra)) / Int64(count)
    shift = Int(whole.sh) - extra
  }

  /// The mean of a sum of plain integers of 32 bits.
  func apply(
    _ context: inout TFLiteContext, _ sum: ID<Value>, _ result: TensorType, name: String
  ) throws(Refusal) -> ID<Value> {
    let real = Double(multiplier) * Double(sign: .plus, exponent: shift - 31, significand: 1)
    guard multiplier < 1 << 30, shift <= 0 else {
      return try context.rescale(sum, by: real, to: result, name: name)
    }
    guard shift < 0 else {
      return try context.rescale(sum, by: real, to: result, rounding: .single, name: name)
    }
    // The first rounding, halves up, and then the second, halves away from zero.
    let high = Double(multiplier) * 0x1p-31
    let steps = TensorType(.i32, [], Quantization(scale: 1.0, zeroPoint: 0))
    let products = try context.rescale(
      sum, by: high, to: steps, rounding: .single, name: "\(name).products")
    let integers = try context.plain(products, name: "\(name).products")
    let rounded = try context.quotient(integers, powerOfTwo: -shift, name: "\(name).mean")
    return try context.rescale(
      rounded, by: 1, to: result, rounding: .single, name: name)
  }
}

extension TFLiteContext {
  /// Plain integers of 32 bits divided by a power of two of at most 31, halves away from zero.
  package mutating func quotient(
    _ id: ID<Value>, powerOfTwo exponent: Int, name: String
  ) throws(Refusal) -> ID<Value> {
    // Sums and products of 32 bits with a half fit 64.
    let wide = try cast(id, to: .i64, name: "\(name).wide")
    let half = builder.addConstant(
      "\(name).half", Tensor(TensorType(.i64, []), [Int64(1) << Int64(exponent - 1)]))
    let divisor = builder.addConstant(
      "\(name).divisor", Tensor(TensorType(.i64, []), [Int64(1) << Int64(exponent)]))
    let sign = try add("sign", [wide], [], "\(name).sign")
    let offset = try add("mul", [sign, half], [], "\(name).offset")
    let moved = try add("add", [wide, offset], [], "\(name).moved")
    return try cast(
      add("div", [moved, divisor], [], "\(name).quotient"), to: .i32, name: name)
  }
}
