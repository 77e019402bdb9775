/// The runs over which the sums of two weights in one word stay apart.
enum PairRuns {
  /// The longest run with code that every aligned window of a row allows; 0 if none does.
  static func longest(_ row: ArraySlice<Int8>) -> Int {
    WeightPacking.runLengths.last { isSound(row, run: $0) } ?? 0
  }

  /// The run that takes the fewest instructions for a block.
  static func best(_ rows: [ArraySlice<Int8>]) -> Int {
    let sound = WeightPacking.runLengths.filter { run in
      rows.allSatisfy { isSound($0, run: run) }
    }
    let depth = rows.first?.count ?? 0
    guard
      let best = sound.min(by: {
        (instructions(depth: depth, run: $0), $0) < (instructions(depth: depth, run: $1), $1)
      })
    else { preconditionFailure("no run for a block whose channels have one each") }
    return best
  }

  /// The instructions of a block of 4x2 sums: 12 for each index, 12 to tell sums apart after a run
  /// whose first products are not added, 4 for a loop; what is left over is a loop of its own.
  static func instructions(depth: Int, run: Int) -> Int {
    let (full, rest) = (depth / run, depth % run)
    return full * (12 * run + 16) + (rest > 0 ? 16 * rest + 28 : 0)
  }

  /// Whether the sums of each window are within 16 bits for every input of 8 bits with a sign.
  static func isSound(_ row: ArraySlice<Int8>, run: Int) -> Bool {
    var start = row.startIndex
    while start < row.endIndex {
      let stop = min(start + run, row.endIndex)
      var (least, greatest) = (0, 0)
      for index in start..<stop {
        let weight = Int(row[index])
        least += weight > 0 ? -128 * weight : 127 * weight
        greatest += weight > 0 ? 127 * weight : -128 * weight
      }
      if least < -32768 || greatest > 32767 { return false }
      start = stop
    }
    return true
  }
}
