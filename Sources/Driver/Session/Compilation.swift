import Basic
import IR
import Passes

/// What compiling a model gave, before any target sees it.
package struct Compilation: Sendable {
  /// The network as it was read.
  package var source: Program

  /// The program just before quantization: what the integers are compared with.
  package var real: Program

  /// The integer program just before columns of its weights were pruned, `nil` if none were.
  package var unpruned: Program?

  /// The program at the end of the pipeline.
  package var final: Program

  /// The pipeline, as text.
  package var pipeline: String

  /// What ranges were observed on.
  package var samples: any SampleSource

  /// Whether the pipeline was stopped before its end.
  package var isStopped: Bool
}

extension Session {
  /// Runs a pipeline on a model with everything that the command line asks to watch.
  package mutating func compile(
    _ source: Program, _ pipeline: Pipeline, _ arguments: ParsedArguments
  ) throws(CommandFailure) -> Compilation {
    var options = PassManager.Options()
    options.verifiesEach = arguments.value(CompilationOptions.verifyEach) != "off"
    options.checksSemantics = arguments.has(CompilationOptions.checkSemantics)
    options.stopAfter = try passName(CompilationOptions.stopAfter, arguments, in: pipeline)
    let printAfter = try passName(CompilationOptions.printIRAfter, arguments, in: pipeline)
    var context = PassContext(
      catalog: catalog, samples: try samples(arguments, for: source), threads: threads, bag: bag)
    explain("running \(pipeline) with ranges from \(context.samples.description)")
    let printer = IRPrinter(
      printsLocations: arguments.has(CompilationOptions.locations),
      inlinesConstants: arguments.has(CompilationOptions.inlineConstants))
    var dump = arguments.value(CompilationOptions.dumpIR).map {
      IRDump(folder: $0, path: environment.path($0), pipeline: pipeline.description, printer)
    }
    var program = source
    program.compact()
    var real = program
    var (unpruned, last): (Program?, Program) = (nil, program)
    let standardOutput = environment.standardOutput
    let run: PassManager.Run
    do {
      try dump?.write(program, name: "input", position: 0)
      run = try PassManager(pipeline, options: options).run(on: &program, &context) {
        element, position, outcome, program in
        if outcome == .changed {
          try dump?.write(program, name: element.description, position: position)
        }
        let isReal = program.graph.inputs.allSatisfy { program.graph[$0].type.element.isFloat }
        if isReal { real = program }
        if outcome == .changed, element.contains(BitSparsityPass.name) { unpruned = last }
        last = program
        if let printAfter, element.contains(printAfter) {
          standardOutput(printer.print(program))
        }
      }
    } catch let error as FileError {
      throw fail(error, named: dump?.folder ?? error.path)
    } catch {
      preconditionFailure("\(error)")
    }
    bag = context.bag
    if arguments.has(CompilationOptions.timePasses) { say(PassTimes.text(run)) }
    try stopIfWrong()
    if options.stopAfter != nil { give(printer.print(program)) }
    return Compilation(
      source: source, real: real, unpruned: unpruned, final: program,
      pipeline: pipeline.description, samples: context.samples,
      isStopped: options.stopAfter != nil)
  }

  /// The samples that a command line names, or seeded ones.
  package mutating func samples(
    _ arguments: ParsedArguments, for program: Program
  ) throws(CommandFailure) -> any SampleSource {
    let limit = try integer(CompilationOptions.samples, arguments, default: 0)
    if let path = arguments.value(CompilationOptions.calibrate) {
      let data = try loadDataSet(path, for: program)
      return limit > 0 ? data.prefix(limit) : data
    }
    let seed = try integer(CompilationOptions.seed, arguments, default: 1)
    return SeededSamples(seed: seed, count: limit > 0 ? limit : 2)
  }

  /// The name of a pass that must stand in the pipeline.
  mutating func passName(
    _ option: OptionSpec, _ arguments: ParsedArguments, in pipeline: Pipeline
  ) throws(CommandFailure) -> String? {
    guard let name = arguments.value(option) else { return nil }
    guard pipeline.elements.contains(where: { $0.contains(name) }) else {
      throw fail(
        .error(
          PipelineRules.unknownPass, "\(option.name): the pipeline has no pass '\(name)'",
          help: "the pipeline is \(pipeline)"), .usage)
    }
    return name
  }
}

/// Numbered files of IR, written when a pass has changed something.
struct IRDump {
  let folder: String
  private let path: String
  private let pipeline: String
  private let printer: IRPrinter
  private var known: Set<ContentHash> = []
  private var count = 0

  init(folder: String, path: String, pipeline: String, _ printer: IRPrinter) {
    self.folder = folder
    self.path = path
    self.pipeline = pipeline
    self.printer = printer
  }

  mutating func write(_ program: Program, name: String, position: Int) throws(FileError) {
    try ConstantStore(folder: "\(path)/constants").save(program, known: &known)
    let word = name.prefix { $0.isLetter || $0 == "-" }
    let number = count < 10 ? "0\(count)" : "\(count)"
    let text = printer.print(program, header: IRHeader(pipeline: pipeline, position: position))
    try FileOutput.write(text, to: "\(path)/\(number)-\(word).dnnir")
    count += 1
  }
}

/// The report of `--time-passes`.
enum PassTimes {
  static func text(_ run: PassManager.Run) -> String {
    let total = run.invocations.reduce(Duration.zero) { $0 + $1.duration }
    var text = "passes, in order\n"
    for invocation in run.invocations {
      let mark = invocation.outcome == .changed ? "changed" : "unchanged"
      text += "  \(milliseconds(invocation.duration)) ms  \(invocation.name), \(mark)\n"
    }
    return text + "  \(milliseconds(total)) ms  in all\n"
  }

  private static func milliseconds(_ duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    let text = NumberText.fixed(Double(seconds) * 1e3 + Double(attoseconds) * 1e-15, 2)
    return String(repeating: " ", count: max(0, 9 - text.count)) + text
  }
}
