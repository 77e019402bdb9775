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

  /// Derives the multipliers of a call.
  init(_ call: OperatorCall) {
    requantizers = Requantize.requantizers(call)
  }

  /// Requantizes the sums of a channel after adding the bias.
  @inline(__always)
  func store<Input: TensorScalar & FixedWidthInteger>(
    _ sums: UnsafeBufferPointer<Input>, bias: Int32, channel: Int,
    to target: UnsafeMutablePointer<Output>
  ) {
    let requantizer = requantizers[requantizers.count == 1 ? 0 : channel]
    switch requantizer.mode {
    case .single, .tosa: single(requantizer, sums, bias, target)
    case .onnxHalfEven: halfEven(requantizer, sums, bias, target)
    case .tfliteDouble, .tosaDouble, .pulpFloor, .deeployRound, .glow:
      for i in sums.indices {
        target[i] = Output(
          truncatingIfNeeded: requantizer(Int32(truncatingIfNeeded: sums[i]) &+ bias))
      }
    }
  }

  /// Rounds once: `⌊(acc · q + 2^(30 − sh)) / 2^(31 − sh)⌋`.
  @inline(__always)
  private func single<Input: TensorScalar & FixedWidthInteger>(
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
      let limited = min(max(product, least), greatest)
      let rounded = Int32(bitPattern: (limited + 0x1.8p23).bitPattern) &- Int32(0x4B40_0000)
      target[i] = Output(truncatingIfNeeded: rounded &+ zero)
    }
  }
}
