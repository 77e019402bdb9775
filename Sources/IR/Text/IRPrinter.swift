import Basic

/// What a dump says before the program: which pipeline it stands in, and how far it has come.
package struct IRHeader: Sendable, Equatable {
  /// The whole pipeline, as text.
  package var pipeline: String

  /// The number of elements of the pipeline that have run.
  package var position: Int

  /// Makes a header.
  package init(pipeline: String, position: Int) {
    self.pipeline = pipeline
    self.position = position
  }
}

/// Writes a program as IR text; `IRParser` reads it back to an equal program.
package struct IRPrinter: Sendable {
  /// Whether to write where in the source each operation comes from.
  package var printsLocations: Bool

  /// Whether to write the elements of constants instead of their digest.
  package var inlinesConstants: Bool

  /// Makes a printer.
  package init(printsLocations: Bool = false, inlinesConstants: Bool = false) {
    self.printsLocations = printsLocations
    self.inlinesConstants = inlinesConstants
  }

  /// The text of `program`.
  package func print(_ program: Program, header: IRHeader? = nil) -> String {
    let graph = program.graph
    var text = "dnnir 1\n"
    if let header {
      text += "pipeline \(Lexer.quoted(header.pipeline)) position \(header.position)\n"
    }
    for id in constantsInOrderOfUse(graph) {
      text += line(program.constants[id]) + "\n"
    }
    let inputs = graph.inputs.map { "\(valueName(graph[$0])): \(graph[$0].type)" }
    text += "graph \(sigil("@", graph.name))(\(inputs.joined(separator: ", "))) {\n"
    for id in graph.order {
      text += "  \(line(graph[id], graph, program.sources))\n"
    }
    let outputs = graph.outputs.map { valueName(graph[$0]) }
    text += outputs.isEmpty ? "  return\n}\n" : "  return \(outputs.joined(separator: ", "))\n}\n"
    return text
  }

  private func constantsInOrderOfUse(_ graph: Graph) -> [ID<Constant>] {
    var seen: Set<ID<Constant>> = []
    let used = graph.order.flatMap { graph[$0].operands } + graph.outputs
    return used.compactMap { graph.constant(of: $0) }.filter { seen.insert($0).inserted }
  }

  private func line(_ constant: Constant) -> String {
    let name = sigil("@", constant.name)
    let type = "\(constant.type)" + (constant.encoding.map { " \($0)" } ?? "")
    if inlinesConstants, let tensor = constant.tensor {
      return "constant \(name): \(type) = [\(elements(tensor))]"
    }
    return "constant \(name): \(type) = sha256(\"\(constant.contentHash)\")"
  }

  private func elements(_ tensor: Tensor) -> String {
    let isSingle = tensor.type.element != .f64 && tensor.type.element.isFloat
    if tensor.type.element == .i64 {
      return tensor.withElements(of: Int64.self) { $0.map(String.init).joined(separator: ", ") }
    }
    return tensor.numbers.map {
      isSingle ? NumberText.shortest(Float($0)) : NumberText.shortest($0)
    }.joined(separator: ", ")
  }

  /// One operation on one line, without indentation.
  package func line(
    _ operation: Operation, _ graph: Graph, _ sources: Table<SourceFile>
  ) -> String {
    let results = operation.results.map { valueName(graph[$0]) }.joined(separator: ", ")
    let operands = operation.operands.map { valueName(graph[$0]) }.joined(separator: ", ")
    var text = "\(results) = \(operation.kind)(\(operands))"
    let attributes = operation.attributes.attributes.map { "\($0.name): \($0.value)" }
    if !attributes.isEmpty { text += " {\(attributes.joined(separator: ", "))}" }
    let types = operation.results.map { graph[$0].type.description }
    text += types.count == 1 ? " : \(types[0])" : " : (\(types.joined(separator: ", ")))"
    if operation.origins != operation.results.prefix(1).map({ graph[$0].name }) {
      text += " from(\(operation.origins.map(Lexer.quoted).joined(separator: ", ")))"
    }
    if printsLocations, let location = operation.location {
      let file = Lexer.quoted(sources[location.file].name)
      text += " loc(\(file):\(location.line):\(location.column):\(location.length))"
    }
    return text
  }

  private func valueName(_ value: Value) -> String {
    if case .constant = value.definition { return sigil("@", value.name) }
    return sigil("%", value.name)
  }

  private func sigil(_ mark: String, _ name: String) -> String {
    mark + (Lexer.isPlainName(name) ? name : Lexer.quoted(name))
  }
}
