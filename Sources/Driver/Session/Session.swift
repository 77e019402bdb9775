import Basic
import IR
import Interpreter
import Operators

/// One run of a command: its settings, and what it has to tell.
package struct Session: Sendable {
  /// What it has from the outside.
  package let environment: DriverEnvironment

  /// The texts that diagnostics point into.
  package var sources = Table<SourceFile>()

  /// What is to be told.
  package var bag = DiagnosticBag()

  /// The number of threads.
  package var threads = Parallel.machineThreads

  /// Whether to say only what was asked for.
  package var isQuiet = false

  /// Whether to say more.
  package var isVerbose = false

  /// How diagnostics are written.
  package var diagnosticFormat = "text"

  /// Whether diagnostics have colours.
  package var usesColor = false

  /// The operators.
  package let catalog = OperatorCatalog.standard

  /// Starts a run.
  package init(_ environment: DriverEnvironment) {
    self.environment = environment
  }

  /// Takes the common options.
  package mutating func configure(_ arguments: ParsedArguments) {
    isQuiet = arguments.has(CommonOptions.quiet)
    isVerbose = arguments.has(CommonOptions.verbose)
    diagnosticFormat = arguments.value(CommonOptions.diagnostics) ?? "text"
    switch arguments.value(CommonOptions.color) {
    case "always": usesColor = true
    case "never": usesColor = false
    default: usesColor = environment.isTerminal
    }
    guard let text = arguments.value(CommonOptions.threads) else { return }
    guard let count = Int(text), (1...256).contains(count) else {
      bag.report(
        .error(CommandLineRules.optionValue, "-j is '\(text)', but must be from 1 to 256"))
      return
    }
    threads = count
  }

  /// The interpreter of this run.
  package var interpreter: Interpreter { Interpreter(catalog: catalog, threads: threads) }

  /// Ends the command if anything was an error.
  package func stopIfWrong(_ status: ExitStatus = .wrongInput) throws(CommandFailure) {
    if bag.hasErrors { throw CommandFailure(status) }
  }

  /// Reports an error and gives the failure that ends the command.
  package mutating func fail(
    _ diagnostic: Diagnostic, _ status: ExitStatus = .wrongInput
  ) -> CommandFailure {
    bag.report(diagnostic)
    return CommandFailure(status)
  }

  /// Reports a file that cannot be read or written, under the name that the user gave it.
  package mutating func fail(_ error: FileError, named name: String) -> CommandFailure {
    let rule = error.isWrite ? FileRules.cannotWrite : FileRules.cannotRead
    return fail(
      .error(rule, "\(error.reason)", at: .file(name, offset: nil)),
      error.isWrite ? .cannotCreate : .cannotRead)
  }

  /// Says something that was not asked for, unless told to be quiet.
  package func say(_ text: String) {
    if !isQuiet, diagnosticFormat == "text" { environment.standardError(text) }
  }

  /// Says what is being done, if told to be verbose.
  package func explain(_ text: String) {
    if isVerbose, diagnosticFormat == "text" { environment.standardError("dnnc: \(text)\n") }
  }

  /// Gives what was asked for.
  package func give(_ text: String) {
    environment.standardOutput(text)
  }
}

/// The rules of files that commands read and write.
package enum FileRules {
  package static let cannotRead = Rule(
    "file.cannot-read", "a file that is named can be read",
    "The path is relative to the folder in which dnnc runs.")
  package static let cannotWrite = Rule(
    "file.cannot-write", "a file that is named can be created",
    "Files are written whole or not at all: first under another name, then renamed.")
  package static let unknownFormat = Rule(
    "file.unknown-format", "the extension of a model says how to read it",
    """
    Models are network descriptions (.dnn), IR text (.dnnir), ONNX (.onnx), ONNX text (.onnxtxt, \
    .onnxtext), TFLite (.tflite) and NNEF (a folder with graph.nnef, or .tgz); a plan is the folder \
    that compile has written.
    """)

  /// All of them, for documentation.
  package static let all = [cannotRead, cannotWrite, unknownFormat]
}
