import Foundation
import IR

/// The quotient of two tensors, element by element.
package enum Divide: NumberBinary {
  package static let name = "div"
  package static let summary = "The quotient of two tensors, element by element."
  package static let details = """
    ```
    y[i] = a[i] / b[i]
    ```

    \(ElementwiseArithmetic.broadcastingDetails)

    On integers the quotient is rounded toward zero; division by zero gives 0.
    """

  package static func floats(_: AttributeList) -> @Sendable (Double, Double) -> Double {
    { $0 / $1 }
  }

  package static func integers(_: AttributeList) -> @Sendable (Int64, Int64) -> Int64 {
    { $1 == 0 ? 0 : $0.dividedReportingOverflow(by: $1).partialValue }
  }
}

/// The remainder of a division, element by element.
package enum Modulo: NumberBinary {
  package static let name = "mod"
  package static let summary = "The remainder of a division, element by element."
  package static let details = """
    ```
    y[i] = a[i] - b[i] * round(a[i] / b[i])
    ```

    `round` is the floor if the remainder has the sign of the divisor `b`, and goes toward zero if it
    has that of the dividend `a`. \(ElementwiseArithmetic.broadcastingDetails)

    On integers the remainder of a division by zero is 0.
    """
  package static let attributes = [
    AttributeSpec(
      "sign", .symbol(["divisor", "dividend"]), "whose sign the remainder has",
      default: .symbol("divisor"))
  ]

  package static func floats(
    _ attributes: AttributeList
  ) -> @Sendable (Double, Double) -> Double {
    let isDivisor = attributes.symbol("sign") == "divisor"
    return { a, b in
      let rest = fmod(a, b)
      return isDivisor && rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest
    }
  }

  package static func integers(_ attributes: AttributeList) -> @Sendable (Int64, Int64) -> Int64 {
    let isDivisor = attributes.symbol("sign") == "divisor"
    return { a, b in
      guard b != 0 else { return 0 }
      let rest = a.remainderReportingOverflow(dividingBy: b).partialValue
      return isDivisor && rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest
    }
  }
}
