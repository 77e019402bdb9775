import Foundation
import IR

/// The sine.
package enum Sine: UnaryFunction {
  package static let name = "sin"
  package static let summary = "The sine."
  package static let details = "`y[i] = sin(x[i])`, angles in radians."
  package static func function(_: AttributeList) -> @Sendable (Double) -> Double { { sin($0) } }
}

/// The cosine.
package enum Cosine: UnaryFunction {
  package static let name = "cos"
  package static let summary = "The cosine."
  package static let details = "`y[i] = cos(x[i])`, angles in radians."
  package static func function(_: AttributeList) -> @Sendable (Double) -> Double { { cos($0) } }
}

/// The tangent.
package enum Tangent: UnaryFunction {
  package static let name = "tan"
  package static let summary = "The tangent."
  package static let details = "`y[i] = tan(x[i])`, angles in radians."
  package static func function(_: AttributeList) -> @Sendable (Double) -> Double { { tan($0) } }
}

/// The inverse of the sine.
package enum ArcSine: UnaryFunction {
  package static let name = "asin"
  package static let summary = "The inverse of the sine."
  package static let details = "`y[i] = asin(x[i])`, angles in radians."
  package static func function(_: AttributeList) -> @Sendable (Double) -> Double { { asin($0) } }
}

/// The inverse of the cosine.
package enum ArcCosine: UnaryFunction {
  package static let name = "acos"
  package static let summary = "The inverse of the cosine."
  package static let details = "`y[i] = acos(x[i])`, angles in radians."
  package static func function(_: AttributeList) -> @Sendable (Double) -> Double { { acos($0) } }
}

/// The inverse of the tangent.
package enum ArcTangent: UnaryFunction {
  package static let name = "atan"
  package static let summary = "The inverse of the tangent."
  package static let details = "`y[i] = atan(x[i])`, angles in radians."
  package static func function(_: AttributeList) -> @Sendable (Double) -> Double { { atan($0) } }
}

/// The hyperbolic sine.
package enum HyperbolicSine: UnaryFunction {
  package static let name = "sinh"
  package static let summary = "The hyperbolic sine."
  package static let details = "`y[i] = sinh(x[i])`, angles in radians."
  package static func function(_: AttributeList) -> @Sendable (Double) -> Double { { sinh($0) } }
}

/// The hyperbolic cosine.
package enum HyperbolicCosine: UnaryFunction {
  package static let name = "cosh"
  package static let summary = "The hyperbolic cosine."
  package static let details = "`y[i] = cosh(x[i])`, angles in radians."
  package static func function(_: AttributeList) -> @Sendable (Double) -> Double { { cosh($0) } }
}

/// The inverse of the hyperbolic sine.
package enum InverseHyperbolicSine: UnaryFunction {
  package static let name = "asinh"
  package static let summary = "The inverse of the hyperbolic sine."
  package static let details = "`y[i] = asinh(x[i])`, angles in radians."
  package static func function(_: AttributeList) -> @Sendable (Double) -> Double { { asinh($0) } }
}

/// The inverse of the hyperbolic cosine.
package enum InverseHyperbolicCosine: UnaryFunction {
  package static let name = "acosh"
  package static let summary = "The inverse of the hyperbolic cosine."
  package static let details = "`y[i] = acosh(x[i])`, angles in radians."
  package static func function(_: AttributeList) -> @Sendable (Double) -> Double { { acosh($0) } }
}

/// The inverse of the hyperbolic tangent.
package enum InverseHyperbolicTangent: UnaryFunction {
  package static let name = "atanh"
  package static let summary = "The inverse of the hyperbolic tangent."
  package static let details = "`y[i] = atanh(x[i])`, angles in radians."
  package static func function(_: AttributeList) -> @Sendable (Double) -> Double { { atanh($0) } }
}
