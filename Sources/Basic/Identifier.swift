/// The index of an element in a `Table`, typed by what it names so that ids of different tables
/// cannot be mixed up.
@frozen
package struct ID<Element>: Hashable, Comparable, Sendable {
  /// The position in the table.
  package let raw: UInt32

  /// Makes the id of the element at `raw`.
  @inlinable
  package init(_ raw: UInt32) {
    self.raw = raw
  }

  /// The position in the table, as an array index.
  @inlinable
  package var index: Int { Int(raw) }

  /// Orders ids by position.
  @inlinable
  package static func < (left: ID, right: ID) -> Bool {
    left.raw < right.raw
  }
}
