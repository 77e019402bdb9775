import Backend
import Basic
import IR
import Operators
import Partition
import Passes

/// Divides the programs of devices into subgraphs and plans those that a target runs.
struct TargetedPlanner {
  static let residentRule = Rule(
    "split.m2", "a device holds what all of its subgraphs keep between runs",
    "Each subgraph has a plan of its own, and weights of all of them stay in the device.")

  /// What plans.
  let backend: any Backend

  /// The whole network, which says what the target would run if it were alone.
  let whole: Program

  /// The program of each device.
  let devices: [Program]

  /// The names of the devices.
  let names: [String]

  /// Plans every subgraph, or ends the command after reporting all that cannot be.
  func plan(_ session: inout Session) throws(CommandFailure) -> [TargetedDevice] {
    let refused = refusedValues
    var targeted: [TargetedDevice] = []
    for (device, program) in devices.enumerated() {
      let catalog = session.catalog
      let division = SubgraphDivision.divide(program, catalog: catalog) { id, part in
        guard computes(part, catalog) else { return "nothing is computed beside it" }
        guard case .unsupported(let reason) = backend.support(for: id, in: part) else {
          return nil
        }
        return "\(reason.text) [\(reason.rule.code)]"
      }
      var parts: [TargetedDevice.Part] = []
      for (index, subgraph) in division.schedule.subgraphs.enumerated() {
        let place = "device \(device) '\(names[device])', subgraph \(index)"
        let part = subgraph.program(of: program)
        var reasons: [(value: String, reason: String)] = []
        for id in subgraph.operations {
          let operation = program.graph[id]
          let value = program.graph[operation.results[0]].name
          guard let hosting = division.reasons[id] else { continue }
          reasons.append((value, hosting))
          // A part can be simpler than the whole, such as one group of a convolution.
          guard let reason = refused[value] else { continue }
          session.bag.report(
            .error(
              reason.rule, "\(place): \(operation.kind) '\(value)': \(reason.text)",
              help: "the target does not run it in the undivided network either"))
        }
        let plan = subgraph.place == .target ? self.plan(part, place, &session) : nil
        parts.append(
          TargetedDevice.Part(subgraph: subgraph, program: part, plan: plan, reasons: reasons))
      }
      targeted.append(TargetedDevice(schedule: division.schedule, parts: parts))
      checkResidents(targeted[device], "device \(device) '\(names[device])'", &session)
    }
    try session.stopIfWrong()
    return targeted
  }

  /// Reports what the subgraphs of a device keep in it that does not fit together.
  private func checkResidents(
    _ device: TargetedDevice, _ place: String, _ session: inout Session
  ) {
    for resident in device.residents {
      guard let available = resident.available, resident.used > available else { continue }
      session.bag.report(
        .error(
          Self.residentRule,
          "\(place): its subgraphs keep \(NumberText.grouped(resident.used)) \(resident.name), and "
            + "there are \(NumberText.grouped(available))",
          help: "use more devices, or a strategy that divides weights"))
    }
  }

  /// Whether anything in a program is arithmetic: what only gives elements another shape is no work for
  /// a target.
  private func computes(_ program: Program, _ catalog: OperatorCatalog) -> Bool {
    program.graph.order.contains { id in
      let operation = program.graph[id]
      let work = catalog.definition(of: operation).work(
        program.graph.call(id), operation.results.map { program.graph[$0].type })
      return work.macs > 0 || work.elementOperations > 0
    }
  }

  /// Why the target does not run operations of the whole network, by the value that they compute.
  private var refusedValues: [String: Support.Reason] {
    var reasons: [String: Support.Reason] = [:]
    for id in whole.graph.order {
      if case .unsupported(let reason) = backend.support(for: id, in: whole) {
        for result in whole.graph[id].results { reasons[whole.graph[result].name] = reason }
      }
    }
    return reasons
  }

  /// The plan of a subgraph, or `nil` after reporting where and why there is none.
  private func plan(
    _ part: Program, _ place: String, _ session: inout Session
  ) -> (any DevicePlan)? {
    var context = PassContext(
      catalog: session.catalog, samples: SeededSamples(seed: 1, count: 1),
      threads: session.threads)
    let plan = backend.verifiedPlan(part, &context)
    var found = DiagnosticBag(errorLimit: .max)
    for var diagnostic in context.bag.errorsOnly.diagnostics {
      diagnostic.message = "\(place): \(diagnostic.message)"
      found.report(diagnostic)
    }
    session.bag.mergeWhole(found)
    return plan
  }
}
