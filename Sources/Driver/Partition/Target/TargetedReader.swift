import Backend
import Basic
import IR
import Partition

/// Reads what a target does of a plan for several devices.
struct TargetedReader {
  /// The folder of the whole plan, as the user wrote it.
  let path: String

  /// The member `target` of its plan.json.
  let json: JSONValue

  private var file: Diagnostic.Place { .file("\(path)/plan.json", offset: nil) }

  /// What the target does on one device, or the end of the command.
  func device(
    _ index: Int, _ program: Program, _ session: inout Session
  ) throws(CommandFailure) -> TargetedDevice {
    let schedule = try schedule(index, program, &session)
    if let fault = schedule.fault(in: program, catalog: session.catalog) {
      throw session.fail(
        .error(
          SplitFolder.format, "device \(index): \(fault)", at: file,
          help: "compile the network again"))
    }
    var parts: [TargetedDevice.Part] = []
    for (number, subgraph) in schedule.subgraphs.enumerated() {
      let part = subgraph.program(of: program)
      var plan: (any DevicePlan)?
      if subgraph.place == .target {
        let name = "\(path)/\(TargetedDevice.folderName(index, number))"
        let folder = try session.loadPlan(name)
        folder.plan.checkProgram(
          part, file: "\(path)/\(SplitFolder.fileName(index))", &session.bag)
        try session.stopIfWrong()
        plan = folder.plan
      }
      parts.append(
        TargetedDevice.Part(subgraph: subgraph, program: part, plan: plan, reasons: []))
    }
    return TargetedDevice(schedule: schedule, parts: parts)
  }

  private func schedule(
    _ index: Int, _ program: Program, _ session: inout Session
  ) throws(CommandFailure) -> DeviceSchedule {
    var known: [String: ID<Operation>] = [:]
    for id in program.graph.order { known[TargetedSplit.name(id, program.graph)] = id }
    func wrong(_ text: String) -> CommandFailure {
      session.fail(
        .error(
          SplitFolder.format, "device \(index): \(text)", at: file,
          help: "compile the network again"))
    }
    func operation(_ value: JSONValue) throws(CommandFailure) -> ID<Operation> {
      guard case .string(let name) = value, let id = known[name] else {
        throw wrong("there is no operation \(value.compactText)")
      }
      return id
    }
    guard case .array(let devices) = json["devices"] ?? .null, devices.indices.contains(index),
      case .array(let entries) = devices[index]["steps"] ?? .null
    else { throw wrong("'steps' are missing") }
    var steps: [DeviceSchedule.Step] = []
    for entry in entries {
      if let exchange = entry["exchange"] {
        steps.append(.communication(try operation(exchange)))
        continue
      }
      guard case .array(let names) = entry["operations"] ?? .null,
        case .string(let word) = entry["on"] ?? .null, let place = Subgraph.Place(rawValue: word)
      else { throw wrong("a step is neither an exchange nor a subgraph") }
      var operations: [ID<Operation>] = []
      for name in names { operations.append(try operation(name)) }
      steps.append(.subgraph(Subgraph(place, operations)))
    }
    return DeviceSchedule(steps)
  }
}
