import Frontend
import IR
import Operators
import Report

/// What formats and targets make of every operator of the IR.
enum CoverageTable {
  /// A row for each operator: `r` where a format is read, `w` where it is written, and what computes
  /// the operator on each target.
  static let table: ReportTable = {
    let formats: [ReportTable.Column] = [
      .init("operator", key: "operator"), .init(".dnn", key: "dnn"), .init("ONNX", key: "onnx"),
      .init("TFLite", key: "tflite"), .init("NNEF", key: "nnef"),
    ]
    let engines = targets.map { ReportTable.Column($0.name, key: key($0.name)) }
    var table = ReportTable(formats + engines + [.init("meaning", key: "meaning")])
    for definition in OperatorCatalog.standard.definitions {
      let name = definition.name
      let row: [ReportTable.Cell] = [
        .text(name), .text("rw"),
        .text(mark(!onnx[name, default: []].isEmpty, OperatorCoverage.writtenAsONNX, name)),
        .text(mark(!tflite[name, default: []].isEmpty, [], name)),
        .text(mark(!nnef[name, default: []].isEmpty, OperatorCoverage.writtenAsNNEF, name)),
      ]
      table.append(
        row + targets.map { .text($0.page.engine(of: name)) } + [.text(definition.summary)])
    }
    return table
  }()

  /// The first target of each kind that `dnnc` carries.
  static let targets: [(name: String, page: SupportPage)] = {
    var seen: Set<String> = []
    return Targets.all.map { (name: $0.name, page: SupportPage($0)) }
      .filter { seen.insert($0.page.kind).inserted }
  }()

  private static func key(_ name: String) -> String {
    String(name.map { $0 == "-" ? "_" : $0 })
  }

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
