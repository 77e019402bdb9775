/// Products of integers of at most nine bits, held in 16, and sums in 32 bits, which wrap.
///
/// Two terms are multiplied and added at once: LLVM makes one `pmaddwd` (SSE2), or its like
/// elsewhere, of `pairs`.
enum IntegerArithmetic: ProductArithmetic {
  typealias Operand = Int16
  typealias Sum = Int32

  static let group = 2
  static let zero: Int16 = 0

  /// The sums of neighbouring products: `x₀y₀ + x₁y₁`, `x₂y₂ + x₃y₃` and so on.
  @inline(__always)
  static func pairs(_ x: SIMD8<Int16>, _ y: SIMD8<Int16>) -> SIMD4<Int32> {
    let products =
      SIMD8<Int32>(truncatingIfNeeded: x) &* SIMD8<Int32>(truncatingIfNeeded: y)
    return products.evenHalf &+ products.oddHalf
  }

  /// Four copies of the pair at `offset`.
  @inline(__always)
  private static func pair(_ rows: UnsafePointer<Int16>, _ offset: Int) -> SIMD8<Int16> {
    unsafeBitCast(
      SIMD4<Int32>(repeating: rows.vector(offset, as: Int32.self)), to: SIMD8<Int16>.self)
  }

  // A function of its own, so that all of its vectors are inlined and stay in registers.
  @inline(never)
  static func tile(
    _ groups: Int, _ rows: UnsafePointer<Int16>, _ columns: UnsafePointer<Int16>,
    _ sums: UnsafeMutablePointer<Int32>, pitch: Int
  ) {
    typealias Vector = SIMD4<Int32>
    var (s00, s01, s10, s11) = (Vector.zero, Vector.zero, Vector.zero, Vector.zero)
    var (s20, s21, s30, s31) = (Vector.zero, Vector.zero, Vector.zero, Vector.zero)
    var (rows, columns) = (rows, columns)
    for _ in 0..<groups {
      let c0 = columns.vector(0, as: SIMD8<Int16>.self)
      let c1 = columns.vector(8, as: SIMD8<Int16>.self)
      let r0 = pair(rows, 0)
      s00 &+= pairs(r0, c0)
      s01 &+= pairs(r0, c1)
      let r1 = pair(rows, 2)
      s10 &+= pairs(r1, c0)
      s11 &+= pairs(r1, c1)
      let r2 = pair(rows, 4)
      s20 &+= pairs(r2, c0)
      s21 &+= pairs(r2, c1)
      let r3 = pair(rows, 6)
      s30 &+= pairs(r3, c0)
      s31 &+= pairs(r3, c1)
      rows += Tile.rows * group
      columns += Tile.columns * group
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
    _ rows: UnsafePointer<Int16>, rowPitch: Int, length: Int,
    _ panels: UnsafeMutablePointer<Int16>, pitch: Int
  ) {
    var target = panels
    for start in stride(from: 0, to: length, by: Tile.columns) {
      let even = rows.vector(start, as: SIMD8<Int16>.self)
      let odd = rows.vector(rowPitch + start, as: SIMD8<Int16>.self)
      var both = SIMD16<Int16>()
      both.evenHalf = even
      both.oddHalf = odd
      target.store(both, 0)
      target += pitch
    }
  }
}
