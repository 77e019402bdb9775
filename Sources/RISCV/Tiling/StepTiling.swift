/// How a step is cut into tiles.
package struct StepTiling: Hashable, Sendable {
  /// Which loop is outside.
  package enum Order: String, Sendable, CaseIterable {
    /// Channels, rows, columns: constants are loaded once for each tile of channels.
    case channelsOutside = "channels-outside"
    /// Rows, columns, channels: inputs are loaded once for each tile of rows and columns.
    case channelsInside = "channels-inside"
  }

  /// The sizes of a tile of the result, borders excepted.
  package var rows: Int
  package var columns: Int
  package var channels: Int

  /// The order of the loops.
  package var order: Order

  /// Makes a tiling.
  package init(rows: Int, columns: Int, channels: Int, order: Order) {
    self.rows = rows
    self.columns = columns
    self.channels = channels
    self.order = order
  }
}

/// What a step takes by the model of the double-buffered loop.
///
/// `T = load(0) + sum(i, max(compute(i), load(i + 1) + store(i - 1))) + store(last)` for each
/// stripe; `exposed` is what of `T` is not computing.
package struct StepCycles: Hashable, Sendable {
  package var compute = 0
  package var transfers = 0
  package var total = 0

  /// Cycles in which the cores wait.
  package var exposed: Int { total - compute }

  /// Makes cycles.
  package init(compute: Int = 0, transfers: Int = 0, total: Int = 0) {
    self.compute = compute
    self.transfers = transfers
    self.total = total
  }

  static func += (a: inout StepCycles, b: StepCycles) {
    a.compute += b.compute
    a.transfers += b.transfers
    a.total += b.total
  }
}
