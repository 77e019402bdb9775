import Basic
import Hydra

/// Compares two bitstreams, layer by layer and field by field.
enum DiffCommand {
  static let spec = CommandSpec(
    name: "diff", summary: "Compares two bitstreams by layer and field.",
    arguments: "A.hyb B.hyb", argumentCount: 2...2,
    examples: [
      ("dnnc diff old/network.hyb new/network.hyb", "exit status 2 if they differ")
    ],
    options: [],
    run: run)

  private static func run(
    _ arguments: ParsedArguments, _ session: inout Session
  ) throws(CommandFailure) -> ExitStatus {
    let old = try session.loadBitstream(arguments.positionals[0])
    let new = try session.loadBitstream(arguments.positionals[1])
    let differences = ProgramDifference.between(old, new)
    for difference in differences { session.give("\(difference)\n") }
    guard differences.isEmpty, old.bytes == new.bytes else {
      if differences.isEmpty { session.give("numbers that no layer reads differ\n") }
      return .assertionFailed
    }
    session.say("the bitstreams are equal\n")
    return .done
  }
}

extension Session {
  /// Reads a bitstream of whatever device, or ends the command.
  mutating func loadBitstream(_ path: String) throws(CommandFailure) -> HydraProgram {
    let file: MappedFile
    do throws(FileError) {
      file = try MappedFile(path: environment.path(path))
    } catch {
      throw fail(error, named: path)
    }
    guard let program = HydraProgram(bytes: [UInt8](file.bytes), file: path, &bag) else {
      throw CommandFailure(.wrongInput)
    }
    return program
  }
}
