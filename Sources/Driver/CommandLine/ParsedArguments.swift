import Basic

/// The words of a command line, sorted.
package struct ParsedArguments: Sendable {
  /// Words that are no options.
  package var positionals: [String] = []

  /// The values of options, by the option's long spelling.
  package var values: [String: [String]] = [:]

  /// Whether an option is given.
  package func has(_ option: OptionSpec) -> Bool { values[option.name] != nil }

  /// The last value of an option.
  package func value(_ option: OptionSpec) -> String? { values[option.name]?.last }

  /// Every value of an option, in order.
  package func all(_ option: OptionSpec) -> [String] { values[option.name] ?? [] }
}

/// The rules of command lines.
package enum CommandLineRules {
  package static let usage = Rule(
    "command.usage", "a command line follows the usage of its command",
    "`dnnc VERB --help` shows the arguments and options of a verb.")
  package static let unknownVerb = Rule(
    "command.unknown-verb", "the first word is a verb or a model",
    "`dnnc --help` lists the verbs. A model file alone is compiled.")
  package static let unknownOption = Rule(
    "command.unknown-option", "an option belongs to its command",
    "`dnnc VERB --help` lists the options of a verb.")
  package static let optionValue = Rule(
    "command.option-value", "an option has a value of the kind that it declares",
    "A value stands after its option, or after '=': --target ima-256 or --target=ima-256.")

  /// All of them, for documentation.
  package static let all = [usage, unknownVerb, unknownOption, optionValue]
}

/// Sorts the words after the verb by the declarations of a command.
struct ArgumentParser {
  private let command: CommandSpec
  private var result = ParsedArguments()

  /// Parses `words`, reporting all that is wrong with them.
  static func parse(
    _ words: [String], for command: CommandSpec, into bag: inout DiagnosticBag
  ) -> ParsedArguments {
    var parser = ArgumentParser(command: command)
    parser.parse(words, &bag)
    return parser.result
  }

  private init(command: CommandSpec) {
    self.command = command
  }

  private mutating func parse(_ words: [String], _ bag: inout DiagnosticBag) {
    var index = 0
    var onlyPositionals = false
    while index < words.count {
      let word = words[index]
      index += 1
      if onlyPositionals || word == "-" || !word.hasPrefix("-") {
        result.positionals.append(word)
      } else if word == "--" {
        onlyPositionals = true
      } else {
        option(word, words, &index, &bag)
      }
    }
    // After an unknown option it is anybody's guess which words are arguments.
    guard !bag.hasErrors else { return }
    let count = result.positionals.count
    guard result.values[CommonOptions.help.name] == nil, !command.argumentCount.contains(count)
    else { return }
    let usage = "dnnc \(command.name) \(command.arguments)"
    bag.report(
      .error(
        CommandLineRules.usage,
        count < command.argumentCount.lowerBound
          ? "an argument is missing" : "unexpected argument '\(result.positionals[count - 1])'",
        help: "the usage is: \(usage)"))
  }

  private mutating func option(
    _ word: String, _ words: [String], _ index: inout Int, _ bag: inout DiagnosticBag
  ) {
    let (name, attached) = split(word)
    guard let spec = command.allOptions.first(where: { $0.name == name || $0.alias == name })
    else {
      let known = command.allOptions.flatMap { [$0.name, $0.alias].compactMap { $0 } }
      bag.report(
        .error(
          CommandLineRules.unknownOption, "\(command.name) has no option '\(name)'",
          help: Spelling.nearest(name, in: known).map { "did you mean '\($0)'?" }
            ?? "`dnnc \(command.name) --help` lists the options"))
      return
    }
    guard spec.value != nil else {
      if attached != nil { fault(spec, "takes no value", &bag) }
      result.values[spec.name, default: []].append("")
      return
    }
    var value = attached
    if value == nil, index < words.count {
      value = words[index]
      index += 1
    }
    guard let value else { return fault(spec, "needs a value: \(spec.value ?? "")", &bag) }
    if !spec.choices.isEmpty, !spec.choices.contains(value) {
      bag.report(
        .error(
          CommandLineRules.optionValue,
          "\(spec.name) is '\(value)', but must be one of \(spec.choices.joined(separator: ", "))",
          help: Spelling.nearest(value, in: spec.choices).map { "did you mean '\($0)'?" }))
    }
    if !spec.isRepeatable, result.values[spec.name] != nil {
      fault(spec, "is given twice", &bag)
    }
    result.values[spec.name, default: []].append(value)
  }

  /// Takes a value apart that is attached: `--name=value`, `-j2`, `-O1`.
  private func split(_ word: String) -> (name: String, value: String?) {
    if word.hasPrefix("--") {
      guard let equals = word.firstIndex(of: "=") else { return (word, nil) }
      return (String(word[..<equals]), String(word[word.index(after: equals)...]))
    }
    let isKnown = command.allOptions.contains { $0.name == word || $0.alias == word }
    guard !isKnown, word.count > 2 else { return (word, nil) }
    return (String(word.prefix(2)), String(word.dropFirst(2)))
  }

  private func fault(_ spec: OptionSpec, _ message: String, _ bag: inout DiagnosticBag) {
    bag.report(.error(CommandLineRules.optionValue, "\(spec.name) \(message)"))
  }
}
