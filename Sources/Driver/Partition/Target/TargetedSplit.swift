import Backend
import Basic
import IR
import Partition

/// The plans of a target for all devices, beside a plan for several devices.
struct TargetedSplit: Sendable {
  /// The name of the target.
  let target: String

  /// By device.
  let devices: [TargetedDevice]

  /// The program of each device.
  let programs: [Program]

  /// Whether every replay must give the bits of its program.
  var isExact: Bool { devices.flatMap(\.parts).allSatisfy { $0.plan?.isExact ?? true } }

  /// How many subgraphs run on the target and on the host, for people.
  var count: String {
    let parts = devices.flatMap(\.parts)
    let hosted = parts.count { $0.plan == nil }
    return "\(parts.count - hosted) on \(target), \(hosted) on the host"
  }

  /// A table of subgraphs, what each takes, and why some run on the host.
  func text(names: [String]) -> String {
    var table = TextTable(["device", "subgraph", "on", "computes", "from", "predicted time"])
    var (facts, reasons) = ("", "")
    for (device, targeted) in devices.enumerated() {
      let graph = programs[device].graph
      for (index, part) in targeted.parts.enumerated() {
        table.add([
          names[device], "\(index)", part.plan == nil ? "host" : target,
          list(part.subgraph.outputs(in: graph), graph),
          list(part.subgraph.inputs(in: graph), graph),
          part.plan?.latency.map { "\($0)" } ?? "-",
        ])
        let place = "\(names[device]), subgraph \(index)"
        if let plan = part.plan {
          facts += "  \(place)\n" + indented(PlanFact.text(plan.summary))
        }
        for (value, reason) in part.reasons { reasons += "  \(place): \(value): \(reason)\n" }
      }
    }
    var sums = TextTable(["device", "predicted time of all subgraphs", "kept between runs"])
    for (name, targeted) in zip(names, devices) {
      let kept = targeted.residents.map { resident in
        "\(NumberText.grouped(resident.used)) of \(NumberText.grouped(resident.available ?? 0)) "
          + resident.name
      }
      sums.add([
        name, targeted.latency.map { "\($0)" } ?? "-",
        kept.isEmpty ? "-" : kept.joined(separator: ", "),
      ])
    }
    return """
      target \(target)
      \(table.text)
      \(sums.text)
      plans
      \(facts)
      """ + (reasons.isEmpty ? "" : "\non the host, because\n\(reasons)")
  }

  private func list(_ values: [ID<Value>], _ graph: Graph) -> String {
    values.isEmpty ? "-" : values.map { graph[$0].name }.joined(separator: " ")
  }

  private func indented(_ text: String) -> String {
    text.split(separator: "\n").map { "    \($0)\n" }.joined()
  }

  /// The member `target` of a plan.
  var json: JSONValue {
    [
      "name": .string(target),
      "devices": .array(
        zip(devices, programs).map { device, program in
          var members: [JSONValue.Member] = []
          if let latency = device.latency {
            members.append(.init("latency_ns", .number((latency.value * 1e3).rounded() / 1e3)))
          }
          return .object(members + [.init("steps", .array(steps(device, program.graph)))])
        }),
    ]
  }

  private func steps(_ device: TargetedDevice, _ graph: Graph) -> [JSONValue] {
    var index = -1
    return device.schedule.steps.map { step in
      switch step {
      case .communication(let id): return ["exchange": .string(Self.name(id, graph))]
      case .subgraph(let subgraph):
        index += 1
        let part = device.parts[index]
        var members: [JSONValue.Member] = [
          .init("subgraph", .integer(index)), .init("on", .string(subgraph.place.rawValue)),
          .init(
            "operations",
            .array(subgraph.operations.map { .string(Self.name($0, graph)) })),
        ]
        if let latency = part.plan?.latency {
          members.append(.init("latency_ns", .number((latency.value * 1e3).rounded() / 1e3)))
        }
        if let plan = part.plan {
          members.append(
            .init(
              "summary", .object(plan.summary.map { .init($0.name, .string($0.value)) })))
        }
        if !part.reasons.isEmpty {
          members.append(
            .init(
              "reasons", .object(part.reasons.map { .init($0.value, .string($0.reason)) })))
        }
        return .object(members)
      }
    }
  }

  /// What a plan calls an operation: the first value that it computes.
  static func name(_ id: ID<Operation>, _ graph: Graph) -> String {
    graph[graph[id].results[0]].name
  }
}
