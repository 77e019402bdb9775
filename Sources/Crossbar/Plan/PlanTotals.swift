import Backend
import Basic

/// The work of writing all weights once, before the first inference.
package struct WeightWriting: Sendable, Equatable {
  /// Words of eight cells.
  package var words: Int

  /// Time for one word after the other.
  package var time: Nanoseconds

  /// Energy of the idle cluster in that time; that of the devices is not modelled.
  package var energy: Picojoules

  /// Writes every tile of every array, row by row.
  init(_ arrays: [PlanArray], target: CrossbarTarget) {
    words = arrays.reduce(0) { sum, array in
      sum
        + array.tiles.reduce(0) { $0 + ($1.tile.columns.count + 7) / 8 * $1.tile.rows.count }
    }
    time = Nanoseconds(Double(words) * target.writeTimePerWord)
    energy = Picojoules(time.value * target.idlePower)
  }

  /// Takes what a file says.
  init(words: Int, time: Nanoseconds, energy: Picojoules) {
    self.words = words
    self.time = time
    self.energy = energy
  }
}

/// Sums over a plan.
package struct PlanTotals: Sendable, Equatable {
  /// The fewest arrays that could hold the cells.
  package var lowerBound = 0
  package var tiles = 0
  package var usedCells = 0
  package var unusedCells = 0
  package var jobs = 0

  /// Multiply-accumulate operations on the crossbar, and elsewhere.
  package var analogMACs = 0
  package var digitalMACs = 0

  /// Cost of all jobs, and of all else.
  package var analog = Cost.zero
  package var digital = Cost.zero

  /// Time of one inference of the batch, one layer after the other.
  package var latency = Nanoseconds.zero

  /// Cycles that the cores alone would take.
  package var cyclesOnCores = Cycles.zero

  /// Operators whose cost the model does not have, in order of first use.
  package var unmodelled: [String] = []

  /// Makes totals of nothing.
  init() {}

  /// Sums up.
  init(layers: [PlanLayer], arrays: [PlanArray], target: CrossbarTarget) {
    for layer in layers {
      analog += layer.analog
      digital += layer.digital
      cyclesOnCores += layer.cyclesOnCores
      jobs += layer.mapping?.jobs ?? 0
      if layer.engine == .crossbar { analogMACs += layer.macs } else { digitalMACs += layer.macs }
      if !layer.isModelled, !unmodelled.contains(layer.kind) { unmodelled.append(layer.kind) }
    }
    tiles = arrays.reduce(0) { $0 + $1.tiles.count }
    usedCells = arrays.reduce(0) { $0 + $1.usedCells }
    let cells = target.rows * target.columns
    unusedCells = arrays.count * cells - usedCells
    lowerBound = (usedCells + cells - 1) / cells
    latency = (analog + digital).time(megahertz: target.clockMegahertz)
  }

  /// The whole cost.
  package var cost: Cost { analog + digital }
}
