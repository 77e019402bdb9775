import Backend
import Basic

/// One operation of the network in a plan: what runs it, why, and at what cost.
package struct PlanLayer: Sendable, Equatable {
  /// What runs an operation.
  package enum Engine: String, Sendable, CaseIterable {
    case crossbar, cores
    case depthwiseEngine = "depthwise-engine"
  }

  /// The user's name for the layer, or several if the operation computes several.
  package var name: String

  /// The name of the operation's first result.
  package var value: String

  /// The operator.
  package var kind: String

  /// What runs it.
  package var engine: Engine

  /// The code of the rule that keeps it off the crossbar, or `nil` if it is there.
  package var rule: String?

  /// Why it is where it is, in words.
  package var reason: String

  /// Multiply-accumulate operations.
  package var macs: Int

  /// Cost of its jobs.
  package var analog: Cost

  /// Cost of what the cores or the depth-wise engine do for it.
  package var digital: Cost

  /// Whether the cost model has a constant for it; otherwise the cost is given as zero.
  package var isModelled: Bool

  /// Cycles that the cores alone would take.
  package var cyclesOnCores: Cycles

  /// How it lies on the crossbar, or `nil` if it does not.
  package var mapping: LayerMapping?

  /// The whole cost.
  package var cost: Cost { analog + digital }
}

/// How a layer is computed by jobs.
///
/// Sums of columns are recombined as the encoding says, summed over the parts of the rows, and
/// `offset = bias - zero · Σ w` of the output is added: that is the accumulator of the integer operator.
package struct LayerMapping: Sendable, Equatable {
  /// Activations in memory, and the pixels of the result.
  package var map: ActivationMap

  /// Matrices; one unless the convolution is grouped.
  package var groups: Int

  /// Rows of each matrix.
  package var rows: Int

  /// Outputs of each matrix.
  package var outputs: Int

  /// How weights become cells.
  package var encoding: WeightEncoding

  /// What is subtracted from an activation so that it fits the signed converter: 0 for `i8`,
  /// 128 for `u8`.
  package var inputShift: Int

  /// The activation that stands for zero, after the shift; borders are filled with it.
  package var zero: Int

  /// Parts that the rows and the columns of each matrix are cut into.
  package var rowParts: Int
  package var columnParts: Int

  /// Jobs for the whole batch.
  package var jobs: Int

  /// Additions on the cores that recombine the sums of columns.
  package var partialAdds: Int

  /// Additions on the cores that sum the inputs, all of them or group by group, needed by 8-bit
  /// weights.
  package var inputSums: Int

  /// Used part of the arrays that the layer would take without packing, from 0 to 1.
  package var utilisation: Double

  /// What is added to each output, group by group.
  package var offsets: [Int32]

  /// Which outputs are wide and what narrow ones share, if the encoding is `sharedLow`.
  package var sharing: LowHalfSharing?

  /// Channels that a group reads at each tap of the kernel.
  package var groupChannels: Int { map.channels / max(1, groups) }
}
