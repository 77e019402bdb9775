import Basic
import IR
import Interpreter
import Passes
import Report

/// Measures how fast a model runs here.
enum BenchCommand {
  private static let runs = OptionSpec("--runs", value: "N", "runs to take the median of (5)")

  static let spec = CommandSpec(
    name: "bench", summary: "Measures how fast the interpreter runs a model.", arguments: "MODEL",
    argumentCount: 1...1,
    examples: [("dnnc bench mobilenet_v2.dnn", "seconds an image, GMAC/s, peak memory")],
    options: [runs] + CompilationOptions.pipeline + CompilationOptions.model,
    run: run)

  private static func run(
    _ arguments: ParsedArguments, _ session: inout Session
  ) throws(CommandFailure) -> ExitStatus {
    let source = try session.loadModel(
      arguments.positionals[0], try session.frontendOptions(arguments))
    let count = max(1, try session.integer(runs, arguments, default: 5))
    let compiled = try session.compile(source, try session.pipeline(arguments), arguments)
    let samples = try session.samples(arguments, for: compiled.real)
    let macs = LayerTable.macs(compiled.real, session.catalog)
    var table = ReportTable([
      .init("arithmetic", key: "arithmetic"), .init("ms an image", key: "milliseconds"),
      .init("GMAC/s", key: "gmac_per_second"), .init("peak memory", key: "peak_memory"),
    ])
    for (name, program) in [("float", compiled.real), ("integer", compiled.final)] {
      do throws(ExecutionError) {
        let prepared = try session.interpreter.prepare(program)
        let result = try KernelBenchmark.measure(
          prepared, inputs: samples.sample(0, for: program), macs: macs, runs: count)
        table.append([
          .text(name), .number(result.seconds * 1e3, decimals: 1),
          .number(result.gigaMACsPerSecond, decimals: 2), .text("\(result.peakMemory)"),
        ])
      } catch {
        throw session.fail(error.diagnostic)
      }
    }
    session.give(
      "\(source.graph.name), \(NumberText.grouped(macs)) MACs, \(session.threads) threads\n\n")
    session.give(table.text)
    return .done
  }
}
