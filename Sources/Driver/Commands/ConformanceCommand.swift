import Basic
import Foundation
import Frontend
import IR

/// Runs cases of operators that others have made; help does not list it.
enum ConformanceCommand {
  private static let page = OptionSpec("--page", value: "FILE", "write the table of operators")
  private static let only = OptionSpec("--only", value: "TEXT", "the cases whose name holds TEXT")

  static let spec = CommandSpec(
    name: "conformance", summary: "Runs the cases of operators that a folder holds.",
    arguments: "DIR", argumentCount: 1...1,
    examples: [("dnnc conformance build/conformance", "what `make conformance` runs")],
    options: [page, only], run: run)

  private static func run(
    _ arguments: ParsedArguments, _ session: inout Session
  ) throws(CommandFailure) -> ExitStatus {
    let folder = session.environment.path(arguments.positionals[0])
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let filter = arguments.value(only)
    let runner = ConformanceRunner(interpreter: session.interpreter)
    var table = ConformanceTable()
    for name in names.sorted() where filter.map({ name.contains($0) }) ?? true {
      guard FileManager.default.fileExists(atPath: "\(folder)/\(name)/model.onnx") else { continue }
      do throws(DataError) {
        let example = try ConformanceCase(name: name, folder: "\(folder)/\(name)")
        let outcome = runner.outcome(of: example)
        table.add(name, example.operators, outcome)
        session.explain("\(name): \(outcome)")
        if case .failed(let reason) = outcome { session.give("FAILED \(name): \(reason)\n") }
      } catch {
        throw session.fail(error.diagnostic, .cannotRead)
      }
    }
    session.give(table.summary)
    if let path = arguments.value(page) {
      do throws(FileError) {
        try FileOutput.write(table.page, to: session.environment.path(path))
      } catch { throw session.fail(error, named: path) }
    }
    return table.failed == 0 && table.passed > 0 ? .done : .assertionFailed
  }
}
