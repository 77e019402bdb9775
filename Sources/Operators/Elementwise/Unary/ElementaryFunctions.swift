import Foundation
import IR

/// The exponential function.
package enum Exponential: UnaryFunction {
  package static let name = "exp"
  package static let summary = "The exponential function."
  package static let details = "`y[i] = e^x[i]`"
  package static func function(_: AttributeList) -> @Sendable (Double) -> Double { { exp($0) } }
}

/// The natural logarithm.
package enum Logarithm: UnaryFunction {
  package static let name = "log"
  package static let summary = "The natural logarithm."
  package static let details = "`y[i] = ln(x[i])`"
  package static func function(_: AttributeList) -> @Sendable (Double) -> Double { { log($0) } }
}

/// The square root.
package enum SquareRoot: UnaryFunction {
  package static let name = "sqrt"
  package static let summary = "The square root."
  package static let details = "`y[i] = x[i]^(1/2)`; what is negative has no number."
  package static func function(_: AttributeList) -> @Sendable (Double) -> Double {
    { $0.squareRoot() }
  }
}

/// The reciprocal.
package enum Reciprocal: UnaryFunction {
  package static let name = "reciprocal"
  package static let summary = "One divided by each element."
  package static let details = "`y[i] = 1 / x[i]`"
  package static func function(_: AttributeList) -> @Sendable (Double) -> Double { { 1 / $0 } }
}

/// The error function.
package enum ErrorFunction: UnaryFunction {
  package static let name = "erf"
  package static let summary = "The error function of Gauss."
  package static let details = "`y[i] = 2 / sqrt(pi) * integral(0, x[i], e^(-t^2) dt)`"
  package static func function(_: AttributeList) -> @Sendable (Double) -> Double { { erf($0) } }
}
