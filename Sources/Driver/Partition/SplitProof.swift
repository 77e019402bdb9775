import Backend
import Basic
import IR
import Interpreter
import Partition
import Passes
import Report
import Synchronization

/// Runs all devices of a plan in this process, and compares every subgraph that a target runs with
/// the interpreter, and the outputs with the whole network.
struct SplitProof {
  static let rule = Rule(
    "run.subgraph-differs", "a plan of a subgraph gives what the interpreter makes of it",
    """
    Each subgraph reads what the devices send while the network runs, and is compared by itself. If \
    the folder was not changed by hand, this is a fault of dnnc.
    """)

  let folder: SplitFolder

  /// How many elements of a subgraph were compared, and how many were different.
  private struct Count {
    var elements = 0
    var differing = 0
  }

  /// A row for each subgraph, or one for the devices if the interpreter runs them.
  func run(
    _ samples: any SampleSource, _ session: inout Session
  ) throws(CommandFailure) -> ReportTable {
    do throws(ExecutionError) {
      return try compared(samples, &session)
    } catch {
      throw session.fail(error.diagnostic)
    }
  }

  private func compared(
    _ samples: any SampleSource, _ session: inout Session
  ) throws(ExecutionError) -> ReportTable {
    let interpreter = Interpreter(catalog: session.catalog, threads: 1)
    var executions: [DeviceExecution] = []
    for (device, program) in folder.devices.enumerated() {
      guard let targeted = folder.targeted else {
        executions.append(try DeviceExecution(program, interpreter))
        continue
      }
      // What a changed file of weights makes different is to be found.
      let execution = try DeviceExecution(
        targeted.devices[device], program, interpreter, changedImages: .warning, &session.bag)
      guard let execution else { return ReportTable([]) }
      executions.append(execution)
    }
    let whole = try session.interpreter.prepare(folder.program)
    let group = DeviceGroup(catalog: session.catalog)
    var counts = (folder.targeted?.devices ?? []).map { $0.parts.map { _ in Count() } }
    for index in 0..<samples.count {
      let inputs = zip(samples.sample(index, for: folder.program), folder.program.graph.inputs)
        .map { tensor, id in tensor.retyped(folder.program.graph[id].type) }
      let seen = Observations(deviceCount: executions.count)
      let devices = executions
      let run = group.run(devices.count) { device, communicator throws(ExecutionError) in
        try devices[device].run(device == 0 ? inputs : [], communicator) {
          seen.add($0, of: device)
        }
      }
      let outputs = try run.outputs().map { [UInt8]($0.storage.bytes) }
      if folder.targeted?.isExact ?? true {
        _ = SplitComparison(program: folder.program, sample: index)
          .worst(outputs, try whole.run(inputs), &session)
      }
      for (device, observations) in seen.all.enumerated() {
        for observation in observations {
          try count(observation, device, interpreter, &counts)
        }
      }
    }
    return table(counts, &session)
  }

  private func count(
    _ observation: DeviceExecution.Observation, _ device: Int, _ interpreter: Interpreter,
    _ counts: inout [[Count]]
  ) throws(ExecutionError) {
    guard let part = folder.targeted?.devices[device].parts[observation.subgraph] else { return }
    let expected =
      part.plan == nil
      ? observation.outputs : try interpreter.run(part.program, inputs: observation.inputs)
    for (found, wanted) in zip(observation.outputs, expected) {
      let differing = zip(found.numbers, wanted.numbers).count { $0 != $1 }
      counts[device][observation.subgraph].elements += wanted.type.elementCount
      counts[device][observation.subgraph].differing += differing
    }
  }

  private func table(_ counts: [[Count]], _ session: inout Session) -> ReportTable {
    var table = ReportTable([
      .init("device", key: "device"), .init("subgraph", key: "subgraph"),
      .init("on", key: "on"), .init("elements", key: "elements"),
      .init("differing", key: "differing"),
    ])
    for (device, counts) in counts.enumerated() {
      for (subgraph, count) in counts.enumerated() {
        guard let part = folder.targeted?.devices[device].parts[subgraph] else { continue }
        table.append([
          .integer(device), .integer(subgraph),
          .text(part.subgraph.place.rawValue), .integer(count.elements),
          .integer(count.differing),
        ])
        guard count.differing > 0, part.plan?.isExact ?? true else { continue }
        session.bag.report(
          .error(
            Self.rule,
            "device \(device), subgraph \(subgraph): \(count.differing) of \(count.elements) "
              + "elements differ"))
      }
    }
    return table
  }
}

/// What subgraphs read and made, gathered from the threads of all devices.
private final class Observations: Sendable {
  private let state: Mutex<[[DeviceExecution.Observation]]>

  init(deviceCount: Int) { state = Mutex(Array(repeating: [], count: deviceCount)) }

  var all: [[DeviceExecution.Observation]] { state.withLock { $0 } }

  func add(_ observation: DeviceExecution.Observation, of device: Int) {
    state.withLock { $0[device].append(observation) }
  }
}
