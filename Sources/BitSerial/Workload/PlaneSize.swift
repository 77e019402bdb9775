/// A height and a width, in elements.
package struct PlaneSize: Sendable, Hashable {
  package let height: Int
  package let width: Int

  /// Makes a size.
  package init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  /// Makes a square.
  package init(_ side: Int) { self.init(height: side, width: side) }

  /// The number of elements of one channel; sizes of a layer are bounded so that it fits.
  package var area: Int { height * width }
}
