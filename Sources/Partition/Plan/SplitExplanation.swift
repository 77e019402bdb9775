import Basic

/// Why a plan is as it is: what each pair would save, what each unit's next best way would cost, and
/// how the published schemes compare.
package struct SplitExplanation: Sendable, Equatable {
  /// A possible pair of products.
  package struct Pair: Sendable, Equatable {
    /// The units.
    package let first: String
    package let second: String

    /// The nanoseconds that it saves against two products by output channels.
    package let saved: Nanoseconds

    /// Whether the plan has it.
    package let isMade: Bool

    /// Why, or why not.
    package let reason: String
  }

  /// The way of a unit with the best other way.
  package struct Alternative: Sendable, Equatable {
    /// The unit.
    package let unit: String

    /// Its way, and the best other one.
    package let mode: SplitMode
    package let other: SplitMode

    /// How much slower the best plan with the other way is, memory apart.
    package let loss: Nanoseconds
  }

  /// What a strategy gives on the same devices.
  package struct Comparison: Sendable, Equatable {
    /// The strategy.
    package let strategy: SplitStrategy

    /// Its plan, or `nil` if none fits.
    package let latency: Nanoseconds?
    package let connections: Int
    package let bytes: Bytes
    package let peak: Bytes
  }

  /// A change of the state of a value that could go by way of the leaders of tiers.
  package struct TierChoice: Sendable, Equatable {
    /// The value.
    package let value: String

    /// The change, in letters.
    package let change: String

    /// What it takes in one round, and by tiers.
    package let direct: Nanoseconds
    package let tiered: Nanoseconds

    /// How the plan does it.
    package let taken: Topology
  }

  /// Every change of a state that tiers could do, in order.
  package let tiers: [TierChoice]

  /// Every possible pair, in order.
  package let pairs: [Pair]

  /// Every unit that could run in another way, in order.
  package let alternatives: [Alternative]

  /// Every strategy, in order.
  package let comparisons: [Comparison]
}

extension SplitExplanation {
  /// The explanation for people.
  package var text: String {
    var table = TextTable([
      "by output channels", "by input channels", "saves", "in the plan", "because",
    ])
    for pair in pairs {
      table.add([
        pair.first, pair.second, Self.signed(pair.saved), pair.isMade ? "yes" : "no", pair.reason,
      ])
    }
    var sections: [String] =
      pairs.isEmpty ? [] : ["possible pairs, against both by output channels\n" + table.text]
    var others = TextTable(["unit", "mode", "next best mode", "slower by"])
    for entry in alternatives {
      others.add([
        entry.unit, entry.mode.rawValue, entry.other.rawValue, Self.signed(entry.loss),
      ])
    }
    if !alternatives.isEmpty { sections.append("units in their next best mode\n" + others.text) }
    if !tiers.isEmpty {
      var table = TextTable(["value", "change", "in one round", "by tiers", "topology"])
      for entry in tiers {
        table.add([
          entry.value, entry.change, "\(entry.direct)", "\(entry.tiered)", entry.taken.rawValue,
        ])
      }
      sections.append("changes of state that tiers could do\n" + table.text)
    }
    var strategies = TextTable([
      "strategy", "latency", "connections", "bytes sent", "peak memory B",
    ])
    for entry in comparisons {
      guard let latency = entry.latency else {
        strategies.add([entry.strategy.rawValue, "does not fit", "-", "-", "-"])
        continue
      }
      strategies.add([
        entry.strategy.rawValue, "\(latency)", NumberText.grouped(entry.connections),
        NumberText.grouped(entry.bytes.count), NumberText.grouped(entry.peak.count),
      ])
    }
    sections.append("every strategy on these devices\n" + strategies.text)
    return sections.joined(separator: "\n")
  }

  private static func signed(_ time: Nanoseconds) -> String {
    time.value < 0 ? "-\(Nanoseconds(-time.value))" : "\(time)"
  }
}
