import Basic
import IR

/// The rectifier with a slope for negative elements.
package enum LeakyRelu: UnaryFunction {
  package static let name = "leaky_relu"
  package static let summary = "The rectifier with a slope for negative elements."
  package static let details = """
    ```
    y[i] = x[i] if x[i] >= 0, else alpha * x[i]
    ```
    """
  package static let attributes = [
    AttributeSpec("alpha", .number, "the slope for negative elements", default: .number(0.01))
  ]
  package static let ownConstraints = [Constraint(2, "alpha is finite.")]

  package static func check(
    _ attributes: AttributeList, _ report: inout ConstraintReport
  ) -> Bool {
    let alpha = attributes.number("alpha")
    return report.require(
      alpha.isFinite, 2, "alpha is \(NumberText.shortest(alpha))", help: "give a number")
  }

  package static func function(_ attributes: AttributeList) -> @Sendable (Double) -> Double {
    let alpha = attributes.number("alpha")
    return { $0 < 0 ? alpha * $0 : $0 }
  }
}
