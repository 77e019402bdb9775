import Basic

extension LayerMapping {
  /// The columns of a matrix.
  package func columns(ofGroup group: Int) -> MatrixColumns {
    switch encoding {
    case .direct: return MatrixColumns(wide: 0, narrow: outputs)
    case .highLow: return MatrixColumns(wide: outputs, narrow: 0)
    case .sharedLow:
      let wide = sharing?.wide ?? []
      let count = wide.indices.contains(group) ? wide[group].count : outputs
      return MatrixColumns(wide: count, narrow: outputs - count)
    }
  }

  /// The first column of a matrix among those of all.
  package func firstColumn(ofGroup group: Int) -> Int {
    guard encoding == .sharedLow else { return group * columns(ofGroup: 0).count }
    return (0..<group).reduce(0) { $0 + columns(ofGroup: $1).count }
  }

  /// The columns of all matrices.
  package var columnCount: Int { firstColumn(ofGroup: groups) }

  /// The outputs of a matrix in the order of their columns.
  func order(ofGroup group: Int) -> [Int] {
    guard let sharing else { return Array(0..<outputs) }
    var isWide = [Bool](repeating: false, count: outputs)
    for output in sharing.wide[group] { isWide[output] = true }
    return sharing.wide[group] + (0..<outputs).filter { !isWide[$0] }
  }

  /// Which inputs of a matrix share low halves.
  var inputGroups: InputGroups? {
    sharing.map { InputGroups(channels: groupChannels, size: $0.groupSize) }
  }

  /// The low halves of the layer: for each matrix and narrow output one of each group of inputs.
  package var lowHalfCount: Int {
    guard let inputGroups else { return 0 }
    let narrow = (0..<groups).reduce(0) { $0 + columns(ofGroup: $1).narrow }
    return narrow * inputGroups.count(rows: rows)
  }

  /// The matrix and its cells in words.
  var reason: String {
    let matrix = "\(groups == 1 ? "" : "\(groups) x ")\(rows) x \(outputs) constant matrix, "
    switch encoding {
    case .direct: return matrix + "1 cell a weight"
    case .highLow: return matrix + "2 cells a weight"
    case .sharedLow:
      let cells = Double(columnCount) / Double(groups * outputs)
      return matrix + "\(NumberText.fixed(cells, 2)) cells a weight: "
        + "\(columnCount) columns instead of \(2 * groups * outputs)"
    }
  }
}
