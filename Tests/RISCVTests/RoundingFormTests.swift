import Operators
import RISCV
import TestSupport
import Testing

/// The forms with one shift of 32 bits equal the conventions that they were proved to equal.
@Suite struct RoundingFormTests {
  /// What a kernel computes of a sum.
  private func result(_ sum: Int32, _ channel: ChannelParameters, _ form: RoundingForm) -> Int32? {
    let (sum, multiplier) = (Int64(sum), Int64(channel.multiplier))
    let value: Int64
    switch form.mode {
    case .high: value = (sum * multiplier) >> 32
    case .low: value = sum * multiplier
    case .twice: value = ((4 * sum * multiplier) >> 32) - (sum < 0 ? 2 : 0)
    default: return nil
    }
    // Traps where a step of the kernel would leave 32 bits.
    let shifted = Int32(value + Int64(channel.addend)) >> Int32(channel.shift)
    return min(max(shifted, form.low), form.high)
  }

  /// Sums at the ends of a range, about zero, about ties and anywhere.
  private func sums(
    _ range: ClosedRange<Int32>, _ requantizer: Requantizer,
    _ random: inout some RandomNumberGenerator
  ) -> [Int32] {
    var sums = [range.lowerBound, range.upperBound]
    let factor = Double(requantizer.realMultiplier)
    for step in -140...140 {
      let tie = (Double(step) + 0.5) / factor
      for distance in -2...2 where abs(tie) < 0x1p30 { sums.append(Int32(tie) + Int32(distance)) }
    }
    sums +=
      (-3...3).map { Int32($0) } + (0..<200).map { _ in Int32.random(in: range, using: &random) }
    return sums.filter(range.contains)
  }

  @Test(arguments: RoundingMode.allCases)
  func formsEqualTheirConventions(mode: RoundingMode) throws {
    var random = SplitMix(7)
    var proved = 0
    for _ in 0..<400 {
      // Some multipliers are powers of two, whose products are ties more often.
      let exponent = Int.random(in: -26...1, using: &random)
      let mantissa = Bool.random(using: &random) ? 1 : Double.random(in: 1..<2, using: &random)
      let requantizer = Requantizer(
        scaleIn: Double(sign: .plus, exponent: exponent, significand: mantissa), zeroIn: 0,
        inputBits: 32, scaleOut: 1, zeroOut: Int32.random(in: -128...127, using: &random),
        mode: mode, clamp: -128...127)
      let bound = Int64(1) << Int.random(in: 4...31, using: &random)
      let range =
        max(
          -bound + Int64.random(in: 0...bound, using: &random), Int64(Int32.min))...min(
          bound, Int64(Int32.max))
      let found = ChannelRequantization([requantizer], biases: [0], ranges: [range])
      let ends = Int32(range.lowerBound)...Int32(range.upperBound)
      for sum in sums(ends, requantizer, &random) {
        guard let result = result(sum, found.channels[0], found.form) else { break }
        proved += 1
        #expect(result == requantizer(sum), "\(sum) of \(range) by \(requantizer)")
      }
    }
    // Two conventions have a form only where the result is constant, two only for small ranges.
    let least =
      switch mode {
      case .single, .tosa, .tfliteDouble, .tosaDouble: 100_000
      case .pulpFloor, .deeployRound: 20_000
      case .onnxHalfEven, .glow: 0
      }
    #expect(proved > least, "\(proved) results")
  }
}
