/// What the cores do to make outputs of the sums of columns.
struct RecombinationWork: Sendable, Equatable {
  /// Additions of column sums, and of sums of inputs to them.
  let partialAdds: Int

  /// Additions that sum inputs.
  let inputSums: Int

  /// Multiply-accumulate operations with shared low halves.
  let products: Int

  /// Counts the work of a layer.
  ///
  /// - Parameter rowParts: the parts that the rows of each matrix are cut into.
  init(_ mapping: LayerMapping, rowParts: Int) {
    let pixels = mapping.map.images * mapping.map.pixels
    let runs = mapping.inputGroups?.count(rows: mapping.rows) ?? 0
    var (adds, sums) = (0, 0)
    for group in 0..<mapping.groups {
      let columns = mapping.columns(ofGroup: group)
      // Two sums of columns and one of inputs come together in a wide output.
      adds += columns.wide * 2 * rowParts + columns.narrow * (rowParts - 1)
      guard mapping.encoding != .direct else { continue }
      // The sum of all inputs is that of the sums of groups, where these are needed too.
      sums += mapping.rows + (columns.wide > 0 && columns.narrow > 0 ? runs - 1 : 0)
    }
    partialAdds = pixels * adds
    inputSums = pixels * sums
    products = pixels * mapping.lowHalfCount
  }
}
