import IR

/// An operator that takes one of two elements by their order.
package protocol ExtremeBinary: NumberBinary {
  /// Whether it takes the greater one.
  static var takesGreater: Bool { get }
}

extension ExtremeBinary {
  package static var isCommutative: Bool { true }

  package static var typeSentence: String {
    "a and b have one element type, which is a number type, and are both not quantized or quantized "
      + "by the same scale and zero point for the whole tensor."
  }

  package static func resultElement(_ a: TensorType, _ b: TensorType) -> ElementType? {
    let isAlike = a.element == b.element && a.quantization == b.quantization
    return isAlike && (a.isNumber || a.isQuantizedPerTensor) ? a.element : nil
  }

  package static func floats(_: AttributeList) -> @Sendable (Double, Double) -> Double {
    let takesGreater = takesGreater
    return { a, b in
      if a.isNaN || b.isNaN { return .nan }
      return takesGreater ? max(a, b) : min(a, b)
    }
  }

  package static func integers(_: AttributeList) -> @Sendable (Int64, Int64) -> Int64 {
    let takesGreater = takesGreater
    return { a, b in takesGreater ? max(a, b) : min(a, b) }
  }
}

/// The lesser of two elements.
package enum Minimum: ExtremeBinary {
  package static let name = "minimum"
  package static let summary = "The lesser of two elements, element by element."
  package static let details = """
    ```
    y[i] = min(a[i], b[i])
    ```

    \(ElementwiseArithmetic.broadcastingDetails) If one is no number, neither is the result.
    """
  package static let takesGreater = false
}

/// The greater of two elements.
package enum Maximum: ExtremeBinary {
  package static let name = "maximum"
  package static let summary = "The greater of two elements, element by element."
  package static let details = """
    ```
    y[i] = max(a[i], b[i])
    ```

    \(ElementwiseArithmetic.broadcastingDetails) If one is no number, neither is the result.
    """
  package static let takesGreater = true
}
