import Backend
import Basic

/// What one layer takes on a bit-serial accelerator.
package struct BitSerialLayerCost: Sendable, Hashable {
  /// The name of the layer.
  package let name: String

  /// The shape of the array that the layer ran on, which BitWave chooses for each.
  package let geometry: ArrayGeometry

  /// The number of tiles.
  package let tiles: Int

  /// Cycles of the array, fractional where the average width is.
  package let computeCycles: Cycles

  /// Whole cycles of DRAM.
  package let dramCycles: Cycles

  package let energy: EnergyBreakdown

  /// The cycles of the layer: computing and loading overlap.
  package var cycles: Cycles { max(computeCycles, dramCycles) }
}

/// What a network takes on a bit-serial accelerator: its layers one after the other.
package struct BitSerialCost: Sendable, Hashable {
  /// The costs of the layers, in order.
  package let layers: [BitSerialLayerCost]

  /// Makes the cost of a network.
  package init(layers: [BitSerialLayerCost]) { self.layers = layers }

  package var tiles: Int { layers.reduce(0) { $0 + $1.tiles } }

  package var computeCycles: Cycles { layers.reduce(.zero) { $0 + $1.computeCycles } }

  package var dramCycles: Cycles { layers.reduce(.zero) { $0 + $1.dramCycles } }

  /// The sum over layers of the longer of computing and loading.
  package var cycles: Cycles { layers.reduce(.zero) { $0 + $1.cycles } }

  package var energy: EnergyBreakdown { layers.reduce(EnergyBreakdown()) { $0 + $1.energy } }

  /// Cycles and energy as other targets give them.
  package var total: Cost { Cost(cycles: cycles, energy: energy.total) }

  /// How many times faster this is than `other`.
  package func speedup(over other: BitSerialCost) -> Double {
    other.cycles.count / cycles.count
  }
}
