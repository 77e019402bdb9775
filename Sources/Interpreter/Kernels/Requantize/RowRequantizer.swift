import IR
import Operators

/// An element that `requantize` can give.
protocol RequantizedElement: TensorScalar, FixedWidthInteger {}

extension Int8: RequantizedElement {}
extension UInt8: RequantizedElement {}
extension Int16: RequantizedElement {}
extension Int32: RequantizedElement {}

/// A `requantize` of rows that each lie in one channel.
///
/// The rounding modes that programs use most have loops of their own, with everything that does
/// not change along a row taken out; the others go through `Requantizer` element by element.
struct RowRequantizer<Output: RequantizedElement>: Sendable {
  private let requantizers: [Requantizer]

  /// The multipliers `q · 2^(sh − 31)`, which `Double` holds exactly.
  private let multipliers: [Double]

  /// Derives the multipliers of a call.
  init(_ call: OperatorCall) {
    requantizers = Requantize.requantizers(call)
    multipliers = requantizers.map {
      Double(
        sign: .plus, exponent: Int($0.shift) - 31, significand: Double($0.multiplier))
    }
  }

  /// Requantizes the sums of a channel after adding the bias.
  @inline(__always)
  func store<Input: TensorScalar & FixedWidthInteger>(
    _ sums: UnsafeBufferPointer<Input>, bias: Int32, channel: Int,
    to target: UnsafeMutablePointer<Output>
  ) {
    let index = requantizers.count == 1 ? 0 : channel
    let requantizer = requantizers[index]
    switch requantizer.mode {
    case .single, .tosa: single(requantizer, multipliers[index], sums, bias, target)
    case .onnxHalfEven: halfEven(requantizer, sums, bias, target)
    case .tfliteDouble, .tosaDouble, .pulpFloor, .deeployRound, .glow:
      for i in sums.indices {
        target[i] = Output(
          truncatingIfNeeded: requantizer(Int32(truncatingIfNeeded: sums[i]) &+ bias))
      }
    }
  }

  /// Rounds once: `⌊(acc · q + 2^(30 − sh)) / 2^(31 − sh)⌋`.
  ///
  /// The quotient is taken in `Double`, which vectors can do, and rounded to the nearest integer.
  /// Its relative error is at most 2⁻⁵³, so between the bounds of the result, which lie below 2¹⁷,
  /// it is off by less than 2⁻³⁶ and only a quotient that near to a tie could be rounded to the
  /// wrong side. A stretch with a quotient within 2⁻²⁰ of a tie is computed again in integers.
  @inline(__always)
  private func single<Input: TensorScalar & FixedWidthInteger>(
    _ requantizer: Requantizer, _ multiplier: Double, _ sums: UnsafeBufferPointer<Input>,
    _ bias: Int32, _ target: UnsafeMutablePointer<Output>
  ) {
    let isNarrow = Output.bitWidth <= 16 && requantizer.zeroIn == 0
    let step = isNarrow ? 256 : sums.count
    for start in stride(from: 0, to: sums.count, by: step) {
      let stretch = UnsafeBufferPointer(rebasing: sums[start..<min(start + step, sums.count)])
      if isNarrow, nearest(requantizer, multiplier, stretch, bias, target + start) { continue }
      exact(requantizer, stretch, bias, target + start)
    }
  }

  /// Rounds quotients to the nearest integer and says whether none is near a tie.
  @inline(__always)
  private func nearest<Input: TensorScalar & FixedWidthInteger>(
    _ requantizer: Requantizer, _ multiplier: Double, _ sums: UnsafeBufferPointer<Input>,
    _ bias: Int32, _ target: UnsafeMutablePointer<Output>
  ) -> Bool {
    let zero = requantizer.zeroOut
    let least = Double(requantizer.low &- zero)
    let greatest = Double(requantizer.high &- zero)
    // Added to 1.5 · 2⁵², a number is rounded to an integer that stands in the low bits.
    let magic = 0x1.8p52
    let tie = 0.5 - 0x1p-20
    var isNearTie: UInt64 = 0
    for i in sums.indices {
      let product = Double(Int32(truncatingIfNeeded: sums[i]) &+ bias) * multiplier
      // Comparisons in this form are the instructions that vectors have.
      let raised = product > least ? product : least
      let quotient = raised < greatest ? raised : greatest
      let shifted = quotient + magic
      let error = (quotient - (shifted - magic)).magnitude
      // The difference is negative, and its highest bit set, where the error is greater.
      isNearTie |= (tie - error).bitPattern
      target[i] = Output(
        truncatingIfNeeded: Int32(truncatingIfNeeded: shifted.bitPattern) &+ zero)
    }
    return isNearTie >> 63 == 0
  }

  /// Computes in 64-bit integers.
  @inline(__always)
  private func exact<Input: TensorScalar & FixedWidthInteger>(
    _ requantizer: Requantizer, _ sums: UnsafeBufferPointer<Input>, _ bias: Int32,
    _ target: UnsafeMutablePointer<Output>
  ) {
    let multiplier = Int64(requantizer.multiplier)
    let shift = Int64(31 - requantizer.shift)
    let zeroIn = Int64(requantizer.zeroIn)
    let half: Int64 = 1 &<< (shift - 1)
    let zeroOut = Int64(requantizer.zeroOut)
    let (low, high) = (Int64(requantizer.low), Int64(requantizer.high))
    for i in sums.indices {
      let sum = Int64(Int32(truncatingIfNeeded: sums[i]) &+ bias) &- zeroIn
      let value = (sum &* multiplier &+ half) &>> shift &+ zeroOut
      target[i] = Output(truncatingIfNeeded: min(max(value, low), high))
    }
  }

  /// The `Float` product to the nearest integer, ties to even.
  ///
  /// It is limited before it is rounded, which cannot change what clamping gives afterwards; then
  /// adding 1.5 · 2²³ rounds it.
  @inline(__always)
  private func halfEven<Input: TensorScalar & FixedWidthInteger>(
    _ requantizer: Requantizer, _ sums: UnsafeBufferPointer<Input>, _ bias: Int32,
    _ target: UnsafeMutablePointer<Output>
  ) {
    let zero = requantizer.zeroOut
    let (low, high) = (requantizer.low, requantizer.high)
    guard Output.bitWidth <= 16, requantizer.zeroIn == 0 else {
      for i in sums.indices {
        target[i] = Output(
          truncatingIfNeeded: requantizer(Int32(truncatingIfNeeded: sums[i]) &+ bias))
      }
      return
    }
    let multiplier = requantizer.realMultiplier
    let (least, greatest) = (Float(low &- zero), Float(high &- zero))
    for i in sums.indices {
      let product = Float(Int32(truncatingIfNeeded: sums[i]) &+ bias) * multiplier
      let raised = product > least ? product : least
      let limited = raised < greatest ? raised : greatest
      let rounded = Int32(bitPattern: (limited + 0x1.8p23).bitPattern) &- Int32(0x4B40_0000)
      target[i] = Output(truncatingIfNeeded: rounded &+ zero)
    }
  }
}
