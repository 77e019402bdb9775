import Basic

extension Session {
  /// Writes what was reported to standard error.
  package mutating func writeDiagnostics() {
    // Programs that read diagnostics get a document even if there are none.
    let isForPeople = diagnosticFormat == "text"
    guard !isForPeople || !bag.diagnostics.isEmpty || bag.errorCount > 0 else { return }
    // Readers name a file as the process opens it.
    bag.renameFiles(environment.shown)
    switch diagnosticFormat {
    case "json": environment.standardError(jsonDiagnostics.text)
    case "sarif": environment.standardError(sarifDiagnostics.text)
    default:
      let renderer = DiagnosticRenderer(files: sources, usesColor: usesColor)
      environment.standardError(renderer.render(isQuiet ? bag.errorsOnly : bag))
    }
  }

  private func place(_ place: Diagnostic.Place) -> [JSONValue.Member] {
    switch place {
    case .source(let range):
      [
        .init("file", .string(sources[range.file].name)), .init("line", .integer(range.line)),
        .init("column", .integer(range.column)), .init("length", .integer(range.length)),
      ]
    case .file(let name, let offset):
      [.init("file", .string(name))]
        + (offset.map { [JSONValue.Member("offset", .integer($0))] } ?? [])
    case .none: []
    }
  }

  private var jsonDiagnostics: JSONValue {
    .object([
      .init("version", 1),
      .init(
        "diagnostics",
        .array(
          bag.diagnostics.map { diagnostic in
            var members: [JSONValue.Member] = [
              .init("severity", .string(diagnostic.severity.rawValue)),
              .init("code", .string(diagnostic.code)),
              .init("message", .string(diagnostic.message)),
            ]
            members += place(diagnostic.place)
            members.append(
              .init(
                "notes",
                .array(
                  diagnostic.notes.map { note in
                    .object([.init("message", .string(note.message))] + place(note.place))
                  })))
            if let help = diagnostic.help { members.append(.init("help", .string(help))) }
            return .object(members)
          })),
      .init("errors", .integer(bag.errorCount)),
    ])
  }

  /// SARIF 2.1.0, as code-review tools read it.
  private var sarifDiagnostics: JSONValue {
    let results = bag.diagnostics.map { diagnostic -> JSONValue in
      let level = diagnostic.severity == .remark ? "note" : diagnostic.severity.rawValue
      var members: [JSONValue.Member] = [
        .init("ruleId", .string(diagnostic.code)), .init("level", .string(level)),
        .init("message", ["text": .string(diagnostic.message)]),
      ]
      if let location = sarifLocation(diagnostic.place) {
        members.append(.init("locations", .array([location])))
      }
      return .object(members)
    }
    return [
      "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
      "runs": .array([
        ["tool": ["driver": ["name": "dnnc"]], "results": .array(results)]
      ]),
    ]
  }

  private func sarifLocation(_ place: Diagnostic.Place) -> JSONValue? {
    switch place {
    case .source(let range):
      [
        "physicalLocation": [
          "artifactLocation": ["uri": .string(sources[range.file].name)],
          "region": [
            "startLine": .integer(range.line), "startColumn": .integer(range.column),
            "endColumn": .integer(range.column + range.length),
          ],
        ]
      ]
    case .file(let name, _):
      ["physicalLocation": ["artifactLocation": ["uri": .string(name)]]]
    case .none: nil
    }
  }
}
