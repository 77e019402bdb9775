import IR

extension OperatorCatalog {
  /// The operators of this compiler.
  package static let standard = OperatorCatalog([])
}
