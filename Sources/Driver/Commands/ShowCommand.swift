import Basic
import IR
import Report

/// Tables of models and plans.
enum ShowCommand {
  private static let format = OptionSpec(
    "--as", choices: ["text", "json", "csv"], "the form (default text); csv for models only")

  static let spec = CommandSpec(
    name: "show", summary: "Shows the layers of a model, a plan, or a bitstream.",
    arguments: "MODEL|PLAN|FILE.hyb",
    argumentCount: 1...1,
    examples: [
      ("dnnc show mobilenet_v2.dnn", "layers, shapes, parameters, MACs"),
      ("dnnc show lenet5.dnn --as json", "the same for a program"),
      ("dnnc show plan", "the plan as text"),
      ("dnnc show plan/network.hyb", "every field of the bitstream"),
    ],
    options: [format] + CompilationOptions.model,
    run: run)

  private static func run(
    _ arguments: ParsedArguments, _ session: inout Session
  ) throws(CommandFailure) -> ExitStatus {
    let path = arguments.positionals[0]
    let form = arguments.value(format) ?? "text"
    if path.hasSuffix(".hyb") {
      guard form == "text" else {
        throw session.fail(
          .error(
            CommandLineRules.optionValue, "a bitstream has no \(form) form", help: "use text"),
          .usage)
      }
      session.give(try session.loadBitstream(path).listing)
      return .done
    }
    if session.isSplitPlan(path) {
      guard form != "csv" else {
        throw session.fail(
          .error(CommandLineRules.optionValue, "a plan has no csv form", help: "use text or json"),
          .usage)
      }
      session.give(try session.text(at: "\(path)/plan.\(form == "json" ? "json" : "txt")"))
      return .done
    }
    if session.isPlan(path) {
      guard form != "csv" else {
        throw session.fail(
          .error(CommandLineRules.optionValue, "a plan has no csv form", help: "use text or json"),
          .usage)
      }
      let plan = try session.loadPlan(path).plan
      session.give(form == "json" ? plan.json.text : plan.text)
      return .done
    }
    let program = try session.loadModel(path, try session.frontendOptions(arguments))
    let table = LayerTable.table(program, session.catalog)
    switch form {
    case "csv": session.give(table.csv)
    case "json":
      let document: JSONValue = [
        "version": 1, "network": .string(program.graph.name),
        "inputs": signature(program.graph.inputs, program.graph),
        "outputs": signature(program.graph.outputs, program.graph), "layers": table.json,
      ]
      session.give(document.text)
    default:
      let macs = NumberText.grouped(LayerTable.macs(program, session.catalog))
      let parameters = program.constants.ids.reduce(0) {
        $0 + program.constants[$1].type.elementCount
      }
      let inputs = program.graph.inputs.map {
        "\(program.graph[$0].name): \(program.graph[$0].type)"
      }
      session.give(
        "\(program.graph.name)(\(inputs.joined(separator: ", ")))\n\n\(table.text)\n"
          + "\(NumberText.grouped(parameters)) parameters, \(macs) MACs\n")
      let storage = WeightStorageTable(program)
      if storage.hasEncodings {
        session.give(
          "\n\(storage.table.text)\nstored: with the metadata of groups and the order of channels\n"
        )
      }
    }
    return .done
  }

  private static func signature(_ ids: [ID<Value>], _ graph: Graph) -> JSONValue {
    .array(
      ids.map { id in
        [
          "name": .string(graph[id].name), "element": .string(graph[id].type.element.rawValue),
          "shape": .array(graph[id].type.shape.map { .integer($0) }),
        ]
      })
  }
}
