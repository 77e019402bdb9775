import IR

/// The greatest whole number that is not greater.
package enum FloorOperator: UnaryFunction {
  package static let name = "floor"
  package static let summary = "The greatest whole number that is not greater."
  package static let details = "`y[i] = floor(x[i])`"
  package static func function(_: AttributeList) -> @Sendable (Double) -> Double {
    { $0.rounded(.down) }
  }
}

/// The least whole number that is not less.
package enum CeilOperator: UnaryFunction {
  package static let name = "ceil"
  package static let summary = "The least whole number that is not less."
  package static let details = "`y[i] = ceil(x[i])`"
  package static func function(_: AttributeList) -> @Sendable (Double) -> Double {
    { $0.rounded(.up) }
  }
}

/// The nearest whole number, the even one of two.
package enum RoundOperator: UnaryFunction {
  package static let name = "round"
  package static let summary = "The nearest whole number, the even one of two."
  package static let details = "`y[i] = round(x[i])`"
  package static func function(_: AttributeList) -> @Sendable (Double) -> Double {
    { $0.rounded(.toNearestOrEven) }
  }
}
