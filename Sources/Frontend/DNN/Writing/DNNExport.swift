import Basic
import IR

/// A program as a network description: the text, and the file of its weights.
package struct DNNExport: Sendable {
  /// The text of the `.dnn` file.
  package let text: String

  /// The tensors of the weight file, by name.
  package let tensors: [(name: String, tensor: Tensor)]

  /// Writes a program in canonical form: a statement for each operation, activations as statements
  /// of their own, sizes as numbers, and nothing that equals a default.
  ///
  /// What has no form in a description is reported, all of it.
  ///
  /// - Parameters:
  ///   - weights: the name of the weight file, relative to the description.
  ///   - bag: takes a diagnostic for each value without a form.
  /// - Returns: the description, or `nil` after a report.
  package static func make(
    _ program: Program, weights: String, catalog: OperatorCatalog, into bag: inout DiagnosticBag
  ) -> DNNExport? {
    var writer = DNNWriter(program, weights: weights, catalog: catalog)
    writer.write()
    for diagnostic in writer.refusals { bag.report(diagnostic) }
    guard writer.refusals.isEmpty else { return nil }
    return DNNExport(text: writer.text, tensors: writer.weights.tensors)
  }
}

/// The rules of writing models.
package enum ExportRules {
  package static let noForm = Rule(
    "convert.no-form", "everything in a program has a form in the format that it is written in",
    """
    Quantized values have no form in network descriptions and NNEF; other formats have no form of \
    some operators. The message names each value or operation.
    """)

  /// All of them, for documentation.
  package static let all = [noForm]
}
