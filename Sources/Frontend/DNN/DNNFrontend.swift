import Basic
import IR

/// Reads network descriptions.
package enum DNNFrontend {
  /// Reads a description and its weights.
  ///
  /// - Parameters:
  ///   - text: the description.
  ///   - name: its name in diagnostics.
  ///   - folder: where weight files are looked for.
  ///   - catalog: the operators.
  ///   - options: what the command line adds.
  ///   - sources: takes the text, for rendering diagnostics.
  ///   - bag: takes everything that is wrong, in the order of the text.
  /// - Returns: the program, or `nil` after an error.
  package static func parse(
    _ text: String, name: String, folder: String, catalog: OperatorCatalog,
    options: FrontendOptions,
    sources: inout Table<SourceFile>, into bag: inout DiagnosticBag
  ) -> Program? {
    var found = DiagnosticBag(errorLimit: 500)
    let file = sources.append(SourceFile(name: name, text: text))
    let tokens = Lexer.tokens(of: text, file: file, into: &found)
    var program: Program?
    if let network = DNNParser.parse(tokens, into: &found) {
      let folder = DataFolder(folder: folder, allowsOutside: options.allowsOutsidePaths)
      let parameters = ParameterSource(network.weights, folder: folder, into: &found)
      var lowering = DNNLowering(
        network, catalog: catalog, parameters: parameters, bindings: options.bindings, bag: found)
      lowering.run()
      program = lowering.program
      found = lowering.bag
    }
    found.sortByPlace()
    let isSound = !found.hasErrors
    bag.merge(found)
    program?.sources = sources
    return isSound ? program : nil
  }
}
