import Basic

/// Writes the generated pages of the documentation; help does not list it.
enum GeneratePagesCommand {
  static let spec = CommandSpec(
    name: "generate-pages", summary: "Writes the generated pages of the documentation.",
    arguments: "DIR", argumentCount: 1...1,
    examples: [("dnnc generate-pages docs", "what `make docs` runs")],
    options: [], run: run)

  private static func run(
    _ arguments: ParsedArguments, _ session: inout Session
  ) throws(CommandFailure) -> ExitStatus {
    let folder = arguments.positionals[0]
    for page in GeneratedPages.all {
      let path = "\(folder)/\(page.path)"
      do throws(FileError) {
        try FileOutput.makeFolder(session.environment.path(Session.folder(of: path)))
        try FileOutput.write(page.text, to: session.environment.path(path))
      } catch {
        throw session.fail(error, named: path)
      }
    }
    return .done
  }
}
