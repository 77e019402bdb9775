/// Products and sums in `Float`.
///
/// Every sum is taken in the order of its terms, so blocks and threads do not change a bit of it.
enum FloatArithmetic: ProductArithmetic {
  typealias Operand = Float
  typealias Sum = Float

  static let group = 1
  static let zero: Float = 0

  // A function of its own, so that all of its vectors are inlined and stay in registers.
  @inline(never)
  static func tile(
    _ groups: Int, _ rows: UnsafePointer<Float>, _ columns: UnsafePointer<Float>,
    _ sums: UnsafeMutablePointer<Float>, pitch: Int
  ) {
    typealias Vector = SIMD4<Float>
    var (s00, s01, s10, s11) = (Vector.zero, Vector.zero, Vector.zero, Vector.zero)
    var (s20, s21, s30, s31) = (Vector.zero, Vector.zero, Vector.zero, Vector.zero)
    var (rows, columns) = (rows, columns)
    for _ in 0..<groups {
      let c0 = columns.vector(0, as: Vector.self)
      let c1 = columns.vector(4, as: Vector.self)
      // Products and sums are written apart: without a fused instruction `addProduct` is a call.
      let r0 = Vector(repeating: rows[0])
      s00 += r0 * c0
      s01 += r0 * c1
      let r1 = Vector(repeating: rows[1])
      s10 += r1 * c0
      s11 += r1 * c1
      let r2 = Vector(repeating: rows[2])
      s20 += r2 * c0
      s21 += r2 * c1
      let r3 = Vector(repeating: rows[3])
      s30 += r3 * c0
      s31 += r3 * c1
      rows += Tile.rows
      columns += Tile.columns
    }
    sums.store(s00, 0)
    sums.store(s01, 4)
    sums.store(s10, pitch)
    sums.store(s11, pitch + 4)
    sums.store(s20, 2 * pitch)
    sums.store(s21, 2 * pitch + 4)
    sums.store(s30, 3 * pitch)
    sums.store(s31, 3 * pitch + 4)
  }

  @inline(__always)
  static func scatter(
    _ rows: UnsafePointer<Float>, rowPitch: Int, length: Int,
    _ panels: UnsafeMutablePointer<Float>, pitch: Int
  ) {
    var target = panels
    for start in stride(from: 0, to: length, by: Tile.columns) {
      target.store(rows.vector(start, as: SIMD8<Float>.self), 0)
      target += pitch
    }
  }
}
