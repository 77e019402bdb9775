import Frontend
import IR
import Operators

/// The page that says what formats and targets make of every operator, and what becomes of every
/// operator of a format.
enum CoveragePage {
  /// The page in Markdown.
  static var text: String {
    var text = """
      # Operators, formats and targets

      `dnnc describe ops` prints the first table in short. Operators of a format that stand in a cell \
      become the operator of the row, alone or with others; **written** means that `dnnc convert` writes \
      the operator in that format.

      | operator | ONNX | TFLite | NNEF |
      """
    for target in CoverageTable.targets { text += " on `\(target.name)` |" }
    text += "\n|---|---|---|---|" + CoverageTable.targets.map { _ in "---|" }.joined() + "\n"
    for name in OperatorCatalog.standard.names {
      let cells =
        [
          "[`\(name)`](../operators/\(name).md)",
          cell(CoverageTable.onnx[name], OperatorCoverage.writtenAsONNX.contains(name)),
          cell(CoverageTable.tflite[name], false),
          cell(CoverageTable.nnef[name], OperatorCoverage.writtenAsNNEF.contains(name)),
        ] + CoverageTable.targets.map { $0.page.engine(of: name) }
      text += "| \(cells.joined(separator: " | ")) |\n"
    }
    text += section("ONNX", OperatorCoverage.onnx)
    text += section("TFLite", OperatorCoverage.tflite)
    text += section("NNEF", OperatorCoverage.nnef)
    return text
  }

  private static func cell(_ names: [String]?, _ isWritten: Bool) -> String {
    let read = (names ?? []).joined(separator: ", ")
    guard isWritten else { return read }
    return read.isEmpty ? "**written**" : "\(read); **written**"
  }

  private static func section(_ format: String, _ operators: [ForeignOperator]) -> String {
    var text = "\n## \(format)\n\n| operator | becomes |\n|---|---|\n"
    for foreign in operators {
      let kinds = foreign.becomes.map { "`\($0)`" }.joined(separator: ", ")
      let becomes =
        foreign.refusal.map { "refused: \($0)" } ?? (kinds.isEmpty ? "no operation" : kinds)
      text += "| \(foreign.name) | \(becomes) |\n"
    }
    return text
  }
}
