/// What a kernel reads of an output channel: `dnnc_channel` in C.
package struct ChannelParameters: Hashable, Sendable {
  /// The bias less what the zero point of the input adds.
  package var bias: Int32

  /// The multiplier, or the bits of a binary32 one.
  package var multiplier: Int32

  /// What is added before the shift.
  package var addend: Int32

  /// The right shift, or the exponent of the modes that have one.
  package var shift: Int16

  /// The channel of the tile.
  package var index: UInt16

  /// States the parameters of a channel.
  package init(bias: Int32, multiplier: Int32, addend: Int32, shift: Int16, index: UInt16) {
    self.bias = bias
    self.multiplier = multiplier
    self.addend = addend
    self.shift = shift
    self.index = index
  }

  /// States the bias of a channel whose sums are the result.
  package init(sumFrom bias: Int32, index: UInt16) {
    self.init(bias: bias, multiplier: 0, addend: 0, shift: 0, index: index)
  }

  /// The structure in memory, little endian.
  package var bytes: [UInt8] {
    let words = [bias, multiplier, addend].flatMap { word in
      (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
    }
    let half = UInt16(bitPattern: shift)
    return words + [half, index].flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
  }
}

/// What all channels of a step share of their requantization: `dnnc_rounding` in C.
package struct RoundingForm: Hashable, Sendable {
  /// The arithmetic of a kernel; raw values are those of `dnnc_mode`.
  package enum Mode: Int32, CaseIterable, Sendable {
    /// The high half of the product, an addend and a shift.
    case high
    /// The low half of the product, an addend and a shift.
    case low
    /// The high half of the product of four times the sum, an addend that goes by the sign, and a
    /// shift.
    case twice
    /// One rounding of the product with a 31-bit multiplier.
    case single
    /// Two roundings as in TFLite.
    case tfliteDouble
    /// Two roundings as in TOSA.
    case tosaDouble
    /// A binary32 product rounded to even.
    case onnxHalfEven
    /// A 15-bit multiplier and the floor.
    case pulpFloor
    /// A 15-bit multiplier and one rounding.
    case deeployRound
    /// Bits dropped before the product.
    case glow
    /// None: the sum is the result.
    case sum
  }

  /// The form of sums that are the result; kernels read nothing else of it.
  package static let sum = RoundingForm(mode: .sum, zero: 0, low: 0, high: 0)

  /// The arithmetic.
  package var mode: Mode

  /// What stands for zero in the result.
  package var zero: Int32

  /// The least result.
  package var low: Int32

  /// The greatest result.
  package var high: Int32
}
