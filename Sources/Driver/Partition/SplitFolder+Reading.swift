import Backend
import Basic
import IR
import Interpreter
import Partition
import Passes

extension Session {
  /// Whether a folder holds a plan for several devices.
  package func isSplitPlan(_ path: String) -> Bool {
    guard let file = try? MappedFile(path: environment.path("\(path)/plan.json")),
      let json = try? JSONReader.read(file.bytes)
    else { return false }
    return SplitTexts.formats.contains { json["format"] == .string($0) }
  }

  /// What the plan.json of a plan for several devices says, or the end of the command.
  mutating func splitPlanJSON(
    _ path: String
  ) throws(CommandFailure) -> (json: JSONValue, prediction: SplitTexts.Prediction) {
    let name = "\(path)/plan.json"
    let text = try text(at: name)
    let json: JSONValue
    do throws(JSONError) {
      json = try JSONReader.read(text)
    } catch {
      throw fail(.error(SplitFolder.format, error.reason, at: .file(name, offset: error.offset)))
    }
    guard SplitTexts.formats.contains(where: { json["format"] == .string($0) }),
      json["version"] == .integer(1)
    else {
      throw fail(
        .error(
          SplitFolder.format, "'format' and 'version' are not those of a plan for several devices",
          at: .file(name, offset: nil), help: "compile the network again"))
    }
    guard let prediction = SplitTexts.prediction(json) else {
      throw fail(
        .error(
          SplitFolder.format, "'devices' or what they send is missing",
          at: .file(name, offset: nil)))
    }
    return (json, prediction)
  }

  /// Reads a plan for several devices and its programs, or ends the command.
  package mutating func loadSplitPlan(_ path: String) throws(CommandFailure) -> SplitFolder {
    let (json, prediction) = try splitPlanJSON(path)
    let whole = try loadIR("\(path)/\(PlanFolder.programFile)", constants: nil)
    let program = whole.program
    let text = whole.header?.pipeline ?? ""
    guard let pipeline = PipelineParser.parse(text, catalog: Catalogs.passes, into: &bag) else {
      throw CommandFailure(.wrongInput)
    }
    var programs: [Program] = []
    for device in 0..<prediction.devices {
      programs.append(
        try loadIR("\(path)/\(SplitFolder.fileName(device))", constants: nil).program)
    }
    var verifier = DeviceVerifier(programs, catalog: catalog)
    verifier.verify(into: &bag)
    try stopIfWrong()
    try checkEnds(programs, program)
    var folder = SplitFolder(
      program: program, devices: programs, connections: prediction.connections,
      bytes: prediction.bytes, pipeline: pipeline)
    guard let target = json["target"] else { return folder }
    let reader = TargetedReader(path: path, json: target)
    var targeted: [TargetedDevice] = []
    for (device, program) in programs.enumerated() {
      targeted.append(try reader.device(device, program, &self))
    }
    guard case .string(let name) = target["name"] ?? .null else {
      throw fail(
        .error(
          SplitFolder.format, "'target' has no name",
          at: .file("\(path)/plan.json", offset: nil),
          help: "compile the network again"))
    }
    folder.targeted = TargetedSplit(target: name, devices: targeted, programs: programs)
    return folder
  }

  /// The program of one device of a plan ready to run, or the end of the command.
  package mutating func loadDevice(
    _ path: String, _ device: Int
  ) throws(CommandFailure) -> DeviceExecution {
    let program = try loadIR("\(path)/\(SplitFolder.fileName(device))", constants: nil).program
    let json = try? JSONReader.read(try text(at: "\(path)/plan.json"))
    var targeted: TargetedDevice?
    if let target = json?["target"] {
      targeted = try TargetedReader(path: path, json: target).device(device, program, &self)
    }
    let interpreter = Interpreter(catalog: catalog, threads: 1)
    var execution: DeviceExecution?
    do throws(ExecutionError) {
      execution =
        if let targeted {
          try DeviceExecution(targeted, program, interpreter, &bag)
        } else {
          try DeviceExecution(program, interpreter)
        }
    } catch {
      throw fail(error.diagnostic)
    }
    guard let execution else { throw CommandFailure(.wrongInput) }
    return execution
  }

  /// The first device has the inputs and outputs of the network, and no other has any.
  private mutating func checkEnds(
    _ programs: [Program], _ whole: Program
  ) throws(CommandFailure) {
    func types(_ ids: [ID<Value>], _ graph: Graph) -> [TensorType] { ids.map { graph[$0].type } }
    for (device, program) in programs.enumerated() {
      let wanted = device == 0 ? whole.graph : Graph(name: "")
      let graph = program.graph
      guard types(graph.inputs, graph) == types(device == 0 ? wanted.inputs : [], wanted),
        types(graph.outputs, graph) == types(device == 0 ? wanted.outputs : [], wanted)
      else {
        throw fail(
          .error(
            SplitFolder.format,
            "\(SplitFolder.fileName(device)) has other inputs or outputs than "
              + (device == 0 ? "the network" : "none"),
            help: "compile the network again"))
      }
    }
  }
}
