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
      let given = arguments.positionals[0]
      let kind =
        session.isSplitPlan(given)
        ? "a plan for several devices" : session.isPlan(given) ? "a plan" : nil
      throw session.fail(
        .error(
          CommandLineRules.usage, kind.map { "'\(given)' is \($0)" } ?? "no plan is named",
          help: kind.map { _ in "give the model, and --against \(given)" }
            ?? "give --against DIR"), .usage)
    }
    if session.isSplitPlan(path) { return try verifySplit(path, arguments, &session) }
    let folder = try session.loadPlan(path)
    let real = try origin(of: path, folder.program, folder.pipeline, arguments, &session)
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

  /// The model just before quantization, or the end of the command if the plan is not one of it.
  private static func origin(
    of path: String, _ program: Program, _ pipeline: Pipeline,
    _ arguments: ParsedArguments, _ session: inout Session
  ) throws(CommandFailure) -> Program {
    let model = arguments.positionals[0]
    let source = try session.loadModel(model, try session.frontendOptions(arguments))
    let prefix = pipeline.prefix(before: Catalogs.quantizations)
    let real = try session.compile(source, prefix, arguments).real
    guard Self.belongs(real, program) else {
      throw session.fail(
        .error(
          rule, "\(path) is not a plan of \(model): the inputs differ",
          help: "compile the model again"))
    }
    let origin = PlanOrigin(real, program, pipeline, session)
    if let stranger = origin.problem(path, model) {
      throw session.fail(stranger, .assertionFailed)
    }
    return real
  }

  /// Compares the devices of a plan with the whole network, and subgraphs of a target with the
  /// interpreter.
  private static func verifySplit(
    _ path: String, _ arguments: ParsedArguments, _ session: inout Session
  ) throws(CommandFailure) -> ExitStatus {
    let folder = try session.loadSplitPlan(path)
    let real = try origin(of: path, folder.program, folder.pipeline, arguments, &session)
    let samples = try samples(arguments, real, folder.program, &session)
    let table = try SplitProof(folder: folder).run(samples, &session)
    try session.deliver(table, report, arguments)
    guard !session.bag.hasErrors else { return .assertionFailed }
    if folder.targeted != nil { session.give(table.text + "\n") }
    let kind = "a plan for \(folder.devices.count) devices"
    session.give(
      folder.targeted?.isExact ?? true
        ? "\(path) is \(kind): together they give what the whole network gives, on "
          + "\(samples.description)\n"
        : "\(path) is \(kind), whose target rounds sums by choice, on \(samples.description)\n")
    return .done
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
