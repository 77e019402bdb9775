import Report

/// The option by which commands write a table to a file.
enum ReportOutput {
  /// Declares the option; `contents` says what is written.
  static func option(_ contents: String) -> OptionSpec {
    OptionSpec("--report", value: "FILE", "write \(contents) as .txt, .csv or .json")
  }
}

extension Session {
  /// Writes a table to the file that `option` names, if it names one, in the form of its extension.
  mutating func deliver(
    _ table: ReportTable, _ option: OptionSpec, _ arguments: ParsedArguments
  ) throws(CommandFailure) {
    guard let path = arguments.value(option) else { return }
    let text: String
    switch path.split(separator: ".").last {
    case "csv": text = table.csv
    case "json": text = table.json.text
    case "txt": text = table.text
    default:
      throw fail(
        .error(
          CommandLineRules.optionValue, "\(option.name) is '\(path)'",
          help: "the extension says how: .txt, .csv or .json"), .usage)
    }
    try deliver(text, option, arguments)
  }
}
