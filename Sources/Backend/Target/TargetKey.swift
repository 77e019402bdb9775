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
    case numbered(
      [Int], get: @Sendable (Target) -> Int, set: @Sendable (inout Target, Int) -> Void)
    case flag(WritableKeyPath<Target, Bool> & Sendable)
    case words(
      [String], get: @Sendable (Target) -> [String],
      set: @Sendable (inout Target, [String]) -> Void)
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
  /// A whole number of a closed list.
  package static func number<Number: RawRepresentable & CaseIterable & Sendable>(
    _ name: String, _ path: WritableKeyPath<Target, Number> & Sendable, _ meaning: String
  ) -> Self where Number.RawValue == Int {
    let set: @Sendable (inout Target, Int) -> Void = { target, value in
      guard let number = Number(rawValue: value) else { preconditionFailure("unchecked \(value)") }
      target[keyPath: path] = number
    }
    return Self(
      name, meaning,
      .numbered(Number.allCases.map(\.rawValue), get: { $0[keyPath: path].rawValue }, set: set))
  }

  /// True or false.
  package static func flag(
    _ name: String, _ path: WritableKeyPath<Target, Bool> & Sendable, _ meaning: String
  ) -> Self { Self(name, meaning, .flag(path)) }

  /// A list of words of a closed list; a command line separates them by `+`.
  package static func words<Words: OptionSet & Sendable>(
    _ name: String, _ path: WritableKeyPath<Target, Words> & Sendable,
    _ known: [(word: Words, name: String)], _ meaning: String
  ) -> Self where Words.Element == Words {
    Self(
      name, meaning,
      .words(
        known.map(\.name),
        get: { target in known.filter { target[keyPath: path].contains($0.word) }.map(\.name) },
        set: { target, names in
          target[keyPath: path] = Words(known.filter { names.contains($0.name) }.map(\.word))
        }))
  }
}
