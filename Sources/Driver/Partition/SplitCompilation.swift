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

  /// The time that the plan may take.
  let limit: LatencyLimit?

  private var emitsMPI: Bool { form == SplitSources.name }

  func run(_ session: inout Session) throws(CommandFailure) -> ExitStatus {
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
    let backend = try backend(&session)
    let splitSettings = session.splitSettings(of: arguments, hasTarget: backend != nil)
    if isCut, let setting = splitSettings.first {
      throw session.fail(
        .error(
          Targets.override, "--set is '\(setting)', and \(SplitOptions.cut) has nothing to set",
          help: "leave it out"), .usage)
    }
    let settings = isCut ? nil : try session.splitSettings(arguments, splitSettings)
    let environment = try session.deviceEnvironment(arguments)
    let path = arguments.positionals[0]
    let source = try session.loadModel(path, try session.frontendOptions(arguments))
    let pipeline = try pipeline(backend, &session)
    let compiled = try session.compile(source, pipeline, arguments)
    guard !compiled.isStopped else { return .done }
    let program = compiled.final
    let outcome =
      if let settings {
        try divided(program, environment, settings, &session)
      } else {
        try cut(program, environment, &session)
      }
    try limit?.check(
      outcome.latency, help: "take another strategy, or faster devices or links", &session)
    var folder = SplitFolder(
      program: program, devices: outcome.devices, connections: outcome.connections,
      bytes: outcome.bytes, pipeline: pipeline)
    let samples = try session.samples(arguments, for: compiled.source)
    var texts = outcome.texts
    var facts = outcome.facts
    if let backend {
      let targeted = try target(backend, folder, outcome.names, &session)
      folder.targeted = targeted
      texts = texts.with(targeted, names: outcome.names)
      _ = try SplitProof(folder: folder).run(FirstSample(samples: samples), &session)
      try session.stopIfWrong(.assertionFailed)
      facts.append(PlanFact("subgraphs", targeted.count))
    }
    var sources: [Artifact] = []
    if emitsMPI {
      sources = try SplitSources.artifacts(program, outcome.devices, samples, &session)
    }
    if let path = arguments.value(output) {
      try session.write(texts, folder, to: path)
      session.removeSources(SplitSources.name, in: path)
      if emitsMPI { try session.write(sources, to: "\(path)/\(SplitSources.name)") }
      let files = folder.fileNames + (emitsMPI ? ["mpi/"] : [])
      facts.append(PlanFact("files", files.map { "\(path)/\($0)" }.joined(separator: " ")))
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
    let names: [String]
    let latency: Nanoseconds
    let connections: Int
    let bytes: Int
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
      devices: devices, names: plan.devices.map(\.name), latency: plan.totals.latency,
      connections: plan.connections,
      bytes: plan.bytes.count, facts: facts, explanation: explanation)
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
    let latency = Nanoseconds(plan.best.time(plan.bandwidth) * 1e9)
    let facts = [
      PlanFact("network", plan.network), PlanFact("strategy", SplitOptions.cut),
      PlanFact("devices", "\(plan.devices.count): \(plan.devices.joined(separator: ", "))"),
      PlanFact("latency", "\(latency)"),
      PlanFact("messages", NumberText.grouped(plan.best.messages.count)),
      PlanFact("bytes sent", NumberText.grouped(plan.best.bits / 8)),
    ]
    return Outcome(
      texts: SplitTexts(text: plan.text, json: plan.json), devices: devices,
      names: plan.devices, latency: latency, connections: plan.best.messages.count,
      bytes: plan.best.bits / 8,
      facts: facts,
      explanation: arguments.has(SplitOptions.explain) ? plan.text : nil)
  }

  /// Programs that break the rules of devices are a fault of the lowering.
  private func verify(_ verifier: DeviceVerifier) {
    var (verifier, faults) = (verifier, DiagnosticBag())
    verifier.verify(into: &faults)
    precondition(!faults.hasErrors, "a plan breaks its own rules: \(faults.diagnostics)")
  }

  /// What plans the subgraphs of devices, or `nil` if no target is named.
  private func backend(_ session: inout Session) throws(CommandFailure) -> (any Backend)? {
    guard let backend = try session.backend(arguments) else { return nil }
    let name = backend.targetName
    if arguments.value(SplitOptions.arithmetic) == "float" {
      throw session.fail(
        .error(
          CommandLineRules.usage, "\(name) runs integers, and --arithmetic float divides floats",
          help: "leave one of them out"), .usage)
    }
    let chosen = type(of: backend).chosenKey.map { "\($0)=auto" }
    if let chosen, arguments.all(TargetOptions.set).contains(chosen) {
      throw session.fail(
        .error(
          Targets.override, "--set is '\(chosen)', which is chosen for one network on one device",
          help: "give a number"), .usage)
    }
    return backend
  }

  /// The plans of all subgraphs, or the end of the command.
  private func target(
    _ backend: any Backend, _ folder: SplitFolder, _ names: [String], _ session: inout Session
  ) throws(CommandFailure) -> TargetedSplit {
    let planner = TargetedPlanner(
      backend: backend, whole: folder.program, devices: folder.devices, names: names)
    return TargetedSplit(
      target: backend.targetName, devices: try planner.plan(&session), programs: folder.devices)
  }

  private func pipeline(
    _ backend: (any Backend)?, _ session: inout Session
  ) throws(CommandFailure) -> Pipeline {
    try arguments.value(SplitOptions.arithmetic) == "float"
      ? session.floatPipeline(arguments) : session.pipeline(arguments, for: backend)
  }
}

extension Backend {
  /// The name of the target.
  fileprivate var targetName: String { target.name }
}

/// The first of some samples.
private struct FirstSample: SampleSource {
  let samples: any SampleSource

  var count: Int { min(1, samples.count) }
  var description: String { "the first of \(samples.description)" }

  func sample(_ index: Int, for program: Program) -> [Tensor] {
    samples.sample(index, for: program)
  }
}
