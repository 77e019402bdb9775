/// How fractions are chosen: numbers become `round(v · 2^f)`.
enum Fractions {
  /// Fractions that are chosen, whatever the data.
  private static let limits = -60...60

  /// The part of activations that is not clipped.
  static let activationPart = 0.999

  /// The largest f with `largest · 2^f` at most the largest number of the profile.
  static func covering(_ largest: Double, _ profile: NumberProfile) -> Int {
    guard largest > 0, largest.isFinite else { return profile.dataBits - 1 }
    let limit = Double(profile.range.upperBound)
    var fraction = min(max(Int((limit / largest).exponent), limits.lowerBound), limits.upperBound)
    while fraction > limits.lowerBound, largest * scale(fraction) > limit { fraction -= 1 }
    return fraction
  }

  /// 2^f.
  static func scale(_ fraction: Int) -> Double {
    Double(sign: .plus, exponent: fraction, significand: 1)
  }

  /// The nearest number of the profile, ties to even.
  static func rounded(_ value: Double, _ fraction: Int, _ profile: NumberProfile) -> Int {
    let scaled = (value * scale(fraction)).rounded(.toNearestOrEven)
    let range = profile.range
    return Int(min(max(scaled, Double(range.lowerBound)), Double(range.upperBound)))
  }
}
