/// One way to divide the work of an operation among devices: along an axis of its result, or over
/// the terms of its sums.
package struct SplitDimension: Sendable, Equatable {
  /// An axis that is split in blocks of so many neighbouring indices.
  package struct Axis: Sendable, Hashable {
    /// The axis.
    package let axis: Int

    /// The indices that stay together.
    package let block: Int

    /// Names an axis and the size of its blocks.
    package init(_ axis: Int, block: Int = 1) {
      self.axis = axis
      self.block = block
    }
  }

  /// Which indices of the operands a part of the result needs.
  package enum Relation: Sendable, Equatable {
    /// Block `i` of the result needs block `i` of each operand that has the axis.
    case elementwise
    /// Row `p` of the result needs the rows of its window.
    case window(WindowAxis)
    /// Index `h` of the operand becomes `(o * extent + h) * inner + k` for `o` in `0..<outer` and
    /// `k` in `0..<inner`: an axis that is merged with others around it.
    case interleaved(outer: Int, inner: Int)
    /// The result is a sum over the indices, and each part of them gives a part of the sum.
    case contraction
    /// The result is what the operands have along the axis, one after another.
    case concatenation
  }

  /// Which indices go together.
  package let relation: Relation

  /// The axis of each operand, or `nil` for one that every part needs whole.
  package let operands: [Axis?]

  /// The axis of the result, or `nil` for a sum.
  package let result: Axis?

  /// Describes a way to divide an operation.
  package init(_ relation: Relation, _ operands: [Axis?], to result: Axis?) {
    self.relation = relation
    self.operands = operands
    self.result = result
  }

  /// Describes an axis that every named operand has in common with the result, index by index.
  package init(along operands: [Int?], to result: Int) {
    self.init(.elementwise, operands.map { $0.map { Axis($0) } }, to: Axis(result))
  }
}

/// How an operation can be divided among devices.
package struct OperatorSharding: Sendable, Equatable {
  /// What an operation does to operands of which each device has one term of a sum.
  package enum Linearity: Sendable, Equatable {
    /// The sum must be there first.
    case none
    /// `f(a + b) = f(a) + f(b)` in the first operand: each device applies it to its term.
    case scaling
    /// It is a sum: devices add their terms, and one device alone adds what is no term.
    case addition
  }

  /// The ways to divide it.
  package var dimensions: [SplitDimension]

  /// What it does to terms of a sum, its activation apart.
  package var linearity: Linearity

  /// Whether it is light enough to be divided as its operand is, rather than on its own.
  package var follows: Bool

  /// Whether it moves axes, so that the axis of channels is where the operand's went.
  package var movesAxes: Bool

  /// Describes an operator.
  package init(
    _ dimensions: [SplitDimension], _ linearity: Linearity = .none, follows: Bool = false,
    movesAxes: Bool = false
  ) {
    self.dimensions = dimensions
    self.linearity = linearity
    self.follows = follows
    self.movesAxes = movesAxes
  }
}
