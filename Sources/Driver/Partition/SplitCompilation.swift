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
    let isCut = arguments.value(SplitOptions.split) == SplitOptions.cut
    if isCut, let setting = arguments.all(TargetOptions.set).first {
      throw session.fail(
        .error(
          Targets.override, "--set is '\(setting)', and \(SplitOptions.cut) has nothing to set",
          help: "leave it out"), .usage)
    }
    let settings = isCut ? nil : try session.splitSettings(arguments)
    let environment = try session.deviceEnvironment(arguments)
    let path = arguments.positionals[0]
    let source = try session.loadModel(path, try session.frontendOptions(arguments))
    let pipeline = try pipeline(&session)
    let compiled = try session.compile(source, pipeline, arguments)
    guard !compiled.isStopped else { return .done }
    let program = compiled.final
    let outcome =
      if let settings {
        try divided(program, environment, settings, &session)
      } else {
        try cut(program, environment, &session)
      }
    var sources: [Artifact] = []
    if emitsMPI {
      let samples = try session.samples(arguments, for: compiled.source)
      sources = try SplitSources.artifacts(program, outcome.devices, samples, &session)
    }
    var facts = outcome.facts
    if let folder = arguments.value(output) {
      try session.write(outcome.texts, program, outcome.devices, pipeline, to: folder)
      session.removeSources(SplitSources.name, in: folder)
      if emitsMPI { try session.write(sources, to: "\(folder)/\(SplitSources.name)") }
      let files =
        ["plan.txt", "plan.json", PlanFolder.programFile]
        + outcome.devices.indices.map { SplitFolder.fileName($0) } + (emitsMPI ? ["mpi/"] : [])
      facts.append(
        PlanFact("files", files.map { "\(folder)/\($0)" }.joined(separator: " ")))
    }
    if !session.isQuiet {
      facts.insert(PlanFact("pipeline", pipeline.description), at: 2)
      session.give(PlanFact.text(facts))
    }
    if let explanation = outcome.explanation { session.give("\n" + explanation) }
    return .done
  }

  /// A plan with its programs, and what is to be said of it.
  private struct Outcome {
    let texts: SplitTexts
    let devices: [Program]
    let facts: [PlanFact]
    let explanation: String?
  }

  /// The plan of shares.
  private func divided(
    _ program: Program, _ environment: DeviceEnvironment, _ settings: SplitSettings,
    _ session: inout Session
  ) throws(CommandFailure) -> Outcome {
    let planned = Splitter.split(
      program, catalog: session.catalog, environment, settings, &session.bag)
    guard let plan = planned,
      let devices = PlanLowering.programs(
        plan, program, catalog: session.catalog, into: &session.bag)
    else { throw CommandFailure(.wrongInput) }
    verify(DeviceVerifier(devices, of: (program, plan), catalog: session.catalog))
    let peak = plan.devices.reduce(0) { max($0, $1.peak.count) }
    let facts = [
      PlanFact("network", plan.network), PlanFact("strategy", plan.strategy),
      PlanFact("devices", self.devices(of: plan, environment)),
      PlanFact("latency", "\(plan.totals.latency)"),
      PlanFact("messages", NumberText.grouped(plan.connections)),
      PlanFact("bytes sent", NumberText.grouped(plan.bytes.count)),
      PlanFact("peak memory", "\(NumberText.grouped(peak)) B"),
    ]
    var explanation: String?
    if arguments.has(SplitOptions.explain) {
      explanation =
        Explainer.explain(plan, program, catalog: session.catalog, environment, settings).text
    }
    let names = PlanNames(program)
    return Outcome(
      texts: SplitTexts(text: plan.text(names: names), json: plan.json(names: names)),
      devices: devices, facts: facts, explanation: explanation)
  }

  /// The devices that take part, and those that are left out.
  private func devices(of plan: SplitPlan, _ environment: DeviceEnvironment) -> String {
    let taken = plan.devices.map(\.name)
    let left = environment.devices.map(\.name).filter { !taken.contains($0) }
    return "\(taken.count): \(taken.joined(separator: ", "))"
      + (left.isEmpty ? "" : "; left out: \(left.joined(separator: ", "))")
  }

  /// The plan of a cut in two.
  private func cut(
    _ program: Program, _ environment: DeviceEnvironment, _ session: inout Session
  ) throws(CommandFailure) -> Outcome {
    let planned = CutPlanner.plan(
      program, catalog: session.catalog, environment, &session.bag)
    guard let plan = planned,
      let devices = CutLowering.programs(
        plan, program, catalog: session.catalog, into: &session.bag)
    else { throw CommandFailure(.wrongInput) }
    verify(DeviceVerifier(devices, catalog: session.catalog))
    let facts = [
      PlanFact("network", plan.network), PlanFact("strategy", SplitOptions.cut),
      PlanFact("devices", "\(plan.devices.count): \(plan.devices.joined(separator: ", "))"),
      PlanFact("latency", "\(Nanoseconds(plan.best.time(plan.bandwidth) * 1e9))"),
      PlanFact("messages", NumberText.grouped(plan.best.messages.count)),
      PlanFact("bytes sent", NumberText.grouped(plan.best.bits / 8)),
    ]
    return Outcome(
      texts: SplitTexts(text: plan.text, json: plan.json), devices: devices, facts: facts,
      explanation: arguments.has(SplitOptions.explain) ? plan.text : nil)
  }

  /// Programs that break the rules of devices are a fault of the lowering.
  private func verify(_ verifier: DeviceVerifier) {
    var (verifier, faults) = (verifier, DiagnosticBag())
    verifier.verify(into: &faults)
    precondition(!faults.hasErrors, "a plan breaks its own rules: \(faults.diagnostics)")
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
}
