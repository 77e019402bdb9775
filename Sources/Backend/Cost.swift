import Basic

/// What a piece of work takes on a target: clock cycles and energy.
package struct Cost: Hashable, Sendable {
  package var cycles: Cycles
  package var energy: Picojoules

  /// Makes a cost.
  package init(cycles: Cycles, energy: Picojoules) {
    self.cycles = cycles
    self.energy = energy
  }

  package static let zero = Cost(cycles: .zero, energy: .zero)

  /// The cost of one thing after the other.
  package static func + (a: Cost, b: Cost) -> Cost {
    Cost(cycles: a.cycles + b.cycles, energy: a.energy + b.energy)
  }

  package static func += (a: inout Cost, b: Cost) { a = a + b }

  /// The cost of doing the same thing `count` times.
  package static func * (a: Cost, count: Int) -> Cost {
    Cost(
      cycles: Cycles(a.cycles.count * Double(count)),
      energy: Picojoules(a.energy.value * Double(count)))
  }

  /// The time at a clock of `megahertz`.
  package func time(megahertz: Double) -> Nanoseconds {
    Nanoseconds(cycles.count * 1000 / megahertz)
  }
}
