import BitSparsity
import IR

/// The weights of a layer as processing elements work on them, and their execution bit by bit.
package struct LayerProgram: Sendable {
  /// The groups of an output channel, position by position of the kernel.
  private let channels: [[GroupProgram]]

  private let layout: WeightLayout

  /// The most weights of a group; those of a channel at one position are split into such.
  private let group: Int

  /// Elements work on sixteen weights at a time where nothing is pruned.
  private static let elementWeights = 16

  /// The program of weights, encoded or not; `nil` if they have no channels.
  ///
  /// - Throws: the first group that has not the form of its encoding.
  package init?(_ constant: Constant, axis: Int) throws(EncodedWeights.NoForm) {
    guard let tensor = constant.tensor, tensor.type.element == .i8,
      let layout = WeightLayout(tensor.type.shape, axis: axis)
    else { return nil }
    self.layout = layout
    let weights = tensor.numbers.map { Int8($0) }
    let group = constant.encoding?.group ?? Self.elementWeights
    self.group = group
    var channels = (0..<layout.channels).map { channel in
      (0..<layout.positions).flatMap { position -> [GroupProgram] in
        let run = (0..<layout.depth).map { weights[layout.index(channel, position, $0)] }
        return stride(from: 0, to: layout.depth, by: group).map { start in
          GroupProgram(Array(run[start..<min(start + group, layout.depth)]))
        }
      }
    }
    if let encoding = constant.encoding {
      let encoded = try EncodedWeights(weights, shape: tensor.type.shape, encoding)
      var next = [Int](repeating: 0, count: layout.channels)
      for group in encoded.groups() {
        channels[group.channel][next[group.channel]] = GroupProgram(group.stored, encoding)
        next[group.channel] += 1
      }
    }
    self.channels = channels
  }

  /// The cycles of a channel for one window of activations, one element at a time.
  package func cycles(of channel: Int) -> Int { channels[channel].reduce(0) { $0 + $1.cycles } }

  /// The largest number of activations that a sub-group adds in a cycle.
  package var largestSelection: Int {
    channels.joined().map(\.largestSelection).reduce(0, max)
  }

  /// The sums of products of output channels with one window of activations.
  ///
  /// - Parameters:
  ///   - window: the activations less their zero point, position by position, input channels innermost.
  ///   - channels: the output channels to compute.
  package func products(_ window: [Int32], channels range: Range<Int>) -> [Int32] {
    // Sub-groups never cross a group, so their sums are laid out group by group.
    let perRun = (layout.depth + group - 1) / group
    let lanes = ColumnSelection.lanes
    let perGroup = (group + lanes - 1) / lanes
    var padded = [Int32](repeating: 0, count: layout.positions * perRun * perGroup * lanes)
    for position in 0..<layout.positions {
      for input in 0..<layout.depth {
        let (index, lane) = input.quotientAndRemainder(dividingBy: group)
        padded[((position * perRun + index) * perGroup) * lanes + lane] =
          window[position * layout.depth + input]
      }
    }
    let sums = stride(from: 0, to: padded.count, by: lanes).map { start in
      padded[start..<start + lanes].reduce(0, &+)
    }
    return padded.withUnsafeBufferPointer { padded in
      sums.withUnsafeBufferPointer { sums in
        guard let activations = padded.baseAddress, let totals = sums.baseAddress else { return [] }
        return range.map { channel in
          var sum: Int32 = 0
          for (index, program) in channels[channel].enumerated() {
            sum &+= program.product(
              activations + index * perGroup * lanes, totals + index * perGroup)
          }
          return sum
        }
      }
    }
  }
}
