/// An amount of something, in a unit that the type names.
package protocol Quantity: Hashable, Comparable, Sendable {
  associatedtype Amount: Comparable & AdditiveArithmetic

  /// The number of units.
  var amount: Amount { get set }

  /// Makes an amount.
  init(_ amount: Amount)
}

extension Quantity {
  /// Nothing.
  package static var zero: Self { Self(.zero) }

  /// The sum of two amounts.
  package static func + (a: Self, b: Self) -> Self { Self(a.amount + b.amount) }

  /// Adds an amount.
  package static func += (a: inout Self, b: Self) { a.amount += b.amount }

  /// Orders amounts by their number.
  package static func < (a: Self, b: Self) -> Bool { a.amount < b.amount }
}

/// A number of clock cycles; cost models give fractions.
package struct Cycles: Quantity {
  package var amount: Double

  /// Makes a number of cycles.
  package init(_ amount: Double) { self.amount = amount }

  /// The number of cycles.
  package var count: Double { amount }
}

/// A number of bytes.
package struct Bytes: Quantity, CustomStringConvertible {
  package var amount: Int

  /// Makes a number of bytes.
  package init(_ amount: Int) { self.amount = amount }

  /// The number of bytes.
  package var count: Int { amount }

  /// The size in the largest binary unit that gives at least one.
  package var description: String {
    if count < 1024 { return "\(count) B" }
    if count < 1024 * 1024 { return "\(NumberText.fixed(Double(count) / 1024, 1)) KiB" }
    return "\(NumberText.fixed(Double(count) / 1_048_576, 1)) MiB"
  }
}

/// An amount of energy in picojoules.
package struct Picojoules: Quantity, CustomStringConvertible {
  package var amount: Double

  /// Makes an amount of energy.
  package init(_ amount: Double) { self.amount = amount }

  /// The number of picojoules.
  package var value: Double { amount }

  /// The energy in the unit that suits its size.
  package var description: String {
    if value < 1e3 { return "\(NumberText.fixed(value, 1)) pJ" }
    if value < 1e6 { return "\(NumberText.fixed(value / 1e3, 2)) nJ" }
    return "\(NumberText.fixed(value / 1e6, 2)) uJ"
  }
}

/// A length of time in nanoseconds.
package struct Nanoseconds: Quantity, CustomStringConvertible {
  package var amount: Double

  /// Makes a length of time.
  package init(_ amount: Double) { self.amount = amount }

  /// The number of nanoseconds.
  package var value: Double { amount }

  /// The time in the unit that suits its size.
  package var description: String {
    if value < 1e3 { return "\(NumberText.fixed(value, 1)) ns" }
    if value < 1e6 { return "\(NumberText.fixed(value / 1e3, 2)) us" }
    return "\(NumberText.fixed(value / 1e6, 2)) ms"
  }
}
