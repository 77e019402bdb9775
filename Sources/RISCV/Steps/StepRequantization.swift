import IR
import Operators

/// A requantization that a kernel does: what the IR's `requantize` does to one element.
package struct StepRequantization: Hashable, Sendable {
  /// What is requantized.
  package enum Role: String, Sendable, CaseIterable {
    case first, second, result
  }

  /// A multiplier and its shift, as the mode uses them.
  ///
  /// For `onnx_half_even` the multiplier is the bit pattern of the binary32 factor.
  package struct Factor: Hashable, Sendable {
    package var multiplier: Int32
    package var shift: Int32

    /// Makes a factor.
    package init(multiplier: Int32, shift: Int32) {
      self.multiplier = multiplier
      self.shift = shift
    }

    /// The factor of a requantizer.
    init(_ requantizer: Requantizer) {
      let isReal = requantizer.mode == .onnxHalfEven
      multiplier =
        isReal
        ? Int32(bitPattern: requantizer.realMultiplier.bitPattern) : requantizer.multiplier
      shift = requantizer.shift
    }
  }

  package var role: Role
  package var mode: RoundingMode

  /// Bits of the input; Glow's shift before the multiplication depends on it.
  package var inputBits: Int

  /// The factor of all channels, or `nil` if each has its own among the constants of the step.
  package var factor: Factor?

  /// What stands for zero in the input and in the result.
  package var zeroIn: Int32
  package var zeroOut: Int32

  /// The least and the greatest result.
  package var low: Int32
  package var high: Int32

  /// The result for one element.
  @inline(__always)
  func apply(_ value: Int32, _ factor: Factor) -> Int32 {
    let difference = Int64(value) &- Int64(zeroIn)
    let (multiplier, shift) = (factor.multiplier, factor.shift)
    let rounded: Int64 =
      switch mode {
      case .single, .tosa: IntegerRounding.single(difference, multiplier, shift)
      case .tfliteDouble: IntegerRounding.tfliteDouble(difference, multiplier, shift)
      case .tosaDouble: IntegerRounding.tosaDouble(difference, multiplier, shift)
      case .onnxHalfEven:
        IntegerRounding.onnxHalfEven(
          difference, Float(bitPattern: UInt32(bitPattern: multiplier)))
      case .pulpFloor: IntegerRounding.pulpFloor(difference, multiplier, shift)
      case .deeployRound: IntegerRounding.deeployRound(difference, multiplier, shift)
      case .glow:
        IntegerRounding.glow(difference, multiplier, shift, pre: preShift(shift))
      }
    return Int32(
      truncatingIfNeeded: min(max(rounded &+ Int64(zeroOut), Int64(low)), Int64(high)))
  }

  /// The bits that Glow drops before it multiplies, as `Requantizer` derives them.
  private func preShift(_ shift: Int32) -> Int32 {
    max(0, min((inputBits >= 32 ? 31 : Int32(inputBits)) - 15, shift - 1))
  }

  /// Whether a factor can be applied without undefined shifts.
  func isSound(_ factor: Factor) -> Bool {
    switch mode {
    case .single, .tosa, .tfliteDouble, .tosaDouble:
      factor.multiplier >= 0 && (-63...30).contains(factor.shift)
    case .pulpFloor, .deeployRound, .glow:
      factor.multiplier >= 0 && (0...62).contains(factor.shift)
    case .onnxHalfEven:
      Float(bitPattern: UInt32(bitPattern: factor.multiplier)).isFinite
    }
  }
}
