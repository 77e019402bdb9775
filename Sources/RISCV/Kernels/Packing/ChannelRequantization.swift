import Operators

/// The requantization of the channels of a step in the form that kernels compute.
///
/// The forms `high`, `low` and `twice` take one multiplication, additions and a shift of 32 bits. They
/// are chosen where the range of the sums proves that they equal the convention of the IR for every
/// input; otherwise the kernel computes the convention itself.
package struct ChannelRequantization: Hashable, Sendable {
  /// What channels share.
  package let form: RoundingForm

  /// Each channel, with the bias that was given.
  package let channels: [ChannelParameters]

  /// Finds the form.
  ///
  /// - Parameters:
  ///   - requantizers: one for each channel, or one for all; the zero points of sums are 0.
  ///   - biases: of each channel.
  ///   - ranges: of the sum of each channel, its bias included.
  package init(_ requantizers: [Requantizer], biases: [Int32], ranges: [ClosedRange<Int64>]) {
    precondition(requantizers.count == 1 || requantizers.count == biases.count)
    precondition(ranges.count == biases.count && !biases.isEmpty)
    let first = requantizers[0]
    let all = biases.indices.map { requantizers.count == 1 ? first : requantizers[$0] }
    func parameters(_ terms: [Terms]) -> [ChannelParameters] {
      zip(terms, biases.enumerated()).map { terms, bias in
        ChannelParameters(
          bias: bias.element, multiplier: terms.multiplier, addend: terms.addend,
          shift: terms.shift, index: UInt16(bias.offset))
      }
    }
    func form(_ mode: RoundingForm.Mode) -> RoundingForm {
      RoundingForm(mode: mode, zero: first.zeroOut, low: first.low, high: first.high)
    }
    let attempts = [
      (RoundingForm.Mode.high, Terms.high), (.low, Terms.low), (.twice, Terms.twice),
    ]
    for (mode, attempt) in attempts {
      let terms = zip(all, ranges).compactMap { attempt($0, $1) }
      guard terms.count == all.count else { continue }
      self.form = form(mode)
      channels = parameters(terms)
      return
    }
    self.form = form(RoundingForm.Mode(first.mode))
    channels = parameters(all.map(Terms.exact))
  }
}

/// The multiplier, the addend and the shift of a channel.
private struct Terms {
  var multiplier: Int32
  var addend: Int32
  var shift: Int16

  /// `high_half(sum · q) + addend >> shift`, if it equals a single rounding for the whole range.
  ///
  /// `(sum · q + 2^(s−1)) >> s` is `(high_half(sum · q) + 2^(s−33)) >> (s−32)` for `s > 32`, as the
  /// low half of the constant is 0; a zero point times `2^(s−32)` goes through the shift unchanged.
  static func high(_ requantizer: Requantizer, _ range: ClosedRange<Int64>) -> Terms? {
    guard isWithin32Bits(range) else { return nil }
    if let constant = constant(requantizer, range) { return constant }
    guard requantizer.mode == .single || requantizer.mode == .tosa else { return nil }
    let shift = Int64(31 - requantizer.shift) - 32
    guard (1...31).contains(shift) else { return nil }
    let addend = (Int64(1) << (shift - 1)) + Int64(requantizer.zeroOut) << shift
    let products = [range.lowerBound, range.upperBound].map {
      ($0 * Int64(requantizer.multiplier)) >> 32 + addend
    }
    guard isWithin32Bits(addend...addend), products.allSatisfy({ isWithin32Bits($0...$0) }) else {
      return nil
    }
    return Terms(
      multiplier: requantizer.multiplier, addend: Int32(addend), shift: Int16(shift))
  }

  /// `sum · m + addend >> shift` in 32 bits, if it equals the convention for the whole range.
  static func low(_ requantizer: Requantizer, _ range: ClosedRange<Int64>) -> Terms? {
    guard isWithin32Bits(range) else { return nil }
    let shift = Int64(requantizer.shift)
    let rounding: Int64
    switch requantizer.mode {
    case .pulpFloor: rounding = 0
    case .deeployRound: rounding = shift > 0 ? 1 << (shift - 1) : 0
    case .single, .tosa, .tfliteDouble, .tosaDouble, .onnxHalfEven, .glow: return nil
    }
    let addend = rounding + Int64(requantizer.zeroOut) << shift
    let multiplier = Int64(requantizer.multiplier)
    let products = [range.lowerBound, range.upperBound].map { $0 * multiplier }
    guard isWithin32Bits(addend...addend),
      products.allSatisfy({ isWithin32Bits($0...$0) && isWithin32Bits($0 + addend...$0 + addend) })
    else { return nil }
    return Terms(
      multiplier: requantizer.multiplier, addend: Int32(addend), shift: Int16(shift))
  }

  /// `high_half(4 · sum · m) + addend − (sum < 0 ? 2 : 0) >> shift`, if it equals two roundings for the
  /// whole range.
  ///
  /// The floor of a quotient of floors is one floor: with the exponent `−r` the two roundings of a
  /// product `p = sum · m` are `(p + 2^30 + 2^(30+r)) >> (31+r)`, where a negative sum, whose ties go
  /// away from zero, has 2^31 less. All those constants are multiples of 2^30, so that
  /// `high_half(4p)`, which is `p >> 30`, has all that the sum needs of the product.
  static func twice(_ requantizer: Requantizer, _ range: ClosedRange<Int64>) -> Terms? {
    guard isWithin32Bits(4 * range.lowerBound...4 * range.upperBound) else { return nil }
    if let constant = constant(requantizer, range) {
      // Two bits below the result take what is subtracted.
      let value = Int64(constant.addend) * 4 + 2
      guard isWithin32Bits(value...value) else { return nil }
      return Terms(multiplier: 0, addend: Int32(value), shift: 2)
    }
    guard requantizer.mode == .tfliteDouble || requantizer.mode == .tosaDouble else { return nil }
    let second = -Int64(requantizer.shift)
    guard (1...30).contains(second) else { return nil }
    let addend = 1 + (Int64(1) << second) + Int64(requantizer.zeroOut) << (second + 1)
    let products = [range.lowerBound, range.upperBound].map {
      ($0 * Int64(requantizer.multiplier)) >> 30 + addend
    }
    guard isWithin32Bits(addend - 2...addend),
      products.allSatisfy({ isWithin32Bits($0 - 2...$0) })
    else { return nil }
    return Terms(
      multiplier: requantizer.multiplier, addend: Int32(addend), shift: Int16(second + 1))
  }

  /// The numbers of the convention itself.
  static func exact(_ requantizer: Requantizer) -> Terms {
    Terms(
      multiplier: requantizer.mode == .onnxHalfEven
        ? Int32(bitPattern: requantizer.realMultiplier.bitPattern) : requantizer.multiplier,
      addend: requantizer.preShift, shift: Int16(requantizer.shift))
  }

  /// The one result of the whole range, if there is but one: every convention is monotone.
  private static func constant(_ requantizer: Requantizer, _ range: ClosedRange<Int64>) -> Terms? {
    let low = requantizer(Int32(range.lowerBound))
    guard low == requantizer(Int32(range.upperBound)) else { return nil }
    return Terms(multiplier: 0, addend: low, shift: 0)
  }

  private static func isWithin32Bits(_ range: ClosedRange<Int64>) -> Bool {
    range.lowerBound >= Int64(Int32.min) && range.upperBound <= Int64(Int32.max)
  }
}

extension RoundingForm.Mode {
  /// The arithmetic of a convention of the IR, without any shortcut.
  init(_ mode: RoundingMode) {
    switch mode {
    case .single, .tosa: self = .single
    case .tfliteDouble: self = .tfliteDouble
    case .tosaDouble: self = .tosaDouble
    case .onnxHalfEven: self = .onnxHalfEven
    case .pulpFloor: self = .pulpFloor
    case .deeployRound: self = .deeployRound
    case .glow: self = .glow
    }
  }
}
