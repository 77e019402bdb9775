/// Weights and parameters of channels as kernels read them.
///
/// The C files describe the layouts: `dnnc_matmul.h`, `depthwise.c` and `dense.c` for the portable
/// kernels, `dnnc_matmul_rvv.h` for vectors, `dnnc_matmul_xpulp.c` for clusters.
package struct WeightPacking: Hashable, Sendable {
  /// The weights, little endian.
  package let weights: [UInt8]

  /// The channels in the order of the kernel.
  package let channels: [ChannelParameters]

  /// The lengths of the runs of each block of four channels; none where weights are bytes.
  package let runs: [Int]

  /// The parameters of the channels in memory.
  package var channelBytes: [UInt8] { channels.flatMap(\.bytes) }

  /// The lengths of runs for which there is code.
  package static let runLengths = [2, 3, 4, 5, 6, 7, 8, 12, 16]

  /// The channels of a block.
  package static let blockSize = 4

  /// Packs two weights into a word where runs of two or more stay apart, and bytes otherwise.
  ///
  /// Channels with like runs become neighbours.
  init(scalar matrix: WeightMatrix, channels: [ChannelParameters], pairs: Bool) {
    precondition(matrix.channels == channels.count)
    let limits = (0..<matrix.channels).map { PairRuns.longest(matrix.row($0)) }
    guard pairs, limits.allSatisfy({ $0 > 0 }) else {
      self.init(bytes: matrix, channels: channels, header: true)
      return
    }
    let order = channels.indices.sorted { (limits[$0], $1) > (limits[$1], $0) }
    var (weights, packed, runs): ([UInt8], [ChannelParameters], [Int]) = ([], [], [])
    for start in stride(from: 0, to: order.count, by: Self.blockSize) {
      let block = Array(order[start..<min(start + Self.blockSize, order.count)])
      let run = PairRuns.best(block.map { matrix.row($0) })
      let (full, rest) = (matrix.depth / run, matrix.depth % run)
      runs.append(run)
      Self.append(UInt32(run | rest << 8 | full << 16), to: &weights)
      for index in 0..<matrix.depth {
        for half in [0, 2] {
          let low = Self.weight(matrix, block, half, index)
          let high = Self.weight(matrix, block, half + 1, index)
          Self.append(UInt32(bitPattern: low &+ high &<< 16), to: &weights)
        }
      }
      packed += block.map { channels[$0] }
    }
    self.init(weights: weights, channels: Self.padded(packed), runs: runs)
  }

  init(weights: [UInt8], channels: [ChannelParameters], runs: [Int]) {
    self.weights = weights
    self.channels = channels
    self.runs = runs
  }

  /// Packs bytes in blocks of four channels; with a header of 0 before each block, or none.
  init(bytes matrix: WeightMatrix, channels: [ChannelParameters], header: Bool) {
    var weights: [UInt8] = []
    for start in stride(from: 0, to: matrix.channels, by: Self.blockSize) {
      let block = Array(start..<min(start + Self.blockSize, matrix.channels))
      if header { Self.append(0, to: &weights) }
      for index in 0..<matrix.depth {
        for position in 0..<Self.blockSize {
          weights.append(
            UInt8(truncatingIfNeeded: Self.weight(matrix, block, position, index)))
        }
      }
    }
    self.init(weights: weights, channels: Self.padded(channels), runs: [])
  }

  /// A weight, 0 for the channels that a block lacks.
  private static func weight(
    _ matrix: WeightMatrix, _ block: [Int], _ position: Int, _ index: Int
  ) -> Int32 {
    position < block.count ? Int32(matrix.elements[block[position] * matrix.depth + index]) : 0
  }

  static func padded(_ channels: [ChannelParameters]) -> [ChannelParameters] {
    let missing = (blockSize - channels.count % blockSize) % blockSize
    let none = ChannelParameters(bias: 0, multiplier: 0, addend: 0, shift: 0, index: 0)
    return channels + Array(repeating: none, count: missing)
  }

  static func append(_ word: UInt32, to bytes: inout [UInt8]) {
    for shift in stride(from: 0, to: 32, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: word >> UInt32(shift)))
    }
  }
}
