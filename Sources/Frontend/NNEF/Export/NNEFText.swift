import Basic

/// How values are written in NNEF.
enum NNEFText {
  /// A number with a fraction or an exponent, which makes it a scalar; `nil` for what is no number.
  ///
  /// NNEF has no word for infinity: a number beyond the largest reads back as that.
  static func scalar(_ value: Double) -> String? {
    guard !value.isNaN else { return nil }
    guard value.isFinite else { return value < 0 ? "-1e999" : "1e999" }
    return withFraction(NumberText.shortest(value))
  }

  /// A number in the digits that tell it from other `f32` numbers.
  static func scalar(_ value: Float) -> String? {
    guard value.isFinite else { return scalar(Double(value)) }
    return withFraction(NumberText.shortest(value))
  }

  /// `tract` reads no plus sign in an exponent.
  private static func withFraction(_ text: String) -> String {
    let plain = text.split(separator: "+").joined()
    return plain.contains(".") || plain.contains("e") ? plain : plain + ".0"
  }

  /// A list of integers.
  static func list(_ values: [Int]) -> String {
    "[\(values.map(String.init).joined(separator: ", "))]"
  }

  /// A list of pairs.
  static func pairs(_ values: [(before: Int, after: Int)]) -> String {
    "[\(values.map { "(\($0.before), \($0.after))" }.joined(separator: ", "))]"
  }

  /// The types of elements that NNEF has.
  enum ElementKind: String {
    case scalar, integer, logical
  }
}
