/// A golden case as text: commands, then sections.
///
/// ```
/// $ dnnc check net.dnn
/// //--- input net.dnn
/// network n(x: f32[1]) -> (y) { y = relu(x) }
/// //--- stderr
/// n is sound: 1 operations, 0 MACs
/// ```
/// The commands run in order; their outputs are joined, and the status is that of the last. Beside
/// `dnnc` there is `increment FILE OFFSET`, which adds one to a byte. `{repository}` stands for the
/// folder of the repository.
package struct GoldenArchive: Sendable, Equatable {
  /// A named stretch of the text.
  package struct Section: Sendable, Equatable {
    /// The title, such as `input net.dnn` or `stdout`.
    package var title: String

    /// The lines below the title, each ended.
    package var content: String

    /// Makes a section.
    package init(_ title: String, _ content: String) {
      self.title = title
      self.content = content
    }
  }

  /// The command lines, without `$ `.
  package var commands: [String]

  /// The sections, in order.
  package var sections: [Section]

  private static let marker = "//--- "

  /// Makes an archive.
  package init(commands: [String], sections: [Section]) {
    self.commands = commands
    self.sections = sections
  }

  /// Reads an archive; `nil` if it does not start with a command or holds lines before a section.
  package init?(_ text: String) {
    commands = []
    sections = []
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last == "" { lines.removeLast() }
    for line in lines {
      if line.hasPrefix(Self.marker) {
        sections.append(Section(String(line.dropFirst(Self.marker.count)), ""))
      } else if !sections.isEmpty {
        sections[sections.count - 1].content += line + "\n"
      } else if line.hasPrefix("$ ") {
        commands.append(String(line.dropFirst(2)))
      } else {
        return nil
      }
    }
    guard !commands.isEmpty else { return nil }
  }

  /// The text that reads back as this archive.
  package var text: String {
    commands.map { "$ \($0)\n" }.joined()
      + sections.map { "\(Self.marker)\($0.title)\n\($0.content)" }.joined()
  }

  /// What follows `word` in the titles that start with it, with the contents.
  package func named(_ word: String) -> [(name: String, content: String)] {
    sections.filter { $0.title.hasPrefix(word + " ") }
      .map { (String($0.title.dropFirst(word.count + 1)), $0.content) }
  }

  /// The sections that say what goes in, and what is not looked at.
  package var given: [Section] {
    sections.filter { $0.title.hasPrefix("input ") || $0.title.hasPrefix("unchecked ") }
  }
}
