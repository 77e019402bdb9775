import Basic
import IR
import Operators

extension SplitPlan {
  /// The plan as JSON.
  ///
  /// - Parameter names: the names of values, by id.
  package func json(names: PlanNames) -> JSONValue {
    [
      "format": .string(Self.format),
      "version": .integer(Self.formatVersion),
      "network": .string(network),
      "strategy": .string(strategy),
      "totals": [
        "latency_ns": totals.latency.json,
        "compute_ns": totals.compute.json,
        "communication_ns": totals.communication.json,
        "connections": .integer(connections),
        "bytes": .integer(bytes.count),
        "optimal": .bool(totals.isOptimal),
      ],
      "devices": .array(devices.enumerated().map { $1.json(rank: $0) }),
      "units": .array(units.map { $0.json(names) }),
      "exits": .array(exits.map { $0.json(names) }),
    ]
  }
}

extension PlannedDevice {
  fileprivate func json(rank: Int) -> JSONValue {
    [
      "rank": .integer(rank),
      "name": .string(name),
      "index": .integer(index),
      "weight_bytes": .integer(weights.count),
      "activation_bytes": .integer(live.count),
      "peak_bytes": .integer(peak.count),
      "memory_bytes": memory.map { .integer($0.count) } ?? .null,
    ]
  }
}

extension PlannedUnit {
  fileprivate func json(_ names: PlanNames) -> JSONValue {
    [
      "name": .string(name),
      "mode": .string(mode.rawValue),
      "entries": .array(entries.map { $0.json(names) }),
      "inputs": .array(
        inputs.map { ["value": .string(names[$0.value]), "state": $0.state.json] }),
      "steps": .array(steps.map(\.state.json)),
      "reduction": reduction.map { $0.json(names) } ?? .null,
      "output": .string(names[output]),
      "output_state": outputState.json,
      "shares": .array(shares.map(\.json)),
      "loads": .array(
        loads.map {
          [
            "macs": .integer($0.macs), "time_ns": $0.time.json,
            "weight_bytes": .integer($0.weights.count), "activation_bytes": .integer($0.live.count),
          ]
        }),
    ]
  }
}

extension Boundary {
  fileprivate func json(_ names: PlanNames) -> JSONValue {
    [
      "value": .string(names[value]),
      "from": source.json,
      "to": target.json,
      "topology": .string(topology.rawValue),
      "connections": .integer(connections),
      "bytes": .integer(bytes.count),
      "time_ns": time.json,
      "rounds": .array(
        collectives.map { round in
          ["kind": .string(round.kind.rawValue), "messages": .array(round.messages.map(\.json))]
        }),
    ]
  }
}

extension Message {
  fileprivate var json: JSONValue {
    [
      "from": .integer(source), "to": .integer(destination), "elements": .integer(elements),
      "bytes": .integer(bytes.count), "programmed": .bool(isProgrammed),
      "region": .array(
        region.map { ["axis": .integer($0.axis), "indices": $0.indices.json] }),
    ]
  }
}

extension IndexRanges {
  fileprivate var json: JSONValue {
    .array(ranges.map { [.integer($0.lowerBound), .integer($0.upperBound)] })
  }
}

extension ShardingState {
  fileprivate var json: JSONValue {
    let kind: String =
      switch self {
      case .solo: "solo"
      case .replicated: "replicated"
      case .channels: "channels"
      case .rows: "rows"
      case .partial: "partial"
      }
    guard let shards else { return ["kind": .string(kind)] }
    return [
      "kind": .string(kind), "axis": .integer(shards.axis),
      "indices": .array(shards.indices.map(\.json)),
    ]
  }
}

extension Nanoseconds {
  /// The time in a plan, in whole picoseconds: sums that differ in their last bits are one text.
  var json: JSONValue { .number((value * 1e3).rounded() / 1e3) }
}
