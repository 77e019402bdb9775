/// The cells of a tile unpacked for the inner loop: blocks of sixteen columns, each row by row.
struct TileCells: Sendable {
  /// Columns of a block.
  static let lanes = 16

  let width: Int
  let height: Int

  /// Block after block; columns beyond the tile are zero.
  let blocks: [SIMD16<Int8>]

  /// Reads the rectangle of a job from the images of a plan.
  init(_ job: PlanJob, in plan: CrossbarPlan) {
    let (target, cells) = (plan.target, job.rectangle)
    (width, height) = (cells.width, cells.height)
    let count = (cells.width + Self.lanes - 1) / Self.lanes
    var blocks = [SIMD16<Int8>](repeating: .zero, count: count * cells.height)
    plan.image.withUnsafeBytes { image in
      for row in 0..<cells.height {
        let line = job.array * target.arrayBytes + (cells.y + row) * target.rowBytes
        for column in 0..<cells.width {
          let block = column / Self.lanes * cells.height + row
          blocks[block][column % Self.lanes] = ArrayImageReader.cell(
            image, line, cells.x + column)
        }
      }
    }
    self.blocks = blocks
  }
}
