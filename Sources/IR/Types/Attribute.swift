import Basic

/// What is applied to every element of a result before it is stored.
package enum Activation: Hashable, Sendable, CustomStringConvertible {
  case none
  /// `max(x, 0)`
  case relu
  /// `min(max(x, low), high)`
  case clip(Double, Double)

  /// Applies it.
  @inlinable
  package func callAsFunction(_ x: Float) -> Float {
    switch self {
    case .none: x
    case .relu: max(x, 0)
    case .clip(let low, let high): min(max(x, Float(low)), Float(high))
    }
  }

  /// The form that IR text uses.
  package var description: String {
    switch self {
    case .none: "none"
    case .relu: "relu"
    case .clip(let low, let high):
      "clip(\(NumberText.shortest(low)), \(NumberText.shortest(high)))"
    }
  }
}

/// The value of an attribute of an operation.
package enum AttributeValue: Hashable, Sendable {
  case integer(Int)
  case integers([Int])
  case number(Double)
  case numbers([Double])
  case boolean(Bool)
  /// One of the words that the operator declares.
  case symbol(String)
  case activation(Activation)
  case storage(StorageType)
}

extension AttributeValue: CustomStringConvertible {
  /// The form that IR text uses.
  package var description: String {
    switch self {
    case .integer(let value): String(value)
    case .integers(let values): "[\(values.map(String.init).joined(separator: ", "))]"
    case .number(let value): NumberText.shortest(value)
    case .numbers(let values):
      "[\(values.map { NumberText.shortest($0) }.joined(separator: ", "))]"
    case .boolean(let value): String(value)
    case .symbol(let word): word
    case .activation(let activation): activation.description
    case .storage(let storage): storage.description
    }
  }
}

/// A named attribute of an operation.
package struct Attribute: Hashable, Sendable {
  package var name: String
  package var value: AttributeValue

  /// Makes an attribute.
  package init(_ name: String, _ value: AttributeValue) {
    self.name = name
    self.value = value
  }
}

/// The attributes of an operation, read by name and kind.
///
/// Reading one that is not there, or is of another kind, is a bug: the verifier has been by.
package struct AttributeList: Hashable, Sendable {
  /// The attributes in the order in which the operator declares them.
  package var attributes: [Attribute]

  /// Makes a list.
  package init(_ attributes: [Attribute]) {
    self.attributes = attributes
  }

  /// The value of `name`, or `nil`.
  package subscript(name: String) -> AttributeValue? {
    get { attributes.first { $0.name == name }?.value }
    set {
      attributes.removeAll { $0.name == name && newValue == nil }
      guard let newValue else { return }
      if let index = attributes.firstIndex(where: { $0.name == name }) {
        attributes[index].value = newValue
      } else {
        attributes.append(Attribute(name, newValue))
      }
    }
  }

  /// An integer.
  package func integer(_ name: String) -> Int {
    guard case .integer(let value) = self[name] else { return missing(name) }
    return value
  }

  /// A list of integers.
  package func integers(_ name: String) -> [Int] {
    guard case .integers(let values) = self[name] else { return missing(name) }
    return values
  }

  /// A real number.
  package func number(_ name: String) -> Double {
    guard case .number(let value) = self[name] else { return missing(name) }
    return value
  }

  /// A list of real numbers.
  package func numbers(_ name: String) -> [Double] {
    guard case .numbers(let values) = self[name] else { return missing(name) }
    return values
  }

  /// A truth value.
  package func boolean(_ name: String) -> Bool {
    guard case .boolean(let value) = self[name] else { return missing(name) }
    return value
  }

  /// A word.
  package func symbol(_ name: String) -> String {
    guard case .symbol(let value) = self[name] else { return missing(name) }
    return value
  }

  /// An activation.
  package func activation(_ name: String) -> Activation {
    guard case .activation(let value) = self[name] else { return missing(name) }
    return value
  }

  /// A storage type.
  package func storage(_ name: String) -> StorageType {
    guard case .storage(let value) = self[name] else { return missing(name) }
    return value
  }

  private func missing<Value>(_ name: String) -> Value {
    preconditionFailure("no attribute '\(name)' of the kind asked for")
  }
}
