import Basic
import IR
import Operators

/// Functions of 8-bit integers whose kernels compute in fixed point.
enum TFLiteFixedPointTables {
  /// The function of the operator at hand.
  static func function(
    _ context: TFLiteContext, _ x: TensorType, _ y: TensorType
  ) throws(Refusal) -> TFLiteFunctionTables.Function {
    let (scale, target) = (Float(x.scale), Float(y.scale))
    switch context.operatorName {
    case "ABS":
      let factor = try Factor(Double(scale / target), context)
      return { steps in Double(factor.times(steps.magnitude)) }
    case "LEAKY_RELU":
      let alpha = context.operation.options.number("alpha")
      let identity = try Factor(Double(scale / target), context)
      let slope = try Factor(Double((scale * alpha / target).magnitude), context)
      return { steps in
        if steps >= 0 { return Double(identity.times(steps)) }
        return Double(slope.times(alpha < 0 ? -steps : steps))
      }
    case "RSQRT":
      let factor = try Factor(1 / Double(scale.squareRoot() * target), context)
      return { inverseRoot($0, factor) }
    default: return try TFLiteHardSwish(context, scale, target).function
    }
  }

  /// A multiplier of 31 bits, by which a product is rounded twice.
  struct Factor {
    private let fixed: FixedPointMultiplier

    /// Rounds `real`, or refuses the operation if it is too large.
    init(_ real: Double, _ context: TFLiteContext) throws(Refusal) {
      guard real >= 0, real < Requantizer.longMultiplierLimit else {
        throw context.unsupported(
          "its scales have the quotient \(real)", help: "it is below 2^29")
      }
      fixed = FixedPointMultiplier(real)
    }

    /// The product times a power of two.
    func times(_ value: some BinaryInteger, exponent: Int32 = 0) -> Int64 {
      IntegerRounding.tfliteDouble(Int64(value), fixed.q, fixed.sh + exponent)
    }
  }

  /// The bits that keep the reciprocal of a root integer.
  private static let rootBits: Int32 = 20

  /// 1 / √steps times the factor; the kernel stops at negative numbers.
  private static func inverseRoot(_ steps: Int32, _ factor: Factor) -> Double {
    guard steps > 0 else { return .infinity }
    let root = FixedPointMultiplier(1 / Double(steps).squareRoot())
    let wide = IntegerRounding.tfliteDouble(1, root.q, root.sh + rootBits)
    return Double(factor.times(wide, exponent: -rootBits))
  }
}
