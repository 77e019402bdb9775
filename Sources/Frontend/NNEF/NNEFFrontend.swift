import Basic
import IR

/// Reads models of NNEF 1.0.
package enum NNEFFrontend {
  /// Reads a model.
  ///
  /// - Parameters:
  ///   - path: a folder, an archive of one, or the `graph.nnef` in one.
  ///   - name: its name in diagnostics.
  ///   - options: what the command line adds.
  ///   - catalog: the operators.
  ///   - sources: takes the texts, for rendering diagnostics.
  ///   - bag: takes everything that is wrong, in the order of the text.
  /// - Returns: the program, or `nil` after an error.
  package static func parse(
    path: String, name: String, options: FrontendOptions, catalog: OperatorCatalog,
    sources: inout Table<SourceFile>, into bag: inout DiagnosticBag
  ) -> Program? {
    var found = DiagnosticBag(errorLimit: 500)
    var program: Program?
    do throws(DataError) {
      let files = try NNEFFiles(path: path, name: name, allowsOutside: options.allowsOutsidePaths)
      let text = try files.graphText()
      let file = sources.append(SourceFile(name: files.graphName, text: text))
      if let document = NNEFParser.parse(text, file: file, into: &found) {
        let quantizations = try quantizations(files, document, &sources, &found)
        let variables = NNEFVariables(files: files, quantizations: quantizations)
        var lowering = NNEFLowering(
          document, variables: variables, catalog: catalog, options: options, bag: found)
        program = lowering.run()
        found = lowering.bag
      }
    } catch { found.report(error.diagnostic) }
    found.sortByPlace()
    let isSound = !found.hasErrors
    bag.merge(found)
    program?.sources = sources
    return isSound ? program : nil
  }

  /// The entries of `graph.quant`, by the names of the network, after their names were found to be
  /// those of tensors.
  private static func quantizations(
    _ files: NNEFFiles, _ document: NNEFDocument, _ sources: inout Table<SourceFile>,
    _ bag: inout DiagnosticBag
  ) throws(DataError) -> [String: NNEFQuantization] {
    guard let text = try files.text(NNEFFiles.quantization) else { return [:] }
    let file = sources.append(
      SourceFile(name: files.describe(NNEFFiles.quantization), text: text))
    var variables: [String: Bool] = [:]
    for assignment in document.graph.assignments {
      for token in assignment.targets.flatMap(\.tokens) {
        variables[token.text] = assignment.call?.name.text == "variable"
      }
    }
    var entries: [String: NNEFQuantization] = [:]
    var hints: [Token] = []
    for (token, entry) in NNEFQuantizationParser.parse(text, file: file, into: &bag) {
      guard let isVariable = variables[token.text] else {
        bag.report(
          .error(
            NNEFRules.quantization, "the graph has no tensor '\(token.text)'",
            at: .source(token.range),
            help: Spelling.nearest(token.text, in: variables.keys.sorted()).map {
              "did you mean '\($0)'?"
            }))
        continue
      }
      if !isVariable { hints.append(token) }
      entries[document.names[token.text] ?? token.text] = entry
    }
    if let first = hints.first {
      bag.report(
        Diagnostic(
          .remark, NNEFRules.quantizationHint.code,
          "graph.quant says how \(hints.count) tensor\(hints.count == 1 ? " is" : "s are") "
            + "quantized; these hints are not used", at: .source(first.range),
          help: "quantize by --calibrate with data"))
    }
    return entries
  }
}
