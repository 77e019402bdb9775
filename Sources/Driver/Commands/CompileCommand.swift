import Backend
import Basic
import IR
import Passes
import Report

/// The main job: a model becomes a plan.
enum CompileCommand {
  private static let output = OptionSpec(
    "--output", alias: "-o", value: "DIR", "the folder for the plan; without it nothing is written")
  private static let evaluate = OptionSpec(
    "--evaluate", value: "FILE", "measure accuracy on these samples and labels")
  private static let emit = OptionSpec(
    "--emit", choices: ["plan", "ir"] + Backends.sourceForms.map(\.name) + [SplitSources.name],
    "what to make: a plan (default), IR text alone, or sources beside the plan")
  private static let report = ReportOutput.option("the layers")
  private static let maxSRAM = OptionSpec(
    "--max-sram", value: "BYTES", "fail if activations need more at once")

  static let spec = CommandSpec(
    name: "compile", summary: "Compiles a model to a plan for a target.", arguments: "MODEL",
    argumentCount: 1...1,
    examples: [
      ("dnnc compile lenet5.dnn --target ima-256 -o plan", "write plan/plan.txt and so on"),
      ("dnnc compile net.dnn --target ima-256 --calibrate d.npz", "ranges from real data"),
      (
        "dnnc compile net.dnn --target rv32imc-8core --emit c -o plan",
        "and C with a test in plan/c"
      ),
      (
        "dnnc compile net.dnn --target hydra-8 --emit rtl -o plan",
        "and Verilog with a test in plan/rtl"
      ),
      (
        "dnnc compile net.dnn --target hydra-8 --set lanes=auto --max-latency 1ms",
        "as few lanes as are fast enough"
      ),
      (
        "dnnc compile net.dnn --split auto --devices devices.json -o plan",
        "divide among devices"
      ),
      ("dnnc compile net.dnn --emit ir --dump-ir dump", "watch the passes"),
    ],
    options: [output] + TargetOptions.all + [LatencyLimit.option] + SplitOptions.all
      + CompilationOptions.pipeline
      + [evaluate, emit, report, maxSRAM] + CompilationOptions.model
      + CompilationOptions.instrumentation,
    run: run)

  private static func run(
    _ arguments: ParsedArguments, _ session: inout Session
  ) throws(CommandFailure) -> ExitStatus {
    let limit = try session.latencyLimit(arguments, unless: noPlan(arguments))
    if arguments.has(SplitOptions.split) {
      let compilation = SplitCompilation(
        arguments: arguments, output: output, form: arguments.value(emit), limit: limit)
      return try compilation.run(&session)
    }
    for option in SplitOptions.all where arguments.has(option) {
      throw session.fail(
        .error(
          CommandLineRules.usage, "\(option.name) divides a network among devices",
          help: "give --split STRATEGY"), .usage)
    }
    let backend = try session.backend(arguments)
    let isIR = arguments.value(emit) == "ir"
    guard backend != nil || isIR || arguments.has(CompilationOptions.stopAfter) else {
      throw session.fail(
        .error(
          CommandLineRules.usage, "no target is named",
          help: "give --target \(Targets.all[0].name), or --emit ir for the IR alone"), .usage)
    }
    let path = arguments.positionals[0]
    let source = try session.loadModel(path, try session.frontendOptions(arguments))
    let pipeline = try session.pipeline(arguments, for: backend)
    let compiled = try session.compile(source, pipeline, arguments)
    guard !compiled.isStopped else { return .done }
    let table = LayerTable.table(compiled.final, session.catalog)
    try session.deliver(table, report, arguments)
    if isIR {
      let printer = IRPrinter(
        printsLocations: arguments.has(CompilationOptions.locations),
        inlinesConstants: arguments.has(CompilationOptions.inlineConstants))
      try session.deliver(printer.print(compiled.final), output, arguments)
      return try checkMemory(compiled.final, arguments, &session)
    }
    var context = PassContext(
      catalog: session.catalog, samples: compiled.samples, threads: session.threads,
      bag: session.bag)
    var planned: (any DevicePlan)?
    if let backend {
      let chosen = try session.chosen(
        backend, arguments, for: compiled.final, within: limit, &context)
      planned = chosen?.verifiedPlan(compiled.final, &context)
    }
    session.bag = context.bag
    guard let plan = planned else { throw CommandFailure(.wrongInput) }
    try limit?.check(plan.latency, &session)
    let folder = PlanFolder(
      program: compiled.final, pipeline: pipeline, plan: plan)
    let form = try sourceForm(plan, arguments, &session)
    var sources: [Artifact] = []
    if let form {
      let data = try session.samples(arguments, for: compiled.source)
      let sample = try session.planSample(data.sample(0, for: folder.program), of: folder)
      sources = try session.sources(form, folder, sample)
    }
    if let directory = arguments.value(output) {
      try session.write(folder, to: directory)
      if let form { try session.write(sources, to: "\(directory)/\(form.name)") }
    }
    var summary = PlanSummary(folder: folder, pipeline: compiled.pipeline)
    summary.path = arguments.value(output)
    summary.form = form
    if let unpruned = compiled.unpruned {
      summary.quality = try OutputQuality.text(
        compiled, unpruned, try session.samples(arguments, for: compiled.source), &session)
    }
    if let data = arguments.value(evaluate) {
      summary.accuracies = try accuracies(data, compiled, folder, &session)
    }
    if !session.isQuiet { session.give(summary.text) }
    return try checkMemory(compiled.final, arguments, &session)
  }

  /// Why a command line makes no plan, or `nil`.
  private static func noPlan(_ arguments: ParsedArguments) -> String? {
    if arguments.has(CompilationOptions.stopAfter) {
      return "\(CompilationOptions.stopAfter.name) stops before there is one"
    }
    return arguments.value(emit) == "ir" ? "\(emit.name) ir makes none" : nil
  }

  /// The form of sources that is asked for, or `nil` if none is.
  private static func sourceForm(
    _ plan: any DevicePlan, _ arguments: ParsedArguments, _ session: inout Session
  ) throws(CommandFailure) -> SourceForm? {
    guard let name = arguments.value(emit), name != "plan" else { return nil }
    let forms = type(of: plan).sourceForms
    guard let form = forms.first(where: { $0.name == name }) else {
      let list = forms.isEmpty ? "none" : forms.map(\.name).joined(separator: ", ")
      throw session.fail(
        .error(
          CommandLineRules.optionValue, "--emit \(name): this target has sources in \(list)"),
        .usage)
    }
    guard arguments.has(output) else {
      throw session.fail(
        .error(CommandLineRules.usage, "--emit \(name) needs a folder", help: "give -o DIR"),
        .usage)
    }
    return form
  }

  private static func accuracies(
    _ path: String, _ compiled: Compilation, _ folder: PlanFolder, _ session: inout Session
  ) throws(CommandFailure) -> [(String, Accuracy)] {
    let data = try session.loadDataSet(path, for: compiled.source)
    guard let labels = data.labels else {
      throw session.fail(
        .error(
          DataSetRules.mismatch, "there is no tensor 'labels'", at: .file(path, offset: nil),
          help: "labels are integers, one for each sample"))
    }
    var real = Accuracy()
    var integer = Accuracy()
    var plan = Accuracy()
    try session.runAll(compiled.real, data) { real.count($1[0], labels: labels, batch: $0) }
    try session.runAll(compiled.final, data) { integer.count($1[0], labels: labels, batch: $0) }
    if let program = compiled.unpruned {
      var unpruned = Accuracy()
      try session.runAll(program, data) { unpruned.count($1[0], labels: labels, batch: $0) }
      try session.simulateAll(folder, data) { plan.count($1[0], labels: labels, batch: $0) }
      return [("float", real), ("8 bits", unpruned), ("pruned", integer), ("plan", plan)]
    }
    try session.simulateAll(folder, data) { plan.count($1[0], labels: labels, batch: $0) }
    return [("float", real), ("integer", integer), ("plan", plan)]
  }

  private static func checkMemory(
    _ program: Program, _ arguments: ParsedArguments, _ session: inout Session
  ) throws(CommandFailure) -> ExitStatus {
    guard arguments.has(maxSRAM) else { return .done }
    let limit = Bytes(try session.integer(maxSRAM, arguments, default: 0))
    let need = PeakMemory.peak(of: program)
    guard need.bytes > limit else { return .done }
    session.bag.report(
      .error(
        PeakMemory.rule,
        "activations need \(need.bytes) at '\(need.layer)', but --max-sram is \(limit)",
        help: "the values alive there are \(need.alive.joined(separator: ", "))"))
    return .assertionFailed
  }
}
