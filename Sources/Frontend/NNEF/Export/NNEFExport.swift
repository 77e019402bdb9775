import Basic
import IR

/// Writes programs as models of NNEF 1.0.
package enum NNEFExport {
  /// The files of a model, `graph.nnef` first; the same bytes for the same program.
  ///
  /// - Parameters:
  ///   - program: a network in floating point.
  ///   - bag: takes everything that has no form in NNEF.
  /// - Returns: names and contents, or `nil` after an error.
  package static func files(
    of program: Program, into bag: inout DiagnosticBag
  ) -> [(name: String, bytes: [UInt8])]? {
    let graph = program.graph
    var writer = NNEFWriter(program)
    var isSound = true
    func attempt(_ body: () throws(Refusal) -> Void) {
      do throws(Refusal) { try body() } catch {
        isSound = false
        for diagnostic in error.diagnostics { bag.report(diagnostic) }
      }
    }
    for input in graph.inputs {
      attempt { () throws(Refusal) in try writer.writeInput(input) }
    }
    for operation in graph.order {
      attempt { () throws(Refusal) in try writer.write(operation) }
    }
    var outputs: [String] = []
    for output in graph.outputs {
      attempt { () throws(Refusal) in outputs.append(try writer.identifier(output)) }
    }
    guard isSound else { return nil }
    let inputs = graph.inputs.map { writer.names[$0] }
    var text = "version 1.0;\n\n"
    for (identifier, name) in writer.names.renamed where !name.contains(where: \.isNewline) {
      text += "\(NNEFLexer.nameMark)\(identifier) is \"\(name)\"\n"
    }
    text += "graph \(writer.names.graph)(\(inputs.joined(separator: ", "))) -> "
    text += "(\(outputs.joined(separator: ", ")))\n{\n"
    let assignments =
      writer.lines.prefix(inputs.count) + writer.variableLines
      + writer.lines.dropFirst(inputs.count)
    for line in assignments { text += "  \(line)\n" }
    text += "}\n"
    return [(NNEFFiles.graph, Array(text.utf8))] + writer.files
  }
}
