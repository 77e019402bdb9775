import IR

/// How a matrix product is cut into pieces that threads compute on their own.
///
/// The cut depends on the sizes alone. A piece is some columns, so few that their panels stay in
/// the second-level cache, by some rows. ([goto08], with the depth left whole so that every sum is
/// taken in one go.)
struct ProductBlocks<Arithmetic: ProductArithmetic>: Sendable {
  let rows: Int
  let columns: Int
  let depth: Int

  /// The columns of a piece, a multiple of the tile's.
  let columnStep: Int

  /// The rows of a piece, a multiple of the tile's.
  let rowStep: Int

  /// The bytes that the panels of columns of a piece may take: half a common second-level cache.
  private static var cacheBytes: Int { 128 * 1024 }

  /// Pieces below which rows are cut as well, so that a few threads have something to do.
  private static var wantedPieces: Int { 4 }

  /// Cuts a product.
  init(rows: Int, columns: Int, depth: Int) {
    self.rows = rows
    self.columns = columns
    self.depth = depth
    let columnBytes =
      PackedPanels<Arithmetic>.groups(depth) * Arithmetic.group
      * MemoryLayout<Arithmetic.Operand>.stride
    let fitting = Self.cacheBytes / max(1, columnBytes) / Tile.columns * Tile.columns
    let wide = min(max(Tile.columns, fitting), 256)
    let blocks = (columns + wide - 1) / wide
    let even = (columns + blocks - 1) / blocks
    columnStep = (even + Tile.columns - 1) / Tile.columns * Tile.columns
    let columnPieces = (columns + columnStep - 1) / columnStep
    let wanted = max(1, min(Self.wantedPieces / columnPieces, rows / (8 * Tile.rows)))
    let share = (rows + wanted - 1) / wanted
    rowStep = (share + Tile.rows - 1) / Tile.rows * Tile.rows
  }

  /// The number of cuts across rows.
  private var rowPieces: Int { (rows + rowStep - 1) / rowStep }

  /// The number of pieces.
  var pieces: Int { (columns + columnStep - 1) / columnStep * rowPieces }

  /// The columns of a piece.
  func columnRange(_ piece: Int) -> Range<Int> {
    let start = piece / rowPieces * columnStep
    return start..<min(columns, start + columnStep)
  }

  /// The rows of a piece.
  func rowRange(_ piece: Int) -> Range<Int> {
    let start = piece % rowPieces * rowStep
    return start..<min(rows, start + rowStep)
  }

  /// The elements that the panels of a piece's columns take.
  var columnPanelElements: Int {
    PackedPanels<Arithmetic>.groups(depth) * Arithmetic.group * columnStep
  }

  /// Computes a piece.
  ///
  /// - Parameters:
  ///   - left: the panels of all rows.
  ///   - right: the panels of the piece's columns.
  ///   - store: takes the sums of one row at the piece's columns.
  @inline(__always)
  func compute(
    _ piece: Int, left: UnsafePointer<Arithmetic.Operand>,
    right: UnsafePointer<Arithmetic.Operand>,
    store: (_ row: Int, _ columns: Range<Int>, _ sums: UnsafePointer<Arithmetic.Sum>) -> Void
  ) {
    let groups = PackedPanels<Arithmetic>.groups(depth)
    let (rows, columns) = (rowRange(piece), columnRange(piece))
    let leftPitch = groups * Arithmetic.group * Tile.rows
    let rightPitch = groups * Arithmetic.group * Tile.columns
    let sums = UnsafeMutablePointer<Arithmetic.Sum>.allocate(capacity: Tile.rows * columnStep)
    defer { sums.deallocate() }
    for start in stride(from: rows.lowerBound, to: rows.upperBound, by: Tile.rows) {
      let panel = left + start / Tile.rows * leftPitch
      for tile in 0..<(columns.count + Tile.columns - 1) / Tile.columns {
        Arithmetic.tile(
          groups, panel, right + tile * rightPitch, sums + tile * Tile.columns, pitch: columnStep)
      }
      for row in start..<min(start + Tile.rows, rows.upperBound) {
        store(row, columns, sums + (row - start) * columnStep)
      }
    }
  }
}
