/// Help texts, made from the declarations of commands.
package enum HelpPage {
  /// The page that lists the verbs.
  package static func overview(_ commands: [CommandSpec]) -> String {
    var text = """
      dnnc compiles neural networks for embedded accelerators, and proves every plan by running it.

        dnnc Models/lenet5.dnn --target ima-256 -o build/lenet5    compile a model
        dnnc check model.dnn --target ima-256                      say what will not fit, and why
        dnnc verify model.dnn --against build/lenet5               compare plan and reference

      verbs:

      """
    let width = commands.map(\.name.count).max() ?? 0
    for command in commands {
      text += "  \(pad(command.name, width))  \(command.summary)\n"
    }
    text += "\noptions of every verb:\n" + list(CommonOptions.all)
    text += "\n`dnnc VERB --help` shows the options of a verb; `dnnc describe` explains the rest.\n"
    return text
  }

  /// The page of one verb: examples first.
  package static func page(_ command: CommandSpec) -> String {
    var text = "\(command.summary)\n\n"
    let width = command.examples.map(\.command.count).max() ?? 0
    for example in command.examples {
      text += "  \(pad(example.command, width))  # \(example.meaning)\n"
    }
    text += "\nusage: dnnc \(command.name) \(command.arguments) [options]\n"
    if !command.options.isEmpty { text += "\noptions:\n" + list(command.options) }
    text += "\n`dnnc --help` shows the options of every verb: "
    return text + CommonOptions.all.map { $0.alias ?? $0.name }.joined(separator: " ") + "\n"
  }

  private static func list(_ options: [OptionSpec]) -> String {
    let width = min(28, options.map(\.usage.count).max() ?? 0)
    return options.map { option in
      let gap = option.usage.count > width ? "\n" + pad("", width + 2) : ""
      return "  \(pad(option.usage, width))\(gap)  \(option.meaning)\n"
    }.joined()
  }

  private static func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
