import Foundation

/// Deterministic text of numbers: the same bytes on every machine and in every locale.
package enum NumberText {
  /// The shortest text that reads back as the same value; whole numbers carry no fraction.
  package static func shortest(_ value: Float) -> String {
    value.isFinite ? trimmed(value.description) : special(Double(value))
  }

  /// The shortest text that reads back as the same value; whole numbers carry no fraction.
  package static func shortest(_ value: Double) -> String {
    value.isFinite ? trimmed(value.description) : special(value)
  }

  /// The digits that tell any two `f32` apart, and those that do so for `f64`.
  private static let (singleDigits, doubleDigits) = (9, 17)

  /// The text of a scale, which `scale(_:)` reads back: the shortest as an `f32` if it is one, and
  /// otherwise one of more than nine digits.
  package static func scale(_ value: Double) -> String {
    let single = Float(value)
    if Double(single) == value || !value.isFinite { return shortest(single) }
    let text = shortest(value)
    guard significantDigits(text) <= singleDigits else { return text }
    return String(format: "%.\(doubleDigits - 1)e", value)
  }

  /// The scale that a text stands for, or `nil` if it is no number: of up to nine digits the
  /// nearest `f32`, of more the nearest `f64`.
  package static func scale(_ text: String) -> Double? {
    significantDigits(text) <= singleDigits
      ? Float(text).map { Double($0) } : Double(text)
  }

  private static func significantDigits(_ text: String) -> Int {
    let mantissa = text.prefix { $0 != "e" && $0 != "E" }
    return mantissa.filter(\.isNumber).drop { $0 == "0" }.count
  }

  /// The value with exactly `digits` decimals, rounded half away from zero after scaling.
  package static func fixed(_ value: Double, _ digits: Int) -> String {
    guard value.isFinite else { return special(value) }
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let scaled = (abs(value) * scale).rounded(.toNearestOrAwayFromZero)
    guard scaled < 9e15 else { return shortest(value) }
    let units = Int(scaled)
    let sign = value < 0 && units != 0 ? "-" : ""
    guard digits > 0 else { return sign + String(units) }
    let whole = units / Int(scale)
    let fraction = String(units % Int(scale))
    let zeros = String(repeating: "0", count: digits - fraction.count)
    return "\(sign)\(whole).\(zeros)\(fraction)"
  }

  /// A whole number with a comma between groups of three digits.
  package static func grouped(_ value: Int) -> String {
    let digits = Array(String(value.magnitude))
    var text = value < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return text
  }

  private static func trimmed(_ text: String) -> String {
    text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  private static func special(_ value: Double) -> String {
    if value.isNaN { return "nan" }
    return value < 0 ? "-inf" : "inf"
  }
}
