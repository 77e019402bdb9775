import Foundation
import IR

/// The power of two tensors, element by element.
package enum Power: ElementwiseBinary {
  package static let name = "pow"
  package static let summary = "A power, element by element."
  package static let details = """
    ```
    y[i] = a[i] ^ b[i]
    ```

    \(ElementwiseArithmetic.broadcastingDetails)

    The result has the type of `a`; the exponent may have another one. A power of integers with an
    exponent that is a float is cast to the type of `a`. With a whole one it wraps
    around, and 0 stands for a fraction.
    """
  package static let typeSentence = "a and b have number types and are not quantized."

  package static func resultElement(_ a: TensorType, _ b: TensorType) -> ElementType? {
    a.isNumber && b.isNumber ? a.element : nil
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    let (a, b) = (inputs[0], inputs[1])
    if a.type.element.isInteger, b.type.element.isInteger {
      let wide = TensorType(.i64, results[0].shape)
      let whole = NumberArithmetic.map(
        a.converted(to: .i64), b.converted(to: .i64), wide, floats: { x, _ in x },
        integers: Power.whole)
      return [CastOperator.wrapped(whole, results[0])]
    }
    let wide = TensorType(.f64, results[0].shape)
    let power = NumberArithmetic.map(
      a.converted(to: .f64), b.converted(to: .f64), wide, floats: { Foundation.pow($0, $1) },
      integers: { x, _ in x })
    return [CastOperator.cast(power, to: results[0])]
  }

  /// The power of integers by repeated squaring.
  private static func whole(_ base: Int64, _ exponent: Int64) -> Int64 {
    if exponent < 0 { return base == 1 ? 1 : base == -1 ? (exponent % 2 == 0 ? 1 : -1) : 0 }
    var (result, factor, rest): (Int64, Int64, Int64) = (1, base, exponent)
    while rest > 0 {
      if rest & 1 == 1 { result &*= factor }
      factor &*= factor
      rest >>= 1
    }
    return result
  }
}
