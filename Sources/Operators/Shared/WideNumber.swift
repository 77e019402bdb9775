/// What elements are computed as, whatever they are stored as: integers of 64 bits, which wrap
/// around, or binary64.
protocol WideNumber: Comparable, Sendable {
  /// Zero.
  static var zero: Self { get }

  /// One.
  static var one: Self { get }

  /// What no number lies below.
  static var least: Self { get }

  /// What no number lies above.
  static var greatest: Self { get }

  /// The sum, which wraps around if it is an integer.
  static func sum(_ a: Self, _ b: Self) -> Self

  /// The product, which wraps around if it is an integer.
  static func product(_ a: Self, _ b: Self) -> Self

  /// Whether it is no number.
  var isNaN: Bool { get }

  /// The mean of `count` numbers whose sum this is.
  ///
  /// - Parameter zeroPoint: the integer from which integers count; their mean is the nearest
  ///   integer, halves away from it.
  func mean(of count: Int, around zeroPoint: Int) -> Self
}

extension Int64: WideNumber {
  static var one: Int64 { 1 }
  static var least: Int64 { .min }
  static var greatest: Int64 { .max }

  @inline(__always)
  static func sum(_ a: Int64, _ b: Int64) -> Int64 { a &+ b }

  @inline(__always)
  static func product(_ a: Int64, _ b: Int64) -> Int64 { a &* b }

  var isNaN: Bool { false }

  func mean(of count: Int, around zeroPoint: Int) -> Int64 {
    let distance = Int(self) - count * zeroPoint
    return Int64(zeroPoint + IntegerMean.roundedHalfAway(distance, count))
  }
}

extension Double: WideNumber {
  static var one: Double { 1 }
  static var least: Double { -.infinity }
  static var greatest: Double { .infinity }

  @inline(__always)
  static func sum(_ a: Double, _ b: Double) -> Double { a + b }

  @inline(__always)
  static func product(_ a: Double, _ b: Double) -> Double { a * b }

  func mean(of count: Int, around zeroPoint: Int) -> Double { self / Double(count) }
}
