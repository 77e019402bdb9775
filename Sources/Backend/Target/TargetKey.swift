import Basic

/// A key of a target file: how it is read, written, checked and explained.
package struct TargetKey<Target: TargetDescription>: Sendable {
  /// The property behind a key and the values that it may have.
  package enum Content: Sendable {
    case text(WritableKeyPath<Target, String> & Sendable)
    case integer(WritableKeyPath<Target, Int> & Sendable, ClosedRange<Int>)
    case number(WritableKeyPath<Target, Double> & Sendable, ClosedRange<Double>)
    case word(
      [String], get: @Sendable (Target) -> String, set: @Sendable (inout Target, String) -> Void)
  }

  /// The key.
  package let name: String

  /// What it means, as documentation says it.
  package let meaning: String

  /// The property behind it.
  package let content: Content

  private init(_ name: String, _ meaning: String, _ content: Content) {
    self.name = name
    self.meaning = meaning
    self.content = content
  }

  /// A text.
  package static func text(
    _ name: String, _ path: WritableKeyPath<Target, String> & Sendable, _ meaning: String
  ) -> Self { Self(name, meaning, .text(path)) }

  /// A whole number in a range.
  package static func integer(
    _ name: String, _ path: WritableKeyPath<Target, Int> & Sendable, _ range: ClosedRange<Int>,
    _ meaning: String
  ) -> Self { Self(name, meaning, .integer(path, range)) }

  /// A number in a range.
  package static func number(
    _ name: String, _ path: WritableKeyPath<Target, Double> & Sendable,
    _ range: ClosedRange<Double>, _ meaning: String
  ) -> Self { Self(name, meaning, .number(path, range)) }

  /// A word of a closed list.
  package static func word<Word: RawRepresentable & CaseIterable & Sendable>(
    _ name: String, _ path: WritableKeyPath<Target, Word> & Sendable, _ meaning: String
  ) -> Self where Word.RawValue == String {
    let set: @Sendable (inout Target, String) -> Void = { target, text in
      guard let word = Word(rawValue: text) else { preconditionFailure("unchecked '\(text)'") }
      target[keyPath: path] = word
    }
    return Self(
      name, meaning,
      .word(Word.allCases.map(\.rawValue), get: { $0[keyPath: path].rawValue }, set: set))
  }
}
