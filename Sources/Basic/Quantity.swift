/// A number of clock cycles.
package struct Cycles: Hashable, Comparable, Sendable {
  package var count: Double

  /// Makes a number of cycles; cost models give fractions.
  package init(_ count: Double) { self.count = count }

  package static let zero = Cycles(0)
  package static func + (a: Cycles, b: Cycles) -> Cycles { Cycles(a.count + b.count) }
  package static func += (a: inout Cycles, b: Cycles) { a.count += b.count }
  package static func < (a: Cycles, b: Cycles) -> Bool { a.count < b.count }
}

/// A number of bytes.
package struct Bytes: Hashable, Comparable, Sendable, CustomStringConvertible {
  package var count: Int

  /// Makes a number of bytes.
  package init(_ count: Int) { self.count = count }

  package static let zero = Bytes(0)
  package static func + (a: Bytes, b: Bytes) -> Bytes { Bytes(a.count + b.count) }
  package static func += (a: inout Bytes, b: Bytes) { a.count += b.count }
  package static func < (a: Bytes, b: Bytes) -> Bool { a.count < b.count }

  /// The size in the largest binary unit that gives at least one.
  package var description: String {
    if count < 1024 { return "\(count) B" }
    if count < 1024 * 1024 { return "\(NumberText.fixed(Double(count) / 1024, 1)) KiB" }
    return "\(NumberText.fixed(Double(count) / 1_048_576, 1)) MiB"
  }
}

/// An amount of energy in picojoules.
package struct Picojoules: Hashable, Comparable, Sendable, CustomStringConvertible {
  package var value: Double

  /// Makes an amount of energy.
  package init(_ value: Double) { self.value = value }

  package static let zero = Picojoules(0)
  package static func + (a: Picojoules, b: Picojoules) -> Picojoules {
    Picojoules(a.value + b.value)
  }
  package static func += (a: inout Picojoules, b: Picojoules) { a.value += b.value }
  package static func < (a: Picojoules, b: Picojoules) -> Bool { a.value < b.value }

  /// The energy in the unit that suits its size.
  package var description: String {
    if value < 1e3 { return "\(NumberText.fixed(value, 1)) pJ" }
    if value < 1e6 { return "\(NumberText.fixed(value / 1e3, 2)) nJ" }
    return "\(NumberText.fixed(value / 1e6, 2)) uJ"
  }
}

/// A length of time in nanoseconds.
package struct Nanoseconds: Hashable, Comparable, Sendable, CustomStringConvertible {
  package var value: Double

  /// Makes a length of time.
  package init(_ value: Double) { self.value = value }

  package static let zero = Nanoseconds(0)
  package static func + (a: Nanoseconds, b: Nanoseconds) -> Nanoseconds {
    Nanoseconds(a.value + b.value)
  }
  package static func += (a: inout Nanoseconds, b: Nanoseconds) { a.value += b.value }
  package static func < (a: Nanoseconds, b: Nanoseconds) -> Bool { a.value < b.value }

  /// The time in the unit that suits its size.
  package var description: String {
    if value < 1e3 { return "\(NumberText.fixed(value, 1)) ns" }
    if value < 1e6 { return "\(NumberText.fixed(value / 1e3, 2)) us" }
    return "\(NumberText.fixed(value / 1e6, 2)) ms"
  }
}
