import IR

/// The weights that `resize` gives the neighbours of a place, by its attributes.
struct ResizeFilter: Sendable {
  let mode: ResizeMode
  let transformation: CoordinateTransformation
  let rounding: NearestRounding

  /// The free coefficient of the cubic.
  let a: Double

  /// Whether elements beyond the ends have no weight, instead of being copies of the last.
  let excludesOutside: Bool

  /// Whether a smaller result sees every element of the operand.
  let antialiases: Bool

  /// Reads the attributes of a verified call.
  init(_ attributes: AttributeList) {
    guard let mode = ResizeMode(rawValue: attributes.symbol("mode")),
      let transformation = CoordinateTransformation(rawValue: attributes.symbol("coordinates")),
      let rounding = NearestRounding(rawValue: attributes.symbol("nearest"))
    else { preconditionFailure("unknown words in resize after verification") }
    self.mode = mode
    self.transformation = transformation
    self.rounding = rounding
    a = attributes.number("cubic_a")
    excludesOutside = attributes.boolean("exclude_outside")
    antialiases = attributes.boolean("antialias")
  }

  /// The elements of the operand on each side of a place that have a weight; the scale is positive.
  func reach(scale: Double) -> Int {
    let radius = mode == .nearest ? 1.0 : mode == .linear ? 1 : 2
    guard antialiases, scale < 1 else { return Int(radius) }
    return Int((radius / scale).rounded(.up))
  }

  /// The weights of neighbours of the place `ratio` beyond an element, `0 < ratio <= 1`, and how far
  /// beyond that element the first of them lies.
  func weights(_ ratio: Double, scale: Double) -> (first: Int, weights: [Double]) {
    guard mode != .nearest else { return (0, isUpper(ratio) ? [0, 1] : [1, 0]) }
    let reach = reach(scale: scale)
    let first = 1 - reach
    guard antialiases else {
      return (first, mode == .linear ? [1 - ratio, ratio] : cubic(ratio))
    }
    // The filter is stretched so that it covers what one element of the result stands for.
    let step = min(scale, 1)
    let weights = (first..<first + 2 * reach).map { tap in
      let distance = ((Double(tap) - ratio) * step).magnitude
      return mode == .linear ? max(1 - distance, 0) : cubicKernel(distance)
    }
    let sum = weights.reduce(0, +)
    return (first, weights.map { $0 / sum })
  }

  /// Whether the upper neighbour is the nearest.
  private func isUpper(_ ratio: Double) -> Bool {
    guard ratio < 1 else { return true }
    return switch rounding {
    case .roundPreferFloor: ratio > 0.5
    case .roundPreferCeil: ratio >= 0.5
    case .floor: false
    case .ceil: true
    }
  }

  /// The cubic at the distances of four neighbours. ([keys81] equation 4)
  private func cubic(_ ratio: Double) -> [Double] {
    func outer(_ d: Double) -> Double { ((a * d - 5 * a) * d + 8 * a) * d - 4 * a }
    func inner(_ d: Double) -> Double { ((a + 2) * d - (a + 3)) * d * d + 1 }
    return [outer(ratio + 1), inner(ratio), inner(1 - ratio), outer(1 - ratio + 1)]
  }

  /// The cubic at any distance that is not negative.
  private func cubicKernel(_ d: Double) -> Double {
    if d <= 1 { return ((a + 2) * d - (a + 3)) * d * d + 1 }
    return d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0
  }
}
