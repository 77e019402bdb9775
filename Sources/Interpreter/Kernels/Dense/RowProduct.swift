import Basic
import IR

/// The product of a matrix with one packed before: `y[r, u] = Σ x[r, k] · w[u, k]`.
struct RowProduct<Arithmetic: ProductArithmetic>: Sendable {
  /// Takes the sums of one row at some columns.
  typealias Store =
    @Sendable (_ row: Int, _ columns: Range<Int>, UnsafePointer<Arithmetic.Sum>) -> Void

  private let rows: Int
  private let right: PackedPanels<Arithmetic>
  private let blocks: ProductBlocks<Arithmetic>

  /// Packs the matrix whose element is `element(column, term)`.
  @inline(__always)
  init(
    rows: Int, columns: Int, depth: Int,
    element: (_ column: Int, _ term: Int) -> Arithmetic.Operand
  ) {
    self.rows = rows
    right = PackedPanels(count: columns, depth: depth, width: Tile.columns, element: element)
    blocks = ProductBlocks(rows: rows, columns: columns, depth: depth)
  }

  /// Computes the sums for the left matrix whose element is `element(row, term)`.
  @inline(__always)
  func run(
    threads: Int, element: (_ row: Int, _ term: Int) -> Arithmetic.Operand,
    store: @escaping Store
  ) {
    let left = PackedPanels<Arithmetic>(
      count: rows, depth: blocks.depth, width: Tile.rows, element: element)
    Parallel.forEach(blocks.pieces, threads: threads) { piece in
      let first = blocks.columnRange(piece).lowerBound / Tile.columns
      left.withPanels { left in
        right.withPanels { right in
          blocks.compute(
            piece, left: left, right: right + first * self.right.pitch, store: store)
        }
      }
    }
  }
}
