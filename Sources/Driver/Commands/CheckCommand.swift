import Backend
import Basic
import IR
import Passes
import Report

/// Says what is wrong with a model, and what a target makes of each of its layers.
enum CheckCommand {
  static let spec = CommandSpec(
    name: "check", summary: "Checks a model, and says where each layer would run and why.",
    arguments: "MODEL", argumentCount: 1...1,
    examples: [
      ("dnnc check lenet5.dnn", "names, shapes and weights"),
      ("dnnc check lenet5.dnn --target ima-256", "and what the target makes of each layer"),
    ],
    options: TargetOptions.all + CompilationOptions.pipeline + CompilationOptions.model,
    run: run)

  private static func run(
    _ arguments: ParsedArguments, _ session: inout Session
  ) throws(CommandFailure) -> ExitStatus {
    let backend = try session.backend(arguments)
    let source = try session.loadModel(
      arguments.positionals[0], try session.frontendOptions(arguments))
    guard let backend else {
      let macs = LayerTable.macs(source, session.catalog)
      let count = source.graph.order.count
      session.say(
        "\(source.graph.name) is sound: \(count) operation\(count == 1 ? "" : "s"), "
          + "\(NumberText.grouped(macs)) MACs\n")
      return .done
    }
    let pipeline = try session.pipeline(arguments, for: backend)
    let compiled = try session.compile(source, pipeline, arguments)
    let program = compiled.final
    var table = ReportTable([
      .init("layer", key: "layer"), .init("value", key: "value"),
      .init("operator", key: "operator"),
      .init("runs on", key: "engine"), .init("rule", key: "rule"), .init("reason", key: "reason"),
    ])
    var status = ExitStatus.done
    for id in program.graph.order {
      let operation = program.graph[id]
      let name = program.graph[operation.results[0]].name
      let support = backend.support(for: id, in: program)
      let engine: String
      switch support {
      case .native: engine = type(of: backend).name
      case .lowered(let other, _): engine = other
      case .unsupported(let reason):
        engine = "nothing"
        status = .wrongInput
        let place = operation.location.map { Diagnostic.Place.source($0) } ?? .none
        session.bag.report(
          .error(reason.rule, "\(operation.kind) '\(name)': \(reason.text)", at: place))
      }
      table.append([
        .text(operation.layerName), .text(name), .text(operation.kind), .text(engine),
        .text(support.reason?.rule.code ?? ""), .text(support.reason?.text ?? ""),
      ])
    }
    session.give(table.text)
    guard status == .done, let key = type(of: backend).chosenKey,
      try session.settings(arguments).chooses(key)
    else { return status }
    var context = PassContext(
      catalog: session.catalog, samples: compiled.samples, threads: session.threads,
      bag: session.bag)
    let chosen = try session.chosen(backend, arguments, for: program, within: nil, &context)
    session.bag = context.bag
    guard let value = chosen?.described(key) else { return .wrongInput }
    session.give("\n\(key) = \(value.compactText) takes the least time\n")
    return status
  }
}
