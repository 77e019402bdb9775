/// The passes that there are, in the order in which documentation lists them.
package struct PassCatalog: Sendable {
  /// Every pass, in order.
  package let passes: [any Pass.Type]

  /// Takes the passes; no name may stand twice.
  package init(_ passes: [any Pass.Type]) {
    self.passes = passes
  }

  /// The passes of this compiler.
  package static let standard = PassCatalog([
    FuseQuantized.self,
    FoldConstants.self,
    FoldBatchNorm.self,
    FuseActivation.self,
    Canonicalize.self,
    EliminateCommonSubexpressions.self,
    EliminateDeadCode.self,
    Quantize.self,
    BitSparsityPass.self,
  ])

  /// The pass `name`, or `nil`.
  package subscript(name: String) -> (any Pass.Type)? {
    passes.first { $0.name == name }
  }

  /// All names, in order.
  package var names: [String] { passes.map { $0.name } }
}
