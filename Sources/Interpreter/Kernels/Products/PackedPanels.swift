/// A matrix in the order in which tiles read it: panels of some rows, and in each panel for every
/// group of terms that group of every row.
///
/// Rows and terms that the matrix does not have are zero.
struct PackedPanels<Arithmetic: ProductArithmetic>: Sendable {
  /// The number of rows of the matrix.
  let count: Int

  /// The number of terms in a row.
  let depth: Int

  /// The number of rows in a panel.
  let width: Int

  private let elements: [Arithmetic.Operand]

  /// The number of panels.
  var panels: Int { (count + width - 1) / width }

  /// The number of groups of terms.
  var groups: Int { PackedPanels.groups(depth) }

  /// The number of groups of `depth` terms.
  static func groups(_ depth: Int) -> Int { (depth + Arithmetic.group - 1) / Arithmetic.group }

  /// The number of elements in a panel.
  var pitch: Int { groups * width * Arithmetic.group }

  /// Packs the matrix whose element in a row at a term is `element(row, term)`.
  @inline(__always)
  init(
    count: Int, depth: Int, width: Int, element: (_ row: Int, _ term: Int) -> Arithmetic.Operand
  ) {
    self.count = count
    self.depth = depth
    self.width = width
    let group = Arithmetic.group
    let pitch = PackedPanels.groups(depth) * width * group
    let size = (count + width - 1) / width * pitch
    elements = [Arithmetic.Operand](unsafeUninitializedCapacity: size) { target, filled in
      target.initialize(repeating: Arithmetic.zero)
      for row in 0..<count {
        let start = row / width * pitch + row % width * group
        for term in 0..<depth {
          target[start + term / group * (width * group) + term % group] = element(row, term)
        }
      }
      filled = size
    }
  }

  /// Calls `body` with the panels, which are `pitch` apart.
  @inline(__always)
  func withPanels<Result>(_ body: (UnsafePointer<Arithmetic.Operand>) -> Result) -> Result {
    elements.withUnsafeBufferPointer { elements in
      guard let base = elements.baseAddress else { preconditionFailure("no panels") }
      return body(base)
    }
  }
}
