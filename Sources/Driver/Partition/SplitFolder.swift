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

  /// The pipeline that made the whole program.
  package var pipeline: Pipeline

  /// What a target does of it, or `nil` if the interpreter runs the programs.
  var targeted: TargetedSplit?

  /// The names of its files and folders.
  var fileNames: [String] {
    ["plan.txt", "plan.json", PlanFolder.programFile]
      + devices.indices.map { Self.fileName($0) }
      + (targeted == nil ? [] : devices.indices.map { "device-\($0)/" })
  }

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

  /// The plan with what a target does of it.
  func with(_ targeted: TargetedSplit, names: [String]) -> SplitTexts {
    guard case .object(let members) = json else {
      preconditionFailure("the members of a plan are an object")
    }
    return SplitTexts(
      text: "\(text)\n\(targeted.text(names: names))",
      json: .object(members + [.init("target", targeted.json)]))
  }

  /// What `format` says in either.
  static let formats = [SplitPlan.format, "cut-plan"]

  /// What a plan says of its devices.
  typealias Prediction = (devices: Int, connections: Int, bytes: Int)

  /// The number of devices, and the messages and bytes that they send, or `nil` if it does not say.
  static func prediction(_ json: JSONValue) -> Prediction? {
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
    _ plan: SplitTexts, _ folder: SplitFolder, to path: String
  ) throws(CommandFailure) {
    let (program, devices, pipeline) = (folder.program, folder.devices, folder.pipeline)
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
    try writeSubgraphs(folder, to: path)
  }

  /// Writes the plans of a target, each in a folder of its own, in the place of earlier ones.
  private mutating func writeSubgraphs(
    _ folder: SplitFolder, to path: String
  ) throws(CommandFailure) {
    for device in 0..<DeviceEnvironment.deviceLimit {
      try? FileManager.default.removeItem(
        atPath: environment.path("\(path)/device-\(device)"))
    }
    for (device, targeted) in (folder.targeted?.devices ?? []).enumerated() {
      for (index, part) in targeted.parts.enumerated() {
        guard let plan = part.plan else { continue }
        try write(
          PlanFolder(program: part.program, pipeline: folder.pipeline, plan: plan),
          to: "\(path)/\(TargetedDevice.folderName(device, index))")
      }
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
}
