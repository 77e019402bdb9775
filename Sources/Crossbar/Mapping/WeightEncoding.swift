/// How a weight becomes cells.
package enum WeightEncoding: String, Sendable, CaseIterable {
  /// A 4-bit weight is one cell: `cell = w`.
  case direct

  /// An 8-bit weight is two cells side by side, `high = floor(w / 16)` and
  /// `low = w - 16 high - 8`, both from -8 to 7, so that
  /// `Σ x w = 16 Σ x high + Σ x low + 8 Σ x` for every weight from -128 to 127.
  case highLow = "high-low"

  /// The cells of one weight.
  package var cellsPerWeight: Int {
    switch self {
    case .direct: 1
    case .highLow: 2
    }
  }

  /// What the sums of columns are multiplied with, in the order of columns.
  package var factors: [Int] {
    switch self {
    case .direct: [1]
    case .highLow: [16, 1]
    }
  }

  /// What the sum of the inputs is multiplied with.
  package var inputSumFactor: Int {
    switch self {
    case .direct: 0
    case .highLow: 8
    }
  }

  /// The cells of a weight that an element type can hold, in the order of columns.
  @inline(__always)
  package func cells(_ weight: Int) -> (Int, Int) {
    switch self {
    case .direct: (weight, 0)
    case .highLow: (weight >> 4, (weight & 15) - 8)
    }
  }
}
