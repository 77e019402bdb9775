/// The operators that there are, in the order in which documentation lists them.
package struct OperatorCatalog: Sendable {
  /// Every definition, in order.
  package let definitions: [any OperatorDefinition.Type]

  private let byName: [String: any OperatorDefinition.Type]

  /// Takes the definitions; no name may stand twice.
  package init(_ definitions: [any OperatorDefinition.Type]) {
    self.definitions = definitions
    byName = Dictionary(uniqueKeysWithValues: definitions.map { ($0.name, $0) })
  }

  /// The definition of an operator, or `nil`.
  package subscript(name: String) -> (any OperatorDefinition.Type)? { byName[name] }

  /// All names, in order.
  package var names: [String] { definitions.map { $0.name } }

  /// The definition of an operation that the verifier has seen.
  package func definition(of operation: Operation) -> any OperatorDefinition.Type {
    guard let definition = byName[operation.kind] else {
      preconditionFailure("unknown operator '\(operation.kind)' after verification")
    }
    return definition
  }
}
