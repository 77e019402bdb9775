import Basic
import Frontend
import IR
import Interpreter
import Passes

/// Runs a model or a plan on data.
enum RunCommand {
  private static let input = OptionSpec(
    "--input", value: "NAME=@FILE", isRepeatable: true, "the samples of one input")
  private static let data = OptionSpec("--data", value: "FILE", "the samples of all inputs")
  private static let labels = OptionSpec(
    "--labels", "print accuracy against the 'labels' of the data")
  private static let arithmetic = OptionSpec(
    "--arithmetic", choices: ["float", "integer"], "run the float network (default) or integers")
  private static let machine = OptionSpec(
    "--on", value: "MACHINE",
    "run sources of a plan: on this machine (host), an emulated one (qemu) or simulated hardware "
      + "(icarus); default simulator")
  private static let devices = OptionSpec(
    "--devices", value: "N",
    "run a plan for N devices as processes over TCP, and compare with the whole network")
  private static let profile = OptionSpec(
    "--profile", value: "FILE",
    "measure each layer on this machine, and write the seconds as JSON for times_s of --devices")
  private static let output = OptionSpec(
    "--output", alias: "-o", value: "DIR", "write each output, all samples, as a .npy file")

  static let spec = CommandSpec(
    name: "run", summary: "Runs a model, or simulates a plan, on data.", arguments: "MODEL|PLAN",
    argumentCount: 1...1,
    examples: [
      ("dnnc run lenet5.dnn --data digits.npz --labels", "accuracy of the float network"),
      ("dnnc run plan --data digits.npz --labels", "accuracy of the simulated plan"),
      ("dnnc run plan --on qemu --data digits.npz --samples 3", "compiled, and emulated"),
      ("dnnc run plan --on icarus --data digits.npz --samples 3", "in Verilog"),
      ("dnnc run plan --devices 3 --samples 2", "a process for each device of the plan"),
      ("dnnc run lenet5.dnn --arithmetic integer --profile times.json", "seconds of each layer"),
      ("dnnc run lenet5.dnn --input image=@x.npy -o out", "write out/scores.npy"),
    ],
    options: [input, data, labels, arithmetic, machine, devices, profile, output]
      + CompilationOptions.pipeline
      + CompilationOptions.model,
    run: run)

  private static func run(
    _ arguments: ParsedArguments, _ session: inout Session
  ) throws(CommandFailure) -> ExitStatus {
    let path = arguments.positionals[0]
    if arguments.has(profile), session.isPlan(path) || arguments.has(devices) {
      throw session.fail(
        .error(
          CommandLineRules.usage, "--profile measures models, and '\(path)' is a plan",
          help: "a plan says what time its target takes"), .usage)
    }
    if session.isSplitPlan(path) || arguments.has(devices) {
      return try runDevices(path, arguments, &session)
    }
    if session.isPlan(path) {
      let folder = try session.loadPlan(path)
      var collected = Outputs(folder.program)
      let samples = try samples(folder.program, arguments, &session)
      if let name = arguments.value(machine), name != "simulator" {
        for option in [labels, output] where arguments.has(option) {
          throw session.fail(
            .error(
              CommandLineRules.usage, "\(option.name) and --on \(name) exclude each other",
              help: "sources compare what they give and keep nothing; leave --on away"), .usage)
        }
        let report = try MachineRun(name, folder, &session).run(samples, &session)
        session.give(report.samples.text)
        if let steps = report.steps {
          session.give(
            "\ninstructions of sample 0 by core; core 0 also copies between the memories\n\n"
              + steps.text)
        }
        return session.bag.hasErrors ? .assertionFailed : .done
      }
      try session.simulateAll(folder, samples) { _, tensors in collected.add(tensors) }
      return try finish(collected, samples, arguments, &session)
    }
    let source = try session.loadModel(path, try session.frontendOptions(arguments))
    let samples = try samples(source, arguments, &session)
    var program = source
    let isInteger = arguments.value(arithmetic) == "integer"
    if isInteger {
      program = try session.compile(source, try session.pipeline(arguments), arguments).final
    } else if arguments.has(profile) {
      program = try session.compile(source, try session.floatPipeline(arguments), arguments).final
    }
    var collected = Outputs(program)
    if let file = arguments.value(profile) {
      let profile: LayerProfile
      do throws(ExecutionError) {
        profile = try LayerProfile.measure(program, samples, session.interpreter) {
          collected.add($0)
        }
      } catch {
        throw session.fail(error.diagnostic)
      }
      do throws(FileError) {
        try FileOutput.write(profile.json.text, to: session.environment.path(file))
      } catch {
        throw session.fail(error, named: file)
      }
      session.give(
        "\(profile.table.text)\nmedians of \(profile.runs) runs; \(file) has the seconds\n")
      guard arguments.has(labels) || arguments.has(output) else { return .done }
      return try finish(collected, samples, arguments, &session)
    }
    try session.runAll(program, samples) { _, tensors in collected.add(tensors) }
    return try finish(collected, samples, arguments, &session)
  }

  private static func runDevices(
    _ path: String, _ arguments: ParsedArguments, _ session: inout Session
  ) throws(CommandFailure) -> ExitStatus {
    for option in [labels, output, machine] where arguments.has(option) {
      throw session.fail(
        .error(
          CommandLineRules.usage,
          "\(option.name) and a plan for several devices exclude each other",
          help: "devices are compared with the whole network and keep nothing"), .usage)
    }
    let run = try SplitRun(path, devices: arguments.value(devices), &session)
    let table = try run.run(try samples(run.folder.program, arguments, &session), &session)
    session.give(table.text)
    return session.bag.hasErrors ? .assertionFailed : .done
  }

  private static func samples(
    _ program: Program, _ arguments: ParsedArguments, _ session: inout Session
  ) throws(CommandFailure) -> any SampleSource {
    if arguments.has(data), arguments.has(input) {
      throw session.fail(
        .error(CommandLineRules.usage, "--data and --input name the same thing: give one"), .usage)
    }
    let limit = try session.integer(CompilationOptions.samples, arguments, default: 0)
    var loaded: DataSet?
    if let path = arguments.value(data) { loaded = try session.loadDataSet(path, for: program) }
    if arguments.has(input) {
      loaded = try session.loadInputs(arguments.all(input), for: program)
    }
    if let loaded { return limit > 0 ? loaded.prefix(limit) : loaded }
    let seed = try session.integer(CompilationOptions.seed, arguments, default: 1)
    session.say("no data is given: running on one seeded pseudo-random sample\n")
    return SeededSamples(seed: seed, count: 1)
  }

  private static func finish(
    _ outputs: Outputs, _ samples: any SampleSource, _ arguments: ParsedArguments,
    _ session: inout Session
  ) throws(CommandFailure) -> ExitStatus {
    if arguments.has(labels) {
      guard let labels = (samples as? DataSet)?.labels else {
        throw session.fail(
          .error(
            DataSetRules.mismatch, "--labels: the data has no tensor 'labels'",
            help: "give --data FILE with a tensor 'labels'"))
      }
      var accuracy = Accuracy()
      for (index, tensors) in outputs.samples.enumerated() {
        accuracy.count(tensors[0], labels: labels, batch: index)
      }
      session.give("accuracy  \(accuracy.text)\n")
    } else if !arguments.has(output) {
      session.give(outputs.text)
    }
    guard let folder = arguments.value(output) else { return .done }
    do throws(FileError) {
      try FileOutput.makeFolder(session.environment.path(folder))
    } catch {
      throw session.fail(error, named: folder)
    }
    for (index, name) in outputs.fileNames.enumerated() {
      do throws(DataError) {
        try NumPyFile.write(
          outputs.stacked(index), to: session.environment.path("\(folder)/\(name).npy"))
      } catch {
        throw session.fail(error.diagnostic, .cannotCreate)
      }
    }
    return .done
  }
}

/// The outputs of a network for many samples.
private struct Outputs {
  let names: [String]
  private(set) var samples: [[Tensor]] = []

  init(_ program: Program) {
    names = program.graph.outputs.map { program.graph[$0].name }
  }

  mutating func add(_ tensors: [Tensor]) { samples.append(tensors) }

  /// A name of a file for each output, whatever characters the output's own name has.
  var fileNames: [String] {
    var taken: Set<String> = []
    return names.map { name in
      let plain = String(
        name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "_-.".contains($0)) ? $0 : "_" })
      let visible = plain.hasPrefix(".") || plain.isEmpty ? "_" + plain : plain
      var unique = visible
      var number = 2
      while !taken.insert(unique).inserted {
        unique = "\(visible).\(number)"
        number += 1
      }
      return unique
    }
  }

  /// Output `index` of all samples along the first axis, as real numbers in `f32`.
  func stacked(_ index: Int) -> Tensor {
    let parts = samples.map { $0[index] }
    guard let first = parts.first else { return Tensor([1], floats: [0]) }
    var shape = first.type.shape
    if shape.isEmpty { shape = [1] }
    shape[0] *= parts.count
    return Tensor(shape, floats: parts.flatMap { $0.realNumbers.map { Float($0) } })
  }

  /// The first samples in short.
  var text: String {
    var text = ""
    for (number, tensors) in samples.prefix(8).enumerated() {
      for (name, tensor) in zip(names, tensors) {
        let values = tensor.realNumbers.prefix(10).map { NumberText.shortest(Float($0)) }
        let more = tensor.type.elementCount > 10 ? ", …" : ""
        text +=
          "\(number)  \(name): \(tensor.type.plainDescription) = "
          + "[\(values.joined(separator: ", "))\(more)]\n"
      }
    }
    if samples.count > 8 { text += "… \(samples.count - 8) more samples; -o writes all\n" }
    return text
  }
}
