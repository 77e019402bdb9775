import Basic
import IR

/// A network in two parts: what comes before a cut runs on the first device, the rest on the second,
/// which sends the outputs back.
package struct CutPlan: Sendable, Equatable {
  /// A cut with its time as a function of bandwidth: `fixed + bits / bandwidth`.
  package struct Cut: Sendable, Equatable {
    /// Whether each unit runs on the second device, by unit.
    package let isRemote: [Bool]

    /// The seconds of computing and of opening connections.
    package let fixed: Double

    /// The bits of all messages.
    package let bits: Int

    /// The messages; those from rank 0 carry tensors over the cut, those from rank 1 outputs.
    package let messages: [CutMessage]

    /// The seconds at a bandwidth in bits per second.
    package func time(_ bandwidth: Double) -> Double { fixed + Double(bits) / bandwidth }
  }

  /// A tensor that crosses.
  package struct CutMessage: Sendable, Equatable {
    /// The value.
    package let value: ID<Value>

    /// Its name.
    package let name: String

    /// The message.
    package let message: Message
  }

  /// The bandwidths, lowest first, for which one cut is best.
  package struct Range: Sendable, Equatable {
    /// The bits per second from which it is best, zero for the first.
    package let from: Double

    /// The cut.
    package let cut: Cut
  }

  /// The name of the network.
  package var network: String

  /// The names of both devices.
  package var devices: [String]

  /// The layers of each unit, and its operations, by unit.
  package var units: [String]
  package var operations: [[ID<Operation>]]

  /// The best cut at the bandwidth of the environment.
  package var best: Cut

  /// The bits per second of the environment.
  package var bandwidth: Double

  /// The best cuts for every bandwidth.
  package var table: [Range]

  /// The plan for people.
  package var text: String {
    var parts = TextTable(["#", "unit", "device"])
    for (index, unit) in units.enumerated() {
      parts.add(["\(index)", unit, devices[best.isRemote[index] ? 1 : 0]])
    }
    var messages = TextTable(["value", "from", "to", "elements", "bytes"])
    for entry in best.messages {
      messages.add([
        entry.name, devices[entry.message.source], devices[entry.message.destination],
        NumberText.grouped(entry.message.elements),
        NumberText.grouped(entry.message.bytes.count),
      ])
    }
    var ranges = TextTable(["from Mbit/s", "units on the second", "bytes", "time without bytes"])
    for range in table {
      ranges.add([
        NumberText.fixed(range.from / 1e6, 3),
        "\(range.cut.isRemote.filter { $0 }.count)", NumberText.grouped(range.cut.bits / 8),
        "\(Nanoseconds(range.cut.fixed * 1e9))",
      ])
    }
    return """
      cut-plan 1

      network    \(network)
      devices    \(devices.joined(separator: ", "))
      bandwidth  \(NumberText.fixed(bandwidth / 1e6, 3)) Mbit/s
      latency    \(Nanoseconds(best.time(bandwidth) * 1e9))

      units
      \(parts.text)
      messages
      \(messages.text)
      break-even bandwidths
      \(ranges.text)
      """
  }

  /// The plan as JSON.
  package var json: JSONValue {
    [
      "format": "cut-plan", "version": 1, "network": .string(network),
      "devices": .array(devices.map { .string($0) }),
      "latency_ns": Nanoseconds(best.time(bandwidth) * 1e9).json,
      "units": .array(
        units.enumerated().map {
          ["name": .string($1), "device": .integer(best.isRemote[$0] ? 1 : 0)]
        }),
      "messages": .array(
        best.messages.map {
          [
            "value": .string($0.name), "from": .integer($0.message.source),
            "to": .integer($0.message.destination), "bytes": .integer($0.message.bytes.count),
          ]
        }),
      "table": .array(
        table.map {
          [
            "from_bits_per_s": .number($0.from), "bytes": .integer($0.cut.bits / 8),
            "fixed_ns": Nanoseconds($0.cut.fixed * 1e9).json,
            "remote": .array($0.cut.isRemote.map { .bool($0) }),
          ]
        }),
    ]
  }
}
