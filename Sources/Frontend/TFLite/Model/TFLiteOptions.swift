/// The options of an operation: every field of its operator's table, with defaults filled in.
///
/// Reading one that the operator does not have is a bug: the reader fills in all of them.
package struct TFLiteOptions: Sendable, Equatable {
  /// The value of an option.
  package enum Value: Sendable, Equatable {
    case integer(Int)
    case number(Float)
    case integers([Int])
  }

  /// The values by name, in the order of the schema.
  package private(set) var values: [(name: String, value: Value)]

  /// Makes options.
  package init(_ values: [(name: String, value: Value)] = []) {
    self.values = values
  }

  /// An integer.
  package func integer(_ name: String) -> Int {
    guard case .integer(let value)? = self[name] else { return missing(name) }
    return value
  }

  /// A truth value, stored as an integer.
  package func flag(_ name: String) -> Bool { integer(name) != 0 }

  /// A number.
  package func number(_ name: String) -> Float {
    guard case .number(let value)? = self[name] else { return missing(name) }
    return value
  }

  /// A list of integers.
  package func integers(_ name: String) -> [Int] {
    guard case .integers(let values)? = self[name] else { return missing(name) }
    return values
  }

  /// The value of an option, or `nil` if the operator has none of that name.
  package subscript(name: String) -> Value? { values.first { $0.name == name }?.value }

  private func missing<Value>(_ name: String) -> Value {
    preconditionFailure("no option '\(name)' of the kind asked for")
  }

  /// Equal names and values.
  package static func == (a: TFLiteOptions, b: TFLiteOptions) -> Bool {
    a.values.elementsEqual(b.values) { $0.name == $1.name && $0.value == $1.value }
  }
}
