import Driver
import Synchronization

/// What a command wrote, and how it ended.
package struct CommandResult: Sendable, Equatable {
  /// What went to standard output.
  package var output = ""

  /// What went to standard error.
  package var error = ""

  /// The exit status.
  package var status: Int32 = 0
}

/// Runs commands in this process, through the real command line.
package enum CommandRunner {
  /// Runs `words`, the name of the program left out, in a folder.
  package static func run(_ words: [String], in folder: String) -> CommandResult {
    let collector = Collector()
    let environment = DriverEnvironment(
      workingFolder: folder, standardOutput: { collector.add($0, toError: false) },
      standardError: { collector.add($0, toError: true) })
    let status = DriverProgram.run(words, environment)
    var result = collector.result
    result.status = status.rawValue
    return result
  }

  /// Splits a line at spaces, except those between single quotes, as a shell does.
  package static func words(_ line: String) -> [String] {
    var words: [String] = []
    var word: String?
    var isQuoted = false
    for character in line {
      switch character {
      case "'":
        isQuoted.toggle()
        word = word ?? ""
      case " " where !isQuoted:
        if let finished = word { words.append(finished) }
        word = nil
      default: word = (word ?? "") + String(character)
      }
    }
    if let finished = word { words.append(finished) }
    return words
  }
}

/// Gathers what a command writes, from whatever thread.
private final class Collector: Sendable {
  private let state = Mutex(CommandResult())

  var result: CommandResult { state.withLock { $0 } }

  func add(_ text: String, toError: Bool) {
    state.withLock { state in
      if toError { state.error += text } else { state.output += text }
    }
  }
}
