/// An operand that an operator declares.
package struct OperandSpec: Sendable {
  /// How often it stands in a call.
  package enum Arity: Sendable {
    case one, optional, variadic
  }

  /// The name, such as `weight`.
  package let name: String

  /// What it is, with its shape.
  package let meaning: String

  /// How often it stands in a call.
  package let arity: Arity

  /// Whether `.dnn` takes it from the weight file when it is not given.
  package let isParameter: Bool

  /// Declares an operand that computed values are passed to.
  package static func value(
    _ name: String, _ meaning: String, _ arity: Arity = .one
  ) -> OperandSpec {
    OperandSpec(name: name, meaning: meaning, arity: arity, isParameter: false)
  }

  /// Declares a trained parameter.
  package static func parameter(
    _ name: String, _ meaning: String, _ arity: Arity = .one
  ) -> OperandSpec {
    OperandSpec(name: name, meaning: meaning, arity: arity, isParameter: true)
  }
}

/// An attribute that an operator declares.
package struct AttributeSpec: Sendable {
  /// The kinds of value that an attribute can have.
  package enum Kind: Sendable, Equatable {
    case integer
    /// A list, of exactly `count` entries if that is fixed.
    case integers(count: Int?)
    case number
    /// A list, of exactly `count` entries if that is fixed.
    case numbers(count: Int?)
    case boolean
    /// One of a closed list of words.
    case symbol([String])
    case activation
    case storage
  }

  /// The name.
  package let name: String

  /// What it means.
  package let meaning: String

  /// The kind of its value.
  package let kind: Kind

  /// What `.dnn` takes if it is not given; IR text has no defaults.
  package let standard: AttributeValue?

  /// Whether it exists only in `.dnn`, where it determines the shapes of parameters.
  package let isSourceOnly: Bool

  /// Declares an attribute of the IR.
  package init(
    _ name: String, _ kind: Kind, _ meaning: String, default standard: AttributeValue? = nil
  ) {
    self.name = name
    self.meaning = meaning
    self.kind = kind
    self.standard = standard
    isSourceOnly = false
  }

  /// Declares an attribute of `.dnn` alone.
  package init(
    sourceOnly name: String, _ kind: Kind, _ meaning: String,
    default standard: AttributeValue? = nil
  ) {
    self.name = name
    self.meaning = meaning
    self.kind = kind
    self.standard = standard
    isSourceOnly = true
  }

  /// Whether `value` is of the declared kind.
  package func accepts(_ value: AttributeValue) -> Bool {
    switch (kind, value) {
    case (.integer, .integer), (.number, .number), (.boolean, .boolean),
      (.activation, .activation), (.storage, .storage):
      true
    case (.integers(let count), .integers(let values)): count.map { $0 == values.count } ?? true
    case (.numbers(let count), .numbers(let values)): count.map { $0 == values.count } ?? true
    case (.symbol(let words), .symbol(let word)): words.contains(word)
    default: false
    }
  }
}

extension AttributeSpec.Kind: CustomStringConvertible {
  /// The kind in words, for diagnostics and documentation.
  package var description: String {
    switch self {
    case .integer: "an integer"
    case .integers(let count?): "a list of \(count) integers"
    case .integers(nil): "a list of integers"
    case .number: "a number"
    case .numbers(let count?): "a list of \(count) numbers"
    case .numbers(nil): "a list of numbers"
    case .boolean: "true or false"
    case .symbol(let words): "one of " + words.joined(separator: ", ")
    case .activation: "none, relu or clip(low, high)"
    case .storage: "an element type with its quantization"
    }
  }
}

/// A numbered rule of an operator, cited as `conv2d.c3`.
package struct Constraint: Sendable {
  /// The number, from one.
  package let number: Int

  /// The rule as a sentence that users read.
  package let sentence: String

  /// States a rule.
  package init(_ number: Int, _ sentence: String) {
    self.number = number
    self.sentence = sentence
  }
}

/// What one call costs, whatever runs it.
package struct Work: Sendable, Equatable {
  /// Multiply-accumulate operations.
  package var macs: Int

  /// Other arithmetic operations on elements.
  package var elementOperations: Int

  /// Makes an amount of work.
  package init(macs: Int = 0, elementOperations: Int = 0) {
    self.macs = macs
    self.elementOperations = elementOperations
  }
}
