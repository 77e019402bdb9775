import Basic
import IR
import Interpreter
import Passes
import Report

/// Compares float network, integer reference and simulated plan, layer by layer.
enum VerifyCommand {
  private static let against = OptionSpec(
    "--against", value: "DIR", "the folder that compile has written")
  private static let data = OptionSpec(
    "--data", value: "FILE", "compare on these samples instead of seeded ones")
  private static let report = ReportOutput.option("the table")

  static let spec = CommandSpec(
    name: "verify", summary: "Compares a model, its integers and a plan, layer by layer.",
    arguments: "MODEL", argumentCount: 1...1,
    examples: [
      ("dnnc verify lenet5.dnn --against plan", "on seeded samples"),
      ("dnnc verify lenet5.dnn --against plan --data digits.npz --samples 20", "on real ones"),
    ],
    options: [
      against, data, CompilationOptions.samples, CompilationOptions.seed,
      report,
    ] + CompilationOptions.model,
    run: run)

  /// The rule that the verb asserts.
  static let rule = Rule(
    "verify.plan-differs", "a simulated plan gives the bits of the integer reference",
    """
    The first layer named is where to look: what comes before it is equal. If the folder was not \
    changed by hand, this is a fault of dnnc. A target whose adc_model is hal rounds sums by \
    choice: its plans may differ, and the table says by how much.
    """)

  private static func run(
    _ arguments: ParsedArguments, _ session: inout Session
  ) throws(CommandFailure) -> ExitStatus {
    guard let path = arguments.value(against) else {
      throw session.fail(
        .error(
          CommandLineRules.usage, "no plan is named", help: "give --against DIR"), .usage)
    }
    let source = try session.loadModel(
      arguments.positionals[0], try session.frontendOptions(arguments))
    let folder = try session.loadPlan(path)
    let pipeline = folder.pipeline.prefix(before: Catalogs.quantizations)
    let real = try session.compile(source, pipeline, arguments).real
    guard Self.belongs(real, folder.program) else {
      throw session.fail(
        .error(
          rule, "\(path) is not a plan of \(arguments.positionals[0]): the inputs differ",
          help: "compile the model again"))
    }
    if let stranger = PlanOrigin(real, folder, session).problem(path, arguments.positionals[0]) {
      throw session.fail(stranger, .assertionFailed)
    }
    let samples = try samples(arguments, real, folder.program, &session)
    var comparison = LayerComparison(real, folder.program)
    try compare(&comparison, real, folder, samples, &session)
    session.give(comparison.table.text)
    try session.deliver(comparison.table, report, arguments)
    guard let first = comparison.firstDifference else {
      session.give(
        "\nthe plan equals the integer reference in all \(comparison.count) layers, "
          + "on \(samples.description)\n")
      return .done
    }
    if let reason = folder.plan.inexactness {
      session.give(
        "\n\(reason): the plan differs from the reference in \(comparison.differences) of "
          + "\(comparison.count) layers, as it must, on \(samples.description)\n")
      return .done
    }
    session.bag.report(
      .error(
        rule,
        "the plan differs first at layer '\(first.layer)' (%\(first.value)): "
          + "\(first.differing) of \(first.elements) elements, by up to "
          + NumberText.shortest(first.largest)))
    return .assertionFailed
  }

  private static func belongs(_ real: Program, _ integer: Program) -> Bool {
    real.graph.inputs.map { real.graph[$0].name }
      == integer.graph.inputs.map { integer.graph[$0].name }
      && zip(real.graph.inputs, integer.graph.inputs).allSatisfy {
        real.graph[$0].type.shape == integer.graph[$1].type.shape
      }
  }

  private static func samples(
    _ arguments: ParsedArguments, _ real: Program, _ integer: Program, _ session: inout Session
  ) throws(CommandFailure) -> any SampleSource {
    let limit = try session.integer(CompilationOptions.samples, arguments, default: 0)
    if let path = arguments.value(data) {
      let loaded = try session.loadDataSet(path, for: real)
      return limit > 0 ? loaded.prefix(limit) : loaded
    }
    let seed = try session.integer(CompilationOptions.seed, arguments, default: 1)
    return RangeSamples(
      integer, SeededSamples(seed: seed, count: limit > 0 ? limit : 2))
  }

  private static func compare(
    _ comparison: inout LayerComparison, _ real: Program, _ folder: PlanFolder,
    _ samples: any SampleSource, _ session: inout Session
  ) throws(CommandFailure) {
    // A changed image is what this verb is there to find: it is replayed, and the layer named,
    // unless the converters make every layer differ anyhow.
    let isExact = folder.plan.isExact
    let simulator = folder.plan.simulator(
      folder.program, threads: session.threads,
      changedImages: isExact ? .warning : .error, &session.bag)
    guard let simulator else { throw CommandFailure(.wrongInput) }
    do throws(ExecutionError) {
      let realProgram = try session.interpreter.prepare(real)
      let integerProgram = try session.interpreter.prepare(folder.program)
      let unpruned = UnprunedProgram.of(folder.program, real)
      var unprunedProgram: PreparedProgram?
      if let unpruned { unprunedProgram = try session.interpreter.prepare(unpruned) }
      for index in 0..<samples.count {
        var values = LayerValues()
        _ = try realProgram.run(samples.sample(index, for: real)) { values.real[$0] = $1 }
        let inputs = samples.sample(index, for: folder.program)
        _ = try integerProgram.run(inputs) { values.integer[$0] = $1 }
        _ = try unprunedProgram?.run(inputs) { values.unpruned[$0] = $1 }
        let outputs = try simulator.run(inputs) { values.plan[$0] = $1 }
        for (id, tensor) in zip(folder.program.graph.outputs, outputs) { values.plan[id] = tensor }
        comparison.add(values)
      }
    } catch {
      throw session.fail(error.diagnostic)
    }
  }
}

/// Seeded samples spread over the range that the integer inputs of a program stand for, so that
/// float and integer network see the same numbers.
private struct RangeSamples: SampleSource {
  private let integer: Program
  private let seeded: SeededSamples

  init(_ integer: Program, _ seeded: SeededSamples) {
    self.integer = integer
    self.seeded = seeded
  }

  var count: Int { seeded.count }
  var description: String { seeded.description }

  func sample(_ index: Int, for program: Program) -> [Tensor] {
    zip(seeded.sample(index, for: integer), program.graph.inputs).map { tensor, input in
      let type = program.graph[input].type
      return type == tensor.type ? tensor : Tensor(type, numbers: tensor.realNumbers)
    }
  }
}
