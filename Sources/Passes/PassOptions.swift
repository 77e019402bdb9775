import Basic

/// An option that a pass declares.
package struct PassOptionSpec: Sendable {
  /// What values there are.
  package enum Kind: Sendable, Equatable {
    case integer(ClosedRange<Int>)
    case symbol([String])
    /// A word, or an integer.
    case symbolOrInteger(String, ClosedRange<Int>)
    /// A word, or a number.
    case symbolOrNumber(String, ClosedRange<Double>)
    /// Layers with a number of columns each: `NAME:N+NAME:N`, or `none`.
    case layerColumns
  }

  /// The name.
  package let name: String

  /// What it means.
  package let meaning: String

  /// What values there are.
  package let kind: Kind

  /// The value that holds if none is given.
  package let standard: String

  /// Declares an option.
  package init(_ name: String, _ kind: Kind, default standard: String, _ meaning: String) {
    self.name = name
    self.kind = kind
    self.standard = standard
    self.meaning = meaning
  }

  /// Whether `value` is one of those there are.
  package func accepts(_ value: String) -> Bool {
    switch kind {
    case .integer(let range): Int(value).map(range.contains) ?? false
    case .symbol(let words): words.contains(value)
    case .symbolOrInteger(let word, let range):
      value == word || Int(value).map(range.contains) ?? false
    case .symbolOrNumber(let word, let range):
      value == word || Double(value).map(range.contains) ?? false
    case .layerColumns: LayerColumns.parse(value) != nil
    }
  }

  /// The values in words.
  package var domain: String {
    switch kind {
    case .integer(let range): "an integer from \(range.lowerBound) to \(range.upperBound)"
    case .symbol(let words): "one of " + words.joined(separator: ", ")
    case .symbolOrInteger(let word, let range):
      "\(word), or an integer from \(range.lowerBound) to \(range.upperBound)"
    case .symbolOrNumber(let word, let range):
      "\(word), or a number from \(NumberText.shortest(range.lowerBound)) to "
        + NumberText.shortest(range.upperBound)
    case .layerColumns: "none, or NAME:N joined by +, with N from 0 to 6"
    }
  }
}

/// The options of one use of a pass: those given, and defaults for the rest.
package struct PassOptions: Sendable {
  private let values: [String: String]

  /// Takes options that have been checked against `specs`.
  package init(_ given: [(name: String, value: String)], _ specs: [PassOptionSpec]) {
    var values: [String: String] = [:]
    for spec in specs { values[spec.name] = spec.standard }
    for (name, value) in given { values[name] = value }
    self.values = values
  }

  /// The word that an option is set to.
  package func symbol(_ name: String) -> String {
    guard let value = values[name] else { preconditionFailure("undeclared option '\(name)'") }
    return value
  }

  /// The integer that an option is set to.
  package func integer(_ name: String) -> Int {
    guard let value = Int(symbol(name)) else {
      preconditionFailure("option '\(name)' is no integer")
    }
    return value
  }
}
