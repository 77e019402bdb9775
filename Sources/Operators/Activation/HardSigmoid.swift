import Basic
import IR

/// The logistic function in three straight lines.
package enum HardSigmoid: UnaryFunction {
  package static let name = "hard_sigmoid"
  package static let summary = "The logistic function in three straight lines."
  package static let details = """
    ```
    y[i] = min(max(alpha * x[i] + beta, 0), 1)
    ```
    """
  package static let attributes = [
    AttributeSpec("alpha", .number, "the slope in the middle", default: .number(0.2)),
    AttributeSpec("beta", .number, "the value at 0", default: .number(0.5)),
  ]
  package static let ownConstraints = [Constraint(2, "alpha and beta are finite.")]

  package static func check(
    _ attributes: AttributeList, _ report: inout ConstraintReport
  ) -> Bool {
    let (alpha, beta) = (attributes.number("alpha"), attributes.number("beta"))
    return report.require(
      alpha.isFinite && beta.isFinite, 2,
      "alpha is \(NumberText.shortest(alpha)), beta is \(NumberText.shortest(beta))",
      help: "give numbers")
  }

  package static func function(_ attributes: AttributeList) -> @Sendable (Double) -> Double {
    let (alpha, beta) = (attributes.number("alpha"), attributes.number("beta"))
    return { min(max(alpha * $0 + beta, 0), 1) }
  }
}
