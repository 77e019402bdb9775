import Basic
import BitSerial
import IR
import Interpreter
import Passes
import Report

/// Compares accelerators on the layers of a model.
enum CompareCommand {
  private static let targets = OptionSpec(
    "--targets", value: "NAMES",
    "the accelerators, separated by commas (default all): "
      + BitSerialDesign.allCases.map(\.rawValue).joined(separator: ", "))
  private static let constants = OptionSpec(
    "--constants", choices: ["corrected", "published"],
    "the constants of the cost model (default corrected; see docs/targets/bbs.md)")
  private static let frontier = OptionSpec(
    "--frontier",
    "instead of accelerators, the best ways to prune columns by bits a weight, and what they cost")
  private static let report = ReportOutput.option("the table")

  static let spec = CommandSpec(
    name: "compare", summary: "Compares bit-serial accelerators on a model.", arguments: "MODEL",
    argumentCount: 1...1,
    examples: [
      ("dnnc compare mobilenet_v2.dnn", "cycles and energy on each accelerator"),
      ("dnnc compare net.onnx --targets bitvert,stripes,bitwave", "of these alone"),
      ("dnnc compare net.dnn --bbs conservative", "with fewer pruned columns"),
      ("dnnc compare net.dnn --frontier --calibrate d.npz", "what bits a weight buy"),
    ],
    options: [targets, constants, frontier, report] + CompilationOptions.pipeline
      + CompilationOptions.model,
    run: run)

  private static func run(
    _ arguments: ParsedArguments, _ session: inout Session
  ) throws(CommandFailure) -> ExitStatus {
    for option in [targets, constants] where arguments.has(option) && arguments.has(frontier) {
      throw session.fail(
        .error(
          CommandLineRules.usage, "\(option.name) and --frontier exclude each other",
          help: "a frontier compares ways to prune, not accelerators"), .usage)
    }
    let designs = try designs(arguments, &session)
    let source = try session.loadModel(
      arguments.positionals[0], try session.frontendOptions(arguments))
    let pipeline = try session.pipeline(arguments, pruning: "moderate")
    if arguments.has(frontier) {
      return try showFrontier(source, pipeline.prefix(before: "bbs"), arguments, &session)
    }
    let pruned = try session.compile(source, pipeline, arguments).final
    // Other designs prune, or do not, by ways of their own.
    let plain = try session.compile(source, pipeline.prefix(before: "bbs"), arguments).final
    let comparison = BitSerialComparison(
      plain: plain, pruned: pruned,
      constants: arguments.value(constants) == "published" ? .published : .corrected)
    guard !comparison.isEmpty else {
      throw session.fail(
        .error(
          BitSerialRules.noLayers, "'\(source.graph.name)' has no layers with weights in i8",
          help: "quantize its convolutions, dense layers or products with constants"))
    }
    let table = comparison.table(designs)
    session.give("\(source.graph.name), \(pipeline)\n\n\(table.text)\n")
    session.give(WeightStorageTable(pruned).summary)
    try session.deliver(table, report, arguments)
    return .done
  }

  private static func showFrontier(
    _ source: Program, _ pipeline: Pipeline, _ arguments: ParsedArguments,
    _ session: inout Session
  ) throws(CommandFailure) -> ExitStatus {
    let plain = try session.compile(source, pipeline, arguments).final
    let context = PassContext(
      catalog: session.catalog, samples: try session.samples(arguments, for: source),
      threads: session.threads)
    let found: PruningFrontier
    do throws(ExecutionError) {
      found = try PruningFrontier(of: plain, context)
    } catch {
      throw session.fail(error.diagnostic)
    }
    guard !found.layers.isEmpty else {
      throw session.fail(
        .error(
          BitSparsityPass.nothing, "'\(source.graph.name)' has no layer with weights to prune",
          help: "see `dnnc describe \(BitSparsityPass.nothing.code)`"))
    }
    let table = FrontierTable(found).table
    session.give(
      "\(source.graph.name), \(pipeline)\n\n\(table.text)\n"
        + "stored columns of each layer; s: shifting, a: averaging, +: sensitive channels keep 8\n"
        + "SQNR: what layers give against what pruning changes of it, on "
        + "\(context.samples.description)\n"
        + "`bbs{budget=BITS}` in --passes takes the best within a budget\n")
    try session.deliver(table, report, arguments)
    return .done
  }

  private static func designs(
    _ arguments: ParsedArguments, _ session: inout Session
  ) throws(CommandFailure) -> [BitSerialDesign] {
    guard let text = arguments.value(targets) else { return BitSerialDesign.allCases }
    let names = BitSerialDesign.allCases.map(\.rawValue)
    var designs: [BitSerialDesign] = []
    for name in text.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
      guard let design = BitSerialDesign(rawValue: name) else {
        throw session.fail(
          .error(
            CommandLineRules.optionValue, "--targets names '\(name)'",
            help: Spelling.suggestion(name, in: names)
              ?? "there are \(names.joined(separator: ", "))"), .usage)
      }
      designs.append(design)
    }
    return designs
  }
}
