/// The shape of an array of processing elements.
///
/// Each element multiplies `dotProduct` weights with as many activations; elements of one row share
/// weights of one output channel, elements of one column share activations of one output position.
/// Source: [bbs24] section 4.
package struct ArrayGeometry: Sendable, Hashable {
  /// Weights that one element takes at once.
  package let dotProduct: Int

  /// Output channels that are computed at once.
  package let rows: Int

  /// Output positions, along the width of the output or along tokens, that are computed at once.
  package let columns: Int

  /// Makes a shape; all sizes must be positive.
  package init(dotProduct: Int, rows: Int, columns: Int) {
    precondition(dotProduct > 0 && rows > 0 && columns > 0)
    self.dotProduct = dotProduct
    self.rows = rows
    self.columns = columns
  }

  /// The number of processing elements.
  package var elementCount: Int { rows * columns }

  /// The rows that a layer can use: without shared inputs only one is busy.
  func usedRows(for layer: BitSerialLayer) -> Int { layer.isGrouped ? 1 : rows }

  /// How often the weights of a tile are used again, for other output positions.
  func passes(for layer: BitSerialLayer) -> Int {
    layer.outputPlane.width.dividedRoundingUp(by: columns) * layer.outputPlane.height
  }

  /// The tiles of a layer: products of one array of weights with one array of activations.
  ///
  /// `kernel * ceil(K / rows) * ceil(OW / columns) * OH`, where `kernel` counts the pieces of a
  /// filter, or K in the place of `ceil(K / rows)` where only one row is busy.
  package func tiles(of layer: BitSerialLayer) -> Int {
    let split = FilterSplit(of: layer, dotProduct: dotProduct)
    return split.pieceCount * layer.filters.dividedRoundingUp(by: usedRows(for: layer))
      * passes(for: layer)
  }
}

extension Int {
  /// The quotient of positive numbers, rounded up, without the sum that could overflow.
  func dividedRoundingUp(by divisor: Int) -> Int {
    self / divisor + (isMultiple(of: divisor) ? 0 : 1)
  }
}
