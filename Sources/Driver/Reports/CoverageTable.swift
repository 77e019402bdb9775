import Frontend
import IR
import Operators
import Report

/// What formats and targets make of every operator of the IR.
enum CoverageTable {
  /// A row for each operator: `r` where a format is read, `w` where it is written, and what computes
  /// the operator on each target.
  static let table: ReportTable = {
    var table = ReportTable([
      .init("operator", key: "operator"), .init(".dnn", key: "dnn"), .init("ONNX", key: "onnx"),
      .init("TFLite", key: "tflite"), .init("NNEF", key: "nnef"),
      .init("ima-256", key: "ima_256"), .init("meaning", key: "meaning"),
    ])
    for definition in OperatorCatalog.standard.definitions {
      let name = definition.name
      table.append([
        .text(name), .text("rw"),
        .text(mark(!onnx[name, default: []].isEmpty, OperatorCoverage.writtenAsONNX, name)),
        .text(mark(!tflite[name, default: []].isEmpty, [], name)),
        .text(mark(!nnef[name, default: []].isEmpty, OperatorCoverage.writtenAsNNEF, name)),
        .text(CrossbarSupportPage.engine(of: name)), .text(definition.summary),
      ])
    }
    return table
  }()

  /// The operators of a format that become one of the IR, by that one.
  static let onnx = sources(OperatorCoverage.onnx)
  static let tflite = sources(OperatorCoverage.tflite)
  static let nnef = sources(OperatorCoverage.nnef)

  private static func mark(_ isRead: Bool, _ written: Set<String>, _ name: String) -> String {
    let mark = (isRead ? "r" : "") + (written.contains(name) ? "w" : "")
    return mark.isEmpty ? "-" : mark
  }

  private static func sources(_ operators: [ForeignOperator]) -> [String: [String]] {
    var sources: [String: [String]] = [:]
    for foreign in operators {
      for kind in foreign.becomes { sources[kind, default: []].append(foreign.name) }
    }
    return sources
  }
}
