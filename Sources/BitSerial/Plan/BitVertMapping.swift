import Basic
import BitSparsity
import IR

/// How the array computes a layer.
///
/// `y = Σ_groups (2^dropped · Σ stored · x + addend · Σ x) + offset` gives the accumulator of the integer
/// operator, with `offset = bias − zero · Σ w` for each output channel; what lies outside the map
/// reads `zero`.
package struct BitVertMapping: Sendable, Equatable {
  /// A part of a file, and its digest.
  package struct Part: Sendable, Equatable {
    package var bytes: Range<Int>
    package var digest: ContentHash
  }

  /// Sizes.
  package var shape: LayerShape

  /// The activation that stands for zero.
  package var zero: Int

  /// The form of the weights, with output channels along axis 0; `nil` if they keep their 8 bits.
  package var encoding: BitSparseEncoding?

  /// The tiles.
  package var tiling: ArrayTiling

  /// The part of `weights.bin`: encoded channels, or channels of 8 bits, piece by piece.
  package var weights: Part

  /// The part of `selections.bin`.
  package var selections: Part

  /// What the schedulers select.
  package var statistics: SelectionStatistics

  /// Cycles and energy.
  package var cost: BitSerialLayerCost

  /// What is added to each output channel, in the order of the network.
  package var offsets: [Int32]

  /// The layer without its encoding, for comparison.
  var unpruned: BitVertMapping {
    var mapping = self
    mapping.encoding = nil
    return mapping
  }

  /// The network's channel of each stored one.
  var order: [Int] {
    guard let encoding else { return Array(0..<shape.filters) }
    var isSensitive = [Bool](repeating: false, count: shape.filters)
    for channel in encoding.sensitive { isSensitive[channel] = true }
    return encoding.sensitive + (0..<shape.filters).filter { !isSensitive[$0] }
  }

  /// The layer as the cost model sees it, or `nil` if its sizes are beyond the limits.
  func layer(_ name: String) -> BitSerialLayer? {
    BitSerialLayer(
      name: name, kind: shape.kind, channels: shape.channels, filters: shape.filters,
      sensitiveChannels: encoding?.sensitive.count ?? 0, prunedColumns: encoding?.columns ?? 0)
  }
}

/// The sizes of a layer: a convolution of one map, or a product with each of several vectors.
package struct LayerShape: Sendable, Equatable {
  /// Input channels and output channels.
  package var channels: Int
  package var filters: Int

  /// Groups of channels that do not see one another.
  package var groups: Int

  /// The map that is read and the map that is computed; vectors are a map of one line.
  package var input: PlaneSize
  package var output: PlaneSize

  /// The window of an output.
  package var kernel: PlaneSize
  package var stride: PlaneSize
  package var dilation: PlaneSize

  /// Where the first window begins, above and left of the map.
  package var top: Int
  package var left: Int

  /// Whether this is a list of vectors rather than a picture.
  package var isVectors: Bool

  /// Input channels of a filter.
  package var depth: Int { channels / max(1, groups) }

  /// The number of weights.
  package var weights: Int { filters * depth * kernel.area }

  /// What the cost model calls it.
  var kind: BitSerialLayer.Kind {
    isVectors
      ? .linear(tokens: input.width)
      : .convolution(kernel: kernel, input: input, output: output, groups: groups)
  }
}

/// What the schedulers of all elements select of stored weights.
package struct SelectionStatistics: Sendable, Equatable {
  /// Columns of up to eight weights.
  package var columns = 0

  /// Those of which zeros are selected.
  package var inverted = 0

  /// Selected activations.
  package var selected = 0

  /// Ones, which would be selected if zeros could not be.
  package var ones = 0

  /// Counts a column.
  mutating func count(_ column: UInt8, _ selection: ColumnSelection) {
    columns += 1
    inverted += selection.isInverted ? 1 : 0
    selected += selection.selected.count
    ones += column.nonzeroBitCount
  }
}
