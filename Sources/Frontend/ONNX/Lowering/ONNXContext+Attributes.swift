import Basic
import IR

/// The attributes of the node, read by name and kind.
extension ONNXContext {
  /// The value of an attribute, or `nil`.
  package func attribute(_ name: String) -> ONNXAttribute.Value? {
    node.attributes.first { $0.name == name }?.value
  }

  /// An integer, or `standard` if it is not given.
  package func integer(_ name: String, _ standard: Int) throws(Refusal) -> Int {
    switch attribute(name) {
    case nil: return standard
    case .integer(let value)?: return Int(value)
    default: throw wrongKind(name, "an integer")
    }
  }

  /// A truth value, stored as an integer.
  package func flag(_ name: String, _ standard: Bool = false) throws(Refusal) -> Bool {
    try integer(name, standard ? 1 : 0) != 0
  }

  /// An integer that must be given.
  package func requiredInteger(_ name: String) throws(Refusal) -> Int {
    guard attribute(name) != nil else { throw missing(name) }
    return try integer(name, 0)
  }

  /// A list of integers, or `nil` if it is not given.
  package func integers(_ name: String) throws(Refusal) -> [Int]? {
    switch attribute(name) {
    case nil: return nil
    case .integers(let values)?: return values.map { Int($0) }
    // Printers write an empty list without a kind.
    case .floats(let values)? where values.isEmpty: return []
    default: throw wrongKind(name, "a list of integers")
    }
  }

  /// A number, or `standard` if it is not given.
  package func number(_ name: String, _ standard: Double) throws(Refusal) -> Double {
    switch attribute(name) {
    case nil: return standard
    // By way of the shortest text: 1e-05 is what the maker of the model wrote, and what is shown.
    case .float(let value)?: return Double(NumberText.shortest(value)) ?? Double(value)
    default: throw wrongKind(name, "a number")
    }
  }

  /// A list of numbers, or `nil` if it is not given.
  package func numbers(_ name: String) throws(Refusal) -> [Float]? {
    switch attribute(name) {
    case nil: return nil
    case .floats(let values)?: return values
    case .integers(let values)? where values.isEmpty: return []
    default: throw wrongKind(name, "a list of numbers")
    }
  }

  /// A text, or `standard` if it is not given.
  package func text(_ name: String, _ standard: String) throws(Refusal) -> String {
    switch attribute(name) {
    case nil: return standard
    case .string(let bytes)?: return String(decoding: bytes, as: UTF8.self)
    default: throw wrongKind(name, "a text")
    }
  }

  /// One of a closed list of words, or the first if it is not given.
  package func word(_ name: String, _ words: [String]) throws(Refusal) -> String {
    let given = try text(name, words[0])
    guard words.contains(given) else {
      throw unsupported(
        "\(name) is '\(given)', but the compiler knows \(words.joined(separator: ", "))")
    }
    return given
  }

  /// A tensor, or `nil` if it is not given.
  package func tensor(_ name: String) throws(Refusal) -> Tensor? {
    switch attribute(name) {
    case nil: return nil
    case .tensor(let tensor)?:
      do throws(DataError) {
        return try load(tensor)
      } catch {
        var diagnostic = tensor.diagnostic(error)
        diagnostic.message = "\(builder.node.label): \(diagnostic.message)"
        throw Refusal([diagnostic])
      }
    default: throw wrongKind(name, "a tensor")
    }
  }

  /// An element type, stored as its number, or `nil` if it is not given.
  package func elementType(_ name: String) throws(Refusal) -> ElementType? {
    guard attribute(name) != nil else { return nil }
    let number = try integer(name, 0)
    guard let type = ONNXElementType(rawValue: number) else {
      throw refusal(ONNXNodeRules.attributeKind, "the attribute '\(name)' names no type: \(number)")
    }
    guard let element = type.element else {
      throw refusal(
        ONNXRules.elementType, "the attribute '\(name)' asks for elements of type \(type.name)")
    }
    return element
  }

  private func wrongKind(_ name: String, _ kind: String) -> Refusal {
    refusal(ONNXNodeRules.attributeKind, "the attribute '\(name)' is not \(kind)")
  }

  private func missing(_ name: String) -> Refusal {
    refusal(ONNXNodeRules.attributeKind, "the attribute '\(name)' is missing")
  }
}
