/// An option that a command takes.
package struct OptionSpec: Sendable {
  /// The spelling, with its hyphens.
  package let name: String

  /// A second spelling, such as `-o`.
  package let alias: String?

  /// What its value is called in help, or `nil` for an option without a value.
  package let value: String?

  /// What it means.
  package let meaning: String

  /// The values there are, if they are few.
  package let choices: [String]

  /// Whether it may be given several times.
  package let isRepeatable: Bool

  /// Declares an option.
  package init(
    _ name: String, alias: String? = nil, value: String? = nil, choices: [String] = [],
    isRepeatable: Bool = false, _ meaning: String
  ) {
    self.name = name
    self.alias = alias
    self.value = choices.isEmpty ? value : choices.joined(separator: "|")
    self.choices = choices
    self.isRepeatable = isRepeatable
    self.meaning = meaning
  }

  /// The spelling in help, such as `-o, --output DIR`.
  package var usage: String {
    let names = [alias, name].compactMap { $0 }.joined(separator: ", ")
    return value.map { "\(names) \($0)" } ?? names
  }
}

/// A verb of the command line.
package struct CommandSpec: Sendable {
  /// The verb.
  package let name: String

  /// What it does, in one sentence.
  package let summary: String

  /// The arguments, as in `MODEL`.
  package let arguments: String

  /// How many arguments there are.
  package let argumentCount: ClosedRange<Int>

  /// Command lines that work, each with what it does.
  package let examples: [(command: String, meaning: String)]

  /// The options, those of every command left out.
  package let options: [OptionSpec]

  /// Runs the command.
  package let run: @Sendable (ParsedArguments, inout Session) throws(CommandFailure) -> ExitStatus

  /// All options, those of every command included.
  package var allOptions: [OptionSpec] { options + CommonOptions.all }
}

/// The options of every command.
package enum CommonOptions {
  package static let diagnostics = OptionSpec(
    "--diagnostics", choices: ["text", "json", "sarif"], "how diagnostics are written")
  package static let color = OptionSpec(
    "--color", choices: ["auto", "always", "never"], "whether diagnostics have colours")
  package static let quiet = OptionSpec(
    "--quiet", alias: "-q", "say nothing but errors and what was asked for")
  package static let verbose = OptionSpec(
    "--verbose", alias: "-v", "say more of what is done")
  package static let threads = OptionSpec(
    "--threads", alias: "-j", value: "N", "threads to use; no result depends on it")
  package static let help = OptionSpec("--help", alias: "-h", "show this page")

  /// All of them, in the order of help.
  package static let all = [diagnostics, color, quiet, verbose, threads, help]
}
