/// Rounded averaging: the low columns of a group become the bits of one number. ([bbs24] section 3.2)
package enum RoundedAveraging {
  /// The most redundant columns that are counted.
  package static let redundantLimit = 3

  /// The columns 6, 5 and 4 that equal column 7 in every weight, counted from the left: from 0 to
  /// `limit`, which is 3 at most.
  package static func redundantColumns(_ group: [Int8], limit: Int = redundantLimit) -> Int {
    var count = 0
    for column in [6, 5, 4].prefix(limit) {
      guard group.allSatisfy({ ($0 >> column) & 1 == ($0 >> 7) & 1 }) else { break }
      count += 1
    }
    return count
  }

  /// Prunes `columns` columns of a group, by definition.
  ///
  /// Redundant columns are dropped first, which loses nothing. Of the others, the lowest take the
  /// mean of what they held, halves to even.
  package static func prune(
    _ group: [Int8], columns: Int, redundantLimit: Int = redundantLimit
  ) -> (weights: [Int8], metadata: GroupMetadata) {
    let redundant = redundantColumns(group, limit: redundantLimit)
    let low = columns - redundant
    guard low > 0 else {
      return (group, GroupMetadata(redundantColumns: columns, constant: 0))
    }
    let mask = Int8((1 << low) - 1)
    let mean = roundedMean(group.reduce(0) { $0 + Int($1 & mask) }, group.count)
    return (
      group.map { ($0 & ~mask) | Int8(mean) },
      GroupMetadata(redundantColumns: redundant, constant: mean)
    )
  }

  /// `sum / count` to the nearest integer, halves to even.
  @inline(__always)
  static func roundedMean(_ sum: Int, _ count: Int) -> Int {
    let (quotient, rest) = (2 * sum + count).quotientAndRemainder(dividingBy: 2 * count)
    return rest == 0 && quotient & 1 == 1 ? quotient - 1 : quotient
  }
}
