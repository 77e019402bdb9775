import IR

/// The numbers of a matrix product, and the innermost loop on them.
///
/// A tile is 4 rows by 8 columns of sums: eight 128-bit accumulators, which with two operands of
/// columns, one of rows and a product fit the 16 vector registers of the x86-64 baseline.
protocol ProductArithmetic: Sendable {
  /// What is multiplied.
  associatedtype Operand: TensorScalar
  /// What is added up.
  associatedtype Sum: TensorScalar

  /// How many consecutive terms of one sum stand side by side in a panel.
  static var group: Int { get }

  /// The operand that adds nothing.
  static var zero: Operand { get }

  /// Writes the sums of a tile, each over its terms in order.
  ///
  /// - Parameters:
  ///   - groups: the number of groups of terms.
  ///   - rows: a panel of 4 rows.
  ///   - columns: a panel of 8 columns.
  ///   - sums: where the tile goes; its rows are `pitch` apart.
  static func tile(
    _ groups: Int, _ rows: UnsafePointer<Operand>, _ columns: UnsafePointer<Operand>,
    _ sums: UnsafeMutablePointer<Sum>, pitch: Int)

  /// Copies a stretch of `group` rows of `length` terms, a multiple of 8, into panels of columns
  /// that are `pitch` apart; the rows are `rowPitch` apart.
  static func scatter(
    _ rows: UnsafePointer<Operand>, rowPitch: Int, length: Int,
    _ panels: UnsafeMutablePointer<Operand>, pitch: Int)
}

/// The size of a tile.
enum Tile {
  static let rows = 4
  static let columns = 8
}

extension UnsafePointer {
  /// Eight or four neighbours as a vector, whatever their alignment.
  @inline(__always)
  func vector<Vector: BitwiseCopyable>(_ offset: Int, as type: Vector.Type) -> Vector {
    UnsafeRawPointer(self + offset).loadUnaligned(as: type)
  }
}

extension UnsafeMutablePointer {
  /// Writes a vector over neighbours, whatever their alignment.
  @inline(__always)
  func store<Vector: BitwiseCopyable>(_ vector: Vector, _ offset: Int) {
    UnsafeMutableRawPointer(self + offset).storeBytes(of: vector, as: Vector.self)
  }
}
