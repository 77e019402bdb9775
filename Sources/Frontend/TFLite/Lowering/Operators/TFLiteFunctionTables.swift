import Basic
import Foundation
import IR
import Operators

/// Functions of 8-bit integers as the reference kernels compute them.
enum TFLiteFunctionTables {
  /// A function from steps of the operand, its zero point taken away, to steps of the result, before
  /// its zero point is added and the sum is saturated.
  typealias Function = (Int32) -> Double

  /// The operators that have a table.
  static let names = Set(floats.keys).union(["GELU", "LOG", "SQRT"]).union(fixedPoint)

  /// Those computed in fixed point.
  private static let fixedPoint = ["ABS", "HARD_SWISH", "LEAKY_RELU", "RSQRT"]

  /// Those whose kernels fill a table in `f32`, halves away from zero.
  ///
  /// LOGISTIC and TANH have a second kernel, in fixed point, which LiteRT does not run.
  private static let floats: [String: @Sendable (Float) -> Float] = [
    "ELU": { $0 < 0 ? expm1($0) : $0 },
    "EXP": { exp($0) },
    "LOGISTIC": { 1 / (1 + exp(-$0)) },
    "TANH": { tanh($0) },
  ]

  /// The function of the operator at hand.
  static func function(
    _ context: TFLiteContext, _ x: TensorType, _ y: TensorType
  ) throws(Refusal) -> Function {
    if let function = floats[context.operatorName] { return inFloats(x, y, function) }
    switch context.operatorName {
    case "GELU":
      if context.operation.options.flag("approximate") {
        return inFloats(x, y) { approximateGelu($0) }
      }
      return inFloats(x, y) { gelu($0) }
    case "LOG":
      // What has no logarithm gives the least number that the result can be.
      let lowest = y.element.integerRange?.lowerBound ?? 0
      let least = Float(lowest - Int64(y.commonZeroPoint)) * Float(y.scale)
      return inFloats(x, y) { (real: Float) in real <= 0 ? least : log(real) }
    case "SQRT":
      // Rounded down; the kernel stops at negative numbers.
      let (scale, target) = (Float(x.scale), Float(y.scale))
      return { steps in
        let root = (max(0, scale * Float(steps))).squareRoot()
        return Double((root / target).rounded(.towardZero))
      }
    default: return try TFLiteFixedPointTables.function(context, x, y)
    }
  }

  private static func inFloats(
    _ x: TensorType, _ y: TensorType, _ function: @escaping (Float) -> Float
  ) -> Function {
    let (scale, inverse) = (Float(x.scale), 1 / Float(y.scale))
    return { steps in
      let number = function(scale * Float(steps)) * inverse
      return Double(number.rounded(.toNearestOrAwayFromZero))
    }
  }

  private static func gelu(_ x: Float) -> Float { 0.5 * x * erfc(-x * Float(0.5.squareRoot())) }

  private static func approximateGelu(_ x: Float) -> Float {
    let factor = Float((2 / Double.pi).squareRoot())
    return 0.5 * x * (1 + tanh(factor * (x + 0.044715 * x * x * x)))
  }
}
