/// BitWave's bit-flip: rounds magnitudes so that few bit columns of a group are not zero.
///
/// A group is a run of int8 weights in sign-magnitude form, the sign and seven columns of magnitude,
/// of which `prunedColumns` become zero for the whole group. Columns that are zero anyway are not
/// counted against what is kept. Source: [shi24] as evaluated by [bbs24] section 5.
package struct BitFlip: Sendable, Hashable {
  /// The number of columns that are made zero, 0 to 6.
  package let prunedColumns: Int

  /// Makes the rule; `prunedColumns` must be in 0 to 6.
  package init(prunedColumns: Int) {
    precondition((0...6).contains(prunedColumns), "0 to 6 columns can be pruned")
    self.prunedColumns = prunedColumns
  }

  /// The weights of one group after the rule; -128 counts as -127.
  package func group(_ weights: [Int8]) -> [Int8] {
    var result = weights
    flip(&result, at: Array(result.indices))
    return result
  }

  /// The weights of a layer after the rule.
  ///
  /// - Parameters:
  ///   - weights: filters, channels, then `kernelArea` positions: (K, C, H, W), or (K, C) with an
  ///     area of 1. The count must be a multiple of `channels * kernelArea`.
  ///   - groupSize: how many channels at one position of one filter make a group; the last group of
  ///     a position may be shorter.
  package func layer(
    _ weights: [Int8], channels: Int, kernelArea: Int = 1, groupSize: Int = 32
  ) -> [Int8] {
    let filterSize = channels * kernelArea
    precondition(filterSize > 0 && groupSize > 0 && weights.count.isMultiple(of: filterSize))
    var result = weights
    for filter in stride(from: 0, to: weights.count, by: filterSize) {
      for position in 0..<kernelArea {
        for first in stride(from: 0, to: channels, by: groupSize) {
          let group = first..<min(first + groupSize, channels)
          flip(&result, at: group.map { filter + $0 * kernelArea + position })
        }
      }
    }
    return result
  }

  /// Applies the rule to the group of elements at `places`.
  private func flip(_ weights: inout [Int8], at places: [Int]) {
    let used = places.reduce(0) { $0 | Self.magnitude(weights[$1]) }
    // Columns are numbered from 1, the highest of the magnitude. `end` is the first that is dropped,
    // `start` the first after the last zero column that lies before it.
    var (start, end) = (1, 8 - prunedColumns)
    for column in 1...7 where column < end && used >> (7 - column) & 1 == 0 {
      (start, end) = (column + 1, end + 1)
    }
    guard end <= 7 else {
      for place in places { weights[place] = max(weights[place], -127) }
      return
    }
    let step = 1 << (8 - end)
    let largest = (1 << (end - start)) - 1
    let lowMask = (1 << (8 - start)) - 1
    for place in places {
      let magnitude = Self.magnitude(weights[place])
      let low = magnitude & lowMask
      // Halves go down, and rounding up never carries into the columns above.
      let rounded = low / step + (2 * (low % step) > step ? 1 : 0)
      let result = (magnitude & ~lowMask) + min(rounded, largest) * step
      weights[place] = Int8(weights[place] < 0 ? -result : result)
    }
  }

  private static func magnitude(_ weight: Int8) -> Int { min(Int(weight.magnitude), 127) }
}
