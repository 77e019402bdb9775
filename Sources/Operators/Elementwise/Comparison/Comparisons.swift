import IR

/// An operator that compares two tensors of one type.
package protocol ComparisonOperator: ElementwiseBinary {
  /// The mark of the comparison in formulas.
  static var mark: String { get }

  /// The comparison of floats.
  static func floats(_ a: Double, _ b: Double) -> Bool

  /// The comparison of integers and truth values.
  static func integers(_ a: Int64, _ b: Int64) -> Bool

  /// Whether truth values can be compared.
  static var takesTruthValues: Bool { get }
}

extension ComparisonOperator {
  package static var takesTruthValues: Bool { false }
  package static var typeSentence: String {
    "a and b have one element type, which is a number type\(takesTruthValues ? " or bool" : ""), and "
      + "are not quantized."
  }
  package static var details: String {
    """
    ```
    y[i] = a[i] \(mark) b[i]
    ```

    \(ElementwiseArithmetic.broadcastingDetails) The result is `bool`. What is no number is neither
    equal to, nor less, nor greater than anything.
    """
  }

  package static func resultElement(_ a: TensorType, _ b: TensorType) -> ElementType? {
    let isTaken = a.isNumber || (takesTruthValues && a.element == .bool)
    return isTaken && b.quantization == nil && a.element == b.element ? .bool : nil
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    [
      NumberArithmetic.compare(
        inputs[0], inputs[1], results[0], floats: { floats($0, $1) },
        integers: { integers($0, $1) })
    ]
  }
}

/// Whether elements are equal.
package enum Equal: ComparisonOperator {
  package static let name = "equal"
  package static let summary = "Whether elements are equal."
  package static let mark = "=="
  package static let isCommutative = true
  package static let takesTruthValues = true
  package static func floats(_ a: Double, _ b: Double) -> Bool { a == b }
  package static func integers(_ a: Int64, _ b: Int64) -> Bool { a == b }
}

/// Whether the left element is less.
package enum Less: ComparisonOperator {
  package static let name = "less"
  package static let summary = "Whether the left element is less than the right one."
  package static let mark = "<"
  package static func floats(_ a: Double, _ b: Double) -> Bool { a < b }
  package static func integers(_ a: Int64, _ b: Int64) -> Bool { a < b }
}

/// Whether the left element is less or equal.
package enum LessEqual: ComparisonOperator {
  package static let name = "less_equal"
  package static let summary = "Whether the left element is at most the right one."
  package static let mark = "<="
  package static func floats(_ a: Double, _ b: Double) -> Bool { a <= b }
  package static func integers(_ a: Int64, _ b: Int64) -> Bool { a <= b }
}

/// Whether the left element is greater.
package enum Greater: ComparisonOperator {
  package static let name = "greater"
  package static let summary = "Whether the left element is greater than the right one."
  package static let mark = ">"
  package static func floats(_ a: Double, _ b: Double) -> Bool { a > b }
  package static func integers(_ a: Int64, _ b: Int64) -> Bool { a > b }
}

/// Whether the left element is greater or equal.
package enum GreaterEqual: ComparisonOperator {
  package static let name = "greater_equal"
  package static let summary = "Whether the left element is at least the right one."
  package static let mark = ">="
  package static func floats(_ a: Double, _ b: Double) -> Bool { a >= b }
  package static func integers(_ a: Int64, _ b: Int64) -> Bool { a >= b }
}
