import Backend
import Basic
import Foundation
import IR
import Partition
import Passes

/// A plan for several devices with the programs that they run, as `compile --split` writes them.
package struct SplitFolder: Sendable {
  /// The whole network.
  package var program: Program

  /// The program of each device.
  package var devices: [Program]

  /// The number of messages that the plan predicts.
  package var connections: Int

  /// The bytes that the plan predicts.
  package var bytes: Int

  /// The file of the program of a device.
  static func fileName(_ device: Int) -> String { "device-\(device).dnnir" }

  /// The rule by which the files of a plan are read.
  static let format = Rule(
    "plan.split-format", "a plan for several devices says how many there are and what they send",
    "`dnnc compile --split` writes plan.json, program.dnnir and a device-N.dnnir for each device.")
}

/// The two forms of a plan for several devices: by shares, or cut in two.
package struct SplitTexts: Sendable {
  /// For people.
  let text: String
  /// For programs.
  let json: JSONValue

  /// What `format` says in either.
  static let formats = [SplitPlan.format, "cut-plan"]

  /// The number of devices, and the messages and bytes that they send, or `nil` if it does not say.
  static func prediction(_ json: JSONValue) -> (devices: Int, connections: Int, bytes: Int)? {
    guard case .array(let devices) = json["devices"] ?? .null, !devices.isEmpty else { return nil }
    if case .array(let messages) = json["messages"] ?? .null {
      let bytes = messages.compactMap { message -> Int? in
        guard case .integer(let bytes) = message["bytes"] ?? .null else { return nil }
        return bytes
      }
      return (devices.count, messages.count, bytes.reduce(0, &+))
    }
    guard case .integer(let connections) = json["totals"]?["connections"] ?? .null,
      case .integer(let bytes) = json["totals"]?["bytes"] ?? .null
    else { return nil }
    return (devices.count, connections, bytes)
  }
}

extension Session {
  /// Writes a plan for several devices with its programs, or ends the command.
  package mutating func write(
    _ plan: SplitTexts, _ program: Program, _ devices: [Program], _ pipeline: Pipeline,
    to path: String
  ) throws(CommandFailure) {
    explain("writing \(path)")
    let root = environment.path(path)
    var known: Set<ContentHash> = []
    do throws(FileError) {
      try FileOutput.makeFolder(root)
      let store = ConstantStore(folder: "\(root)/constants")
      let header = IRHeader(
        pipeline: pipeline.description, position: pipeline.elements.count)
      try store.save(program, known: &known)
      try FileOutput.write(
        IRPrinter().print(program, header: header), to: "\(root)/\(PlanFolder.programFile)")
      for (device, program) in devices.enumerated() {
        try store.save(program, known: &known)
        try FileOutput.write(
          IRPrinter().print(program), to: "\(root)/\(SplitFolder.fileName(device))")
      }
      try FileOutput.write(plan.text, to: "\(root)/plan.txt")
      try FileOutput.write(plan.json.text, to: "\(root)/plan.json")
      removeProgramsBehind(devices.count, in: root)
      store.removeOthers(than: known)
    } catch {
      throw fail(error, named: path)
    }
  }

  /// Removes programs that an earlier plan for more devices has left.
  private func removeProgramsBehind(_ count: Int, in root: String) {
    var device = count
    while (try? FileManager.default.removeItem(atPath: "\(root)/\(SplitFolder.fileName(device))"))
      != nil
    {
      device += 1
    }
  }

  /// Removes the sources of an earlier plan.
  package func removeSources(_ name: String, in folder: String) {
    try? FileManager.default.removeItem(atPath: environment.path("\(folder)/\(name)"))
  }

  /// Whether a folder holds a plan for several devices.
  package func isSplitPlan(_ path: String) -> Bool {
    guard let file = try? MappedFile(path: environment.path("\(path)/plan.json")),
      let json = try? JSONReader.read(file.bytes)
    else { return false }
    return SplitTexts.formats.contains { json["format"] == .string($0) }
  }

  /// Reads a plan for several devices and its programs, or ends the command.
  package mutating func loadSplitPlan(_ path: String) throws(CommandFailure) -> SplitFolder {
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
    let program = try loadIR("\(path)/\(PlanFolder.programFile)", constants: nil).program
    var programs: [Program] = []
    for device in 0..<prediction.devices {
      programs.append(
        try loadIR("\(path)/\(SplitFolder.fileName(device))", constants: nil).program)
    }
    var verifier = DeviceVerifier(programs, catalog: catalog)
    verifier.verify(into: &bag)
    try stopIfWrong()
    try checkEnds(programs, program)
    return SplitFolder(
      program: program, devices: programs, connections: prediction.connections,
      bytes: prediction.bytes)
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
