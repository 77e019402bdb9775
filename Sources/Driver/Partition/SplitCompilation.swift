import Backend
import Basic
import IR
import Partition
import Passes

/// Compiles a model to a plan for several devices: what `compile --split` does.
struct SplitCompilation {
  let arguments: ParsedArguments

  /// The option that says where the plan goes.
  let output: OptionSpec

  /// What `--emit` says, if it is given.
  let form: String?

  private var emitsMPI: Bool { form == SplitSources.name }

  func run(_ session: inout Session) throws(CommandFailure) -> ExitStatus {
    for option in [TargetOptions.target, TargetOptions.targetFile] where arguments.has(option) {
      throw session.fail(
        .error(
          CommandLineRules.usage,
          "\(SplitOptions.split.name) and \(option.name) exclude each other",
          help: "devices are described by \(SplitOptions.devices.name)"), .usage)
    }
    if let form, form != "plan", !emitsMPI {
      throw session.fail(
        .error(
          CommandLineRules.optionValue,
          "--emit \(form): a plan for several devices has sources in \(SplitSources.name)"), .usage)
    }
    if emitsMPI, !arguments.has(output) {
      throw session.fail(
        .error(
          CommandLineRules.usage, "--emit \(SplitSources.name) needs a folder", help: "give -o DIR"),
        .usage)
    }
    let settings = try session.splitSettings(arguments)
    let environment = try session.deviceEnvironment(arguments)
    let path = arguments.positionals[0]
    let source = try session.loadModel(path, try session.frontendOptions(arguments))
    let pipeline = try pipeline(&session)
    let compiled = try session.compile(source, pipeline, arguments)
    guard !compiled.isStopped else { return .done }
    let program = compiled.final
    let planned = Splitter.split(
      program, catalog: session.catalog, environment, settings, &session.bag)
    guard let plan = planned,
      let devices = PlanLowering.programs(
        plan, program, catalog: session.catalog, into: &session.bag)
    else { throw CommandFailure(.wrongInput) }
    var faults = DiagnosticBag()
    var verifier = DeviceVerifier(devices, of: (program, plan), catalog: session.catalog)
    verifier.verify(into: &faults)
    precondition(!faults.hasErrors, "a plan breaks its own rules: \(faults.diagnostics)")
    var sources: [Artifact] = []
    if emitsMPI {
      let samples = try session.samples(arguments, for: compiled.source)
      sources = try SplitSources.artifacts(program, devices, samples, &session)
    }
    if let folder = arguments.value(output) {
      try session.write(plan, program, devices, pipeline, to: folder)
      if emitsMPI { try session.write(sources, to: "\(folder)/\(SplitSources.name)") }
    }
    if !session.isQuiet { session.give(summary(plan, pipeline)) }
    if arguments.has(SplitOptions.explain) {
      let explanation = Explainer.explain(
        plan, program, catalog: session.catalog, environment, settings)
      session.give("\n" + explanation.text)
    }
    return .done
  }

  private func pipeline(_ session: inout Session) throws(CommandFailure) -> Pipeline {
    guard arguments.value(SplitOptions.arithmetic) == "float",
      !arguments.has(CompilationOptions.passes)
    else { return try session.pipeline(arguments) }
    for option in CompilationOptions.quantization where arguments.has(option) {
      throw session.fail(
        .error(
          CommandLineRules.usage,
          "\(option.name) says how programs become integers, and --arithmetic float that they do not",
          help: "leave one of them out"), .usage)
    }
    let text = Session.standardPipeline(
      level: arguments.value(CompilationOptions.level) ?? "2", quantize: [])
    guard let pipeline = PipelineParser.parse(text, catalog: Catalogs.passes, into: &session.bag)
    else { throw CommandFailure(.usage) }
    return pipeline
  }

  private func summary(_ plan: SplitPlan, _ pipeline: Pipeline) -> String {
    let peak = plan.devices.reduce(0) { max($0, $1.peak.count) }
    var facts = [
      PlanFact("network", plan.network), PlanFact("strategy", plan.strategy),
      PlanFact("pipeline", pipeline.description),
      PlanFact("devices", plan.devices.map(\.name).joined(separator: ", ")),
      PlanFact("latency", "\(plan.totals.latency)"),
      PlanFact("messages", NumberText.grouped(plan.connections)),
      PlanFact("bytes sent", NumberText.grouped(plan.bytes.count)),
      PlanFact("peak memory", "\(NumberText.grouped(peak)) B"),
    ]
    if let folder = arguments.value(output) {
      let files =
        ["plan.txt", "plan.json", PlanFolder.programFile]
        + plan.devices.indices.map { SplitFolder.fileName($0) } + (emitsMPI ? ["mpi/"] : [])
      facts.append(
        PlanFact("files", files.map { "\(folder)/\($0)" }.joined(separator: " ")))
    }
    return PlanFact.text(facts)
  }
}
