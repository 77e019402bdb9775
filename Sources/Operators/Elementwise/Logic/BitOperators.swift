import IR

/// An operator on the bits of two tensors: of truth values, or of integers.
package protocol BitBinary: ElementwiseBinary {
  /// Whether it works on truth values rather than integers.
  static var isLogical: Bool { get }

  /// The operation on elements of `width` bits.
  static func bits(_ a: Int64, _ b: Int64, width: Int64) -> Int64
}

extension BitBinary {
  package static var isLogical: Bool { false }
  package static var typeSentence: String {
    isLogical
      ? "a and b are bool."
      : "a and b have one element type, which is an integer type, and are not quantized."
  }
  package static var details: String {
    """
    \(summary) \(ElementwiseArithmetic.broadcastingDetails)
    """
  }

  package static func resultElement(_ a: TensorType, _ b: TensorType) -> ElementType? {
    let isTaken = isLogical ? a.element == .bool : a.isPlainInteger
    return isTaken && b.quantization == nil && a.element == b.element ? a.element : nil
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    let width = Int64(inputs[0].type.element.bits)
    return [
      NumberArithmetic.map(
        inputs[0], inputs[1], results[0], floats: { x, _ in x },
        integers: { bits($0, $1, width: width) })
    ]
  }
}

/// Whether both are true.
package enum LogicalAnd: BitBinary {
  package static let name = "logical_and"
  package static let summary = "Whether both truth values are true."
  package static let isLogical = true
  package static let isCommutative = true
  package static func bits(_ a: Int64, _ b: Int64, width: Int64) -> Int64 { a & b }
}

/// Whether one is true.
package enum LogicalOr: BitBinary {
  package static let name = "logical_or"
  package static let summary = "Whether at least one of two truth values is true."
  package static let isLogical = true
  package static let isCommutative = true
  package static func bits(_ a: Int64, _ b: Int64, width: Int64) -> Int64 { a | b }
}

/// Whether they differ.
package enum LogicalXor: BitBinary {
  package static let name = "logical_xor"
  package static let summary = "Whether two truth values differ."
  package static let isLogical = true
  package static let isCommutative = true
  package static func bits(_ a: Int64, _ b: Int64, width: Int64) -> Int64 { a ^ b }
}

/// The bits that both have.
package enum BitwiseAnd: BitBinary {
  package static let name = "bitwise_and"
  package static let summary = "The bits that two integers have both."
  package static let isCommutative = true
  package static func bits(_ a: Int64, _ b: Int64, width: Int64) -> Int64 { a & b }
}

/// The bits that one has.
package enum BitwiseOr: BitBinary {
  package static let name = "bitwise_or"
  package static let summary = "The bits that at least one of two integers has."
  package static let isCommutative = true
  package static func bits(_ a: Int64, _ b: Int64, width: Int64) -> Int64 { a | b }
}

/// The bits that one has and the other has not.
package enum BitwiseXor: BitBinary {
  package static let name = "bitwise_xor"
  package static let summary = "The bits that exactly one of two integers has."
  package static let isCommutative = true
  package static func bits(_ a: Int64, _ b: Int64, width: Int64) -> Int64 { a ^ b }
}

/// A shift of bits up.
package enum ShiftLeft: BitBinary {
  package static let name = "shift_left"
  package static let summary =
    "The bits of a shifted up by b places; 0 for shifts outside of its width."
  package static func bits(_ a: Int64, _ b: Int64, width: Int64) -> Int64 {
    (0..<width).contains(b) ? a << b : 0
  }
}

/// A shift of bits down.
package enum ShiftRight: BitBinary {
  package static let name = "shift_right"
  package static let summary =
    "The bits of a shifted down by b places, with copies of its sign from above."
  package static func bits(_ a: Int64, _ b: Int64, width: Int64) -> Int64 {
    // Elements come with their sign extended. A shift outside of the width leaves signs alone.
    a >> ((0..<width).contains(b) ? b : 63)
  }
}
