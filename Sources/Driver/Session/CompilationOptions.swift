import Backend
import Basic
import Frontend
import Passes

/// The options that say how a model becomes an integer program, shared by several verbs.
package enum CompilationOptions {
  package static let bind = OptionSpec(
    "--bind", value: "NAME=SIZE", isRepeatable: true, "give a named size, such as a batch, a value")
  package static let shape = OptionSpec(
    "--shape", value: "NAME=SIZES", isRepeatable: true,
    "the shape of an input, such as x=1,3,224,224")
  package static let value = OptionSpec(
    "--value", value: "NAME=@FILE", isRepeatable: true,
    "what an input will be, where shapes depend on it")
  package static let allowOutside = OptionSpec(
    "--allow-outside-paths", "let a model name weight files outside its folder")
  package static let level = OptionSpec(
    "-O", choices: ["0", "1", "2", "3"], "how much to optimise (default 2; 3 equals 2)")
  package static let passes = OptionSpec(
    "--passes", value: "PIPELINE", "run these passes instead of those of the level")
  package static let weights = OptionSpec(
    "--weights", choices: ["i8", "i4"], "the integers of weights (default i8)")
  package static let activations = OptionSpec(
    "--activations", choices: ["i8", "u8"], "the integers of activations (default i8)")
  package static let rounding = OptionSpec(
    "--rounding", value: "MODE",
    "how results are rounded (default single; see `dnnc describe requantize`)")
  package static let bbs = OptionSpec(
    "--bbs", choices: ["conservative", "moderate"],
    "prune columns of bits of weights (see `dnnc describe bbs`)")
  package static let calibrate = OptionSpec(
    "--calibrate", value: "FILE", "observe ranges on these samples")
  package static let samples = OptionSpec(
    "--samples", value: "N", "use at most N samples (default: all, or 2 seeded ones)")
  package static let seed = OptionSpec(
    "--seed", value: "N", "the seed of samples where none are given (default 1)")
  package static let dumpIR = OptionSpec(
    "--dump-ir", value: "DIR", "write the IR after each element that changes it")
  package static let printIRAfter = OptionSpec(
    "--print-ir-after", value: "PASS", "print the IR after this pass")
  package static let locations = OptionSpec(
    "--locations", "print source locations in IR text")
  package static let inlineConstants = OptionSpec(
    "--inline-constants", "print the elements of constants in IR text")
  package static let stopAfter = OptionSpec(
    "--stop-after", value: "PASS", "stop after this pass and print the IR")
  package static let verifyEach = OptionSpec(
    "--verify-each", choices: ["on", "off"], "verify after every pass (default on)")
  package static let checkSemantics = OptionSpec(
    "--check-semantics", "compare results before and after every exact pass")
  package static let timePasses = OptionSpec(
    "--time-passes", "say how long every pass took")

  /// How a model is read.
  package static let model = [bind, shape, value, allowOutside]

  /// What integers a real program becomes.
  static let quantization = [weights, activations, rounding, bbs]

  /// How a model becomes an integer program.
  package static let pipeline =
    [level, passes] + quantization + [calibrate, samples, seed]

  /// What is watched meanwhile.
  package static let instrumentation = [
    dumpIR, printIRAfter, stopAfter, locations, inlineConstants, verifyEach, checkSemantics,
    timePasses,
  ]
}

extension Session {
  /// The options of the front end.
  package mutating func frontendOptions(
    _ arguments: ParsedArguments
  ) throws(CommandFailure) -> FrontendOptions {
    var options = FrontendOptions()
    options.allowsOutsidePaths = arguments.has(CompilationOptions.allowOutside)
    for binding in arguments.all(CompilationOptions.bind) {
      let parts = binding.split(separator: "=").map(String.init)
      guard parts.count == 2, let size = Int(parts[1]), size > 0 else {
        throw fail(
          .error(
            CommandLineRules.optionValue, "--bind is '\(binding)'", help: "for example --bind N=8"),
          .usage)
      }
      guard options.bindings.updateValue(size, forKey: parts[0]) == nil else {
        throw fail(
          .error(CommandLineRules.optionValue, "--bind gives '\(parts[0])' twice"), .usage)
      }
    }
    for argument in arguments.all(CompilationOptions.shape) {
      let (name, shape) = try shape(argument)
      guard options.shapes.updateValue(shape, forKey: name) == nil else {
        throw fail(.error(CommandLineRules.optionValue, "--shape gives '\(name)' twice"), .usage)
      }
    }
    for argument in arguments.all(CompilationOptions.value) {
      let (name, tensor) = try namedTensor(argument, option: CompilationOptions.value.name)
      options.values[name] = tensor
    }
    return options
  }

  /// The name and the sizes of `--shape x=1,3,224,224`; a name may hold an equals sign.
  private mutating func shape(
    _ argument: String
  ) throws(CommandFailure) -> (name: String, shape: [Int]) {
    let equals = argument.lastIndex(of: "=") ?? argument.startIndex
    let texts = argument[equals...].dropFirst().split(
      separator: ",", omittingEmptySubsequences: false)
    let sizes = texts.compactMap { Int($0) }.filter { $0 > 0 }
    guard equals != argument.startIndex, sizes.count == texts.count else {
      throw fail(
        .error(
          CommandLineRules.optionValue, "--shape is '\(argument)'",
          help: "for example --shape x=1,3,224,224"), .usage)
    }
    return (String(argument[..<equals]), sizes)
  }

  /// An option that is a whole number.
  package mutating func integer(
    _ option: OptionSpec, _ arguments: ParsedArguments, default standard: Int
  ) throws(CommandFailure) -> Int {
    guard let text = arguments.value(option) else { return standard }
    guard let value = Int(text), value >= 0 else {
      throw fail(
        .error(
          CommandLineRules.optionValue, "\(option.name) is '\(text)', but must be a whole number"),
        .usage)
    }
    return value
  }

  /// The pipeline that a command line asks for.
  ///
  /// - Parameters:
  ///   - backend: what the program is for, which may quantize in a way of its own.
  ///   - pruning: the preset of `bbs` if the command line gives none; `nil` for no pruning.
  package mutating func pipeline(
    _ arguments: ParsedArguments, for backend: (any Backend)? = nil, pruning: String? = nil
  ) throws(CommandFailure) -> Pipeline {
    let text =
      arguments.value(CompilationOptions.passes)
      ?? Self.standardPipeline(
        level: arguments.value(CompilationOptions.level) ?? "2",
        quantize: Self.quantizeText(
          backend?.quantization ?? Quantize.name, arguments, pruning: pruning))
    guard let pipeline = PipelineParser.parse(text, catalog: Catalogs.passes, into: &bag) else {
      throw CommandFailure(.usage)
    }
    return pipeline
  }

  /// The pipeline that a command line asks for, if the network stays one of floats.
  package mutating func floatPipeline(
    _ arguments: ParsedArguments
  ) throws(CommandFailure) -> Pipeline {
    if arguments.has(CompilationOptions.passes) { return try pipeline(arguments) }
    for option in CompilationOptions.quantization where arguments.has(option) {
      throw fail(
        .error(
          CommandLineRules.usage,
          "\(option.name) says how programs become integers, and --arithmetic float that they do not",
          help: "leave one of them out"), .usage)
    }
    let text = Self.standardPipeline(
      level: arguments.value(CompilationOptions.level) ?? "2", quantize: [])
    guard let pipeline = PipelineParser.parse(text, catalog: Catalogs.passes, into: &bag) else {
      throw CommandFailure(.usage)
    }
    return pipeline
  }

  /// The pipeline of an optimisation level.
  ///
  /// - Parameter quantize: the passes that make integers of real numbers; empty if none do.
  package static func standardPipeline(level: String, quantize: [String]) -> String {
    let before: [String]
    let after: [String]
    switch level {
    case "0": (before, after) = (["fuse-quantized"], ["dce"])
    case "1":
      before = [
        "fuse-quantized", "fold-constants", "fold-batch-norm", "fuse-activation", "dce",
      ]
      after = ["dce"]
    default:
      before = [
        "fuse-quantized", "fold-constants", "fold-batch-norm",
        "fixpoint(canonicalize,fuse-activation,cse,dce)",
      ]
      after = ["fixpoint(fold-constants,canonicalize,cse,dce)"]
    }
    return (before + quantize + after).joined(separator: ",")
  }

  private static func quantizeText(
    _ quantization: String, _ arguments: ParsedArguments, pruning: String?
  ) -> [String] {
    let given = [
      ("weights", CompilationOptions.weights), ("activations", CompilationOptions.activations),
      ("rounding", CompilationOptions.rounding),
    ].compactMap { name, option in arguments.value(option).map { "\(name)=\($0)" } }
    // The target's own options stand before those of the command line.
    let parts = quantization.split(separator: "{", maxSplits: 1)
    let options = parts.dropFirst().map { String($0.dropLast()) } + given
    let text = options.isEmpty ? "" : "{\(options.joined(separator: ","))}"
    let preset = arguments.value(CompilationOptions.bbs) ?? pruning
    return ["\(parts[0])\(text)"] + (preset.map { ["bbs{preset=\($0)}"] } ?? [])
  }
}
