/// An append-only array whose elements are named by typed ids.
///
/// Elements are never removed, so an id stays valid for the life of the table; what is no longer
/// used is simply not reached any more.
@frozen
package struct Table<Element> {
  /// The elements, by id.
  @usableFromInline var elements: [Element]

  /// Makes an empty table.
  @inlinable
  package init() {
    elements = []
  }

  /// The number of elements.
  @inlinable
  package var count: Int { elements.count }

  /// All ids, in order of creation.
  @inlinable
  package var ids: some Sequence<ID<Element>> {
    (0..<UInt32(elements.count)).lazy.map { ID($0) }
  }

  /// Reads or replaces an element.
  @inlinable
  package subscript(id: ID<Element>) -> Element {
    get { elements[id.index] }
    _modify { yield &elements[id.index] }
  }

  /// Adds an element and gives its id.
  @inlinable
  @discardableResult
  package mutating func append(_ element: Element) -> ID<Element> {
    let id = ID<Element>(UInt32(elements.count))
    elements.append(element)
    return id
  }

  /// Whether `id` names an element of this table.
  @inlinable
  package func contains(_ id: ID<Element>) -> Bool {
    id.index < elements.count
  }
}

extension Table: Sendable where Element: Sendable {}
extension Table: Equatable where Element: Equatable {}
