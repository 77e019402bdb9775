/// The page about the command line: the help of every verb, and exit statuses.
enum CommandLinePage {
  /// The page in Markdown.
  static var text: String {
    var text = "# The command line\n\n```text\n\(HelpPage.overview(DriverProgram.commands))```\n"
    text += """

      Standard output carries what was asked for; everything else goes to standard error. Files are \
      written whole or not at all. A model is a `.dnn` or `.dnnir` file, a plan the folder that \
      `compile -o` has written.

      ## Exit status

      | status | meaning |
      |---|---|

      """
    for (status, meaning) in statuses { text += "| \(status.rawValue) | \(meaning) |\n" }
    for command in DriverProgram.commands {
      text += "\n## \(command.name)\n\n```text\n\(HelpPage.page(command))```\n"
    }
    return text
  }

  private static let statuses: [(ExitStatus, String)] = [
    (.done, "done"),
    (.wrongInput, "the model, the data or the configuration is wrong or unsupported"),
    (.assertionFailed, "the tool worked and the asserted property does not hold"),
    (.usage, "the command line is wrong"),
    (.cannotRead, "a file cannot be read"),
    (.bug, "a bug in `dnnc`"),
    (.cannotCreate, "a file cannot be created"),
  ]
}
