/// How the low columns of a group of weights are pruned.
package enum PruningMethod: String, Sendable, CaseIterable {
  /// The low bits of every weight become their rounded mean.
  case roundedAveraging = "rounded_averaging"

  /// Weights are shifted by a constant, rounded to few bits of magnitude, and shifted back.
  case zeroPointShifting = "zero_point_shifting"
}
