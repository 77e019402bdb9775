import Basic
import Frontend

/// The `dnnc` command line.
package enum DriverProgram {
  /// The verbs, in the order of help.
  package static let commands: [CommandSpec] = [
    CompileCommand.spec, CheckCommand.spec, RunCommand.spec, VerifyCommand.spec, OptCommand.spec,
    ShowCommand.spec, DiffCommand.spec, CompareCommand.spec, ConvertCommand.spec,
    DescribeCommand.spec, BenchCommand.spec,
  ]

  /// Runs the command that `words` spell, the program's name left out.
  package static func run(_ words: [String], _ environment: DriverEnvironment) -> ExitStatus {
    var session = Session(environment)
    let status: ExitStatus
    do throws(CommandFailure) {
      status = try run(words, &session)
    } catch {
      status = error.status
    }
    session.writeDiagnostics()
    return status
  }

  private static func run(
    _ words: [String], _ session: inout Session
  ) throws(CommandFailure) -> ExitStatus {
    guard let first = words.first, first != "--help", first != "-h", first != "help" else {
      guard !words.isEmpty else {
        session.say(HelpPage.overview(commands))
        return .usage
      }
      session.give(HelpPage.overview(commands))
      return .done
    }
    if first == "--version" {
      session.give("dnnc \(Self.version)\n")
      return .done
    }
    let (command, rest) = try verb(words, &session)
    let arguments = ArgumentParser.parse(rest, for: command, into: &session.bag)
    session.configure(arguments)
    if arguments.has(CommonOptions.help) {
      session.bag = DiagnosticBag()
      session.give(HelpPage.page(command))
      return .done
    }
    try session.stopIfWrong(.usage)
    return try command.run(arguments, &session)
  }

  /// The version of the tool.
  package static let version = "0.1.0"

  /// The command that the first word names; a model file alone is compiled.
  private static func verb(
    _ words: [String], _ session: inout Session
  ) throws(CommandFailure) -> (CommandSpec, [String]) {
    let hidden = [
      GeneratePagesCommand.spec, ConformanceCommand.spec, BenchPruningCommand.spec,
      DeviceWorkerCommand.spec,
    ]
    if let command = (commands + hidden).first(where: { $0.name == words[0] }) {
      return (command, Array(words.dropFirst()))
    }
    let isModel = words.contains { ModelFormat(path: $0) != nil }
    if isModel, words[0].hasPrefix("-") || words[0].contains(".") {
      return (CompileCommand.spec, words)
    }
    throw session.fail(
      .error(
        CommandLineRules.unknownVerb, "there is no verb '\(words[0])'",
        help: Spelling.suggestion(words[0], in: commands.map(\.name))), .usage)
  }
}
