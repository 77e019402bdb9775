import Basic
import IR
import Passes

/// Passes on IR text.
enum OptCommand {
  private static let toEnd = OptionSpec(
    "--to-end", "resume the pipeline in the file's head up to its end, not to the next change")
  private static let constants = OptionSpec(
    "--constants", value: "DIR", "where constants are kept (default: constants/ beside FILE)")
  private static let output = OptionSpec(
    "--output", alias: "-o", value: "FILE", "write here instead of to standard output")

  static let spec = CommandSpec(
    name: "opt", summary: "Runs passes on IR text.", arguments: "FILE.dnnir",
    argumentCount: 1...1,
    examples: [
      ("dnnc opt dump/02-fold-batch-norm.dnnir", "print the next dump"),
      ("dnnc opt g.dnnir --passes 'cse,dce'", "run these passes"),
      ("dnnc opt g.dnnir --passes '' --inline-constants", "print with constants"),
    ],
    options: [CompilationOptions.passes, toEnd, constants, output]
      + [CompilationOptions.calibrate, CompilationOptions.samples, CompilationOptions.seed]
      + CompilationOptions.instrumentation.filter { $0.name != CompilationOptions.dumpIR.name },
    run: run)

  private static func run(
    _ arguments: ParsedArguments, _ session: inout Session
  ) throws(CommandFailure) -> ExitStatus {
    let path = arguments.positionals[0]
    let file = try session.loadIR(path, constants: arguments.value(constants))
    let text = arguments.value(CompilationOptions.passes)
    guard let full = text ?? file.header?.pipeline else {
      throw session.fail(
        .error(
          CommandLineRules.usage, "\(path) names no pipeline to resume",
          help: "give one with --passes"), .usage)
    }
    guard var pipeline = PipelineParser.parse(full, catalog: Catalogs.passes, into: &session.bag)
    else {
      throw CommandFailure(.usage)
    }
    let done = text == nil ? min(file.header?.position ?? 0, pipeline.elements.count) : 0
    pipeline.elements.removeFirst(done)
    var options = PassManager.Options()
    options.verifiesEach = arguments.value(CompilationOptions.verifyEach) != "off"
    options.checksSemantics = arguments.has(CompilationOptions.checkSemantics)
    options.stopAfter = try session.passName(CompilationOptions.stopAfter, arguments, in: pipeline)
    let printAfter = try session.passName(
      CompilationOptions.printIRAfter, arguments, in: pipeline)
    options.stopsAfterChange = text == nil && !arguments.has(toEnd)
    var program = file.program
    var context = PassContext(
      catalog: session.catalog, samples: try session.samples(arguments, for: program),
      threads: session.threads, bag: session.bag)
    let printer = IRPrinter(
      printsLocations: arguments.has(CompilationOptions.locations),
      inlinesConstants: arguments.has(CompilationOptions.inlineConstants))
    let give = session.environment.standardOutput
    let result = PassManager(pipeline, options: options).run(on: &program, &context) {
      element, _, _, program in
      if let printAfter, element.contains(printAfter) { give(printer.print(program)) }
    }
    session.bag = context.bag
    if arguments.has(CompilationOptions.timePasses) { session.say(PassTimes.text(result)) }
    try session.stopIfWrong()
    let header =
      text == nil ? IRHeader(pipeline: full, position: done + result.position) : nil
    try session.deliver(printer.print(program, header: header), output, arguments)
    return .done
  }
}

extension Session {
  /// Writes a text to the file that an option names, or gives it to standard output.
  mutating func deliver(
    _ text: String, _ option: OptionSpec, _ arguments: ParsedArguments
  ) throws(CommandFailure) {
    guard let path = arguments.value(option), path != "-" else {
      give(text)
      return
    }
    do throws(FileError) {
      try FileOutput.write(text, to: environment.path(path))
    } catch {
      throw fail(error, named: path)
    }
  }
}
