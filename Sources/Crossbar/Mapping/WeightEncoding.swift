/// How the weights of a layer become cells.
package enum WeightEncoding: String, Sendable, CaseIterable {
  /// A 4-bit weight is one cell: `cell = w`.
  case direct

  /// An 8-bit weight is two cells side by side, `high = floor(w / 16)` and
  /// `low = w - 16 high - 8`, both from -8 to 7, so that
  /// `Σ x w = 16 Σ x high + Σ x low + 8 Σ x` for every weight from -128 to 127.
  case highLow = "high-low"

  /// An 8-bit weight of a wide output is two cells as before, and one of a narrow output its high cell
  /// alone, for all weights of a group of inputs share `half = w - 16 high`, from 0 to 15:
  /// `Σ x w = 16 Σ x high + Σ_groups half Σ_group x`.
  case sharedLow = "shared-low"

  /// The cells of a weight: that of a narrow output is the first.
  @inline(__always)
  package func cells(_ weight: Int) -> (Int, Int) {
    switch self {
    case .direct: (weight, 0)
    case .highLow, .sharedLow: (weight >> 4, (weight & 15) - 8)
    }
  }

  /// What the sum of a narrow output's column is multiplied with.
  var narrowFactor: Int32 { self == .direct ? 1 : 16 }
}
