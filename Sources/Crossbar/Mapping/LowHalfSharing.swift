import Basic

/// How the weights of a layer share low halves, in a plan.
package struct LowHalfSharing: Sendable, Equatable {
  /// The most inputs of a group that shares a low half.
  package var groupSize: Int

  /// The outputs of each matrix whose weights take two cells, in ascending order; the others take one.
  package var wide: [[Int]]

  /// Multiply-accumulate operations on the cores: a low half with the sum of a group of inputs, for
  /// each narrow output and group.
  package var products: Int

  /// The digest of the low halves of the layer.
  package var digest: ContentHash
}

/// The low halves that groups of weights share, found in the weights of a layer.
struct SharedLowHalves: Sendable {
  /// Which weights form a group.
  let groups: InputGroups

  /// The outputs of each matrix whose weights do not share low halves, in ascending order.
  let wide: [[Int]]

  /// From 0 to 15: for each matrix and narrow output one of each group.
  let values: [UInt8]

  /// Looks for outputs all of whose groups share low halves; `nil` if there are none.
  init?(_ matrix: WeightMatrix, _ groups: InputGroups) {
    let rows = (0..<groups.count(rows: matrix.rows)).map { groups.rows($0) }
    var wide: [[Int]] = []
    var values: [UInt8] = []
    for group in 0..<matrix.groups {
      var own: [Int] = []
      for output in 0..<matrix.outputs {
        if let shared = Self.shared(matrix, group, output, rows) {
          values += shared
        } else {
          own.append(output)
        }
      }
      wide.append(own)
    }
    guard !values.isEmpty else { return nil }
    self.groups = groups
    self.wide = wide
    self.values = values
  }

  /// The low half of each group of an output, or `nil` if weights of a group differ in it.
  private static func shared(
    _ matrix: WeightMatrix, _ group: Int, _ output: Int, _ rows: [Range<Int>]
  ) -> [UInt8]? {
    var values: [UInt8] = []
    for range in rows {
      var (all, any) = (15, 0)
      matrix.forEachWeight(group: group, output: output, rows: range) { _, weight in
        all &= weight
        any |= weight & 15
      }
      guard all == any else { return nil }
      values.append(UInt8(any))
    }
    return values
  }
}
