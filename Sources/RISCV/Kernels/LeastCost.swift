/// What a kernel takes at least for the channels of a tile, however they are cut.
///
/// Tiles of `k` channels take `call + rate * k` cycles or more, so that the tiles of a cut add up to
/// at least `call` for each and `rate` for each channel. Costs are linear in the units of channels
/// that the cores share, and those are rounded up: many channels show the rate without rounding.
package struct LeastCost: Hashable, Sendable {
  /// Cycles of each tile.
  package let call: Double

  /// Cycles of each channel.
  package let rate: Double

  /// Finds the numbers from a few tiles that differ in nothing but their channels.
  ///
  /// - Parameters:
  ///   - multiple: what the channels of all tiles but the last are multiples of.
  ///   - tile: the tile with a number of channels.
  package init(
    cores: Int, _ set: InstructionSet, multiple: Int, tile: (_ channels: Int) -> KernelTile
  ) {
    func instructions(_ channels: Int) -> Double {
      Double(KernelCost.instructions(tile(channels), core: 0, cores: cores, set))
    }
    // Whole blocks and vectors on every core; instructions are whole numbers, rounded down.
    let many = 4096 * cores
    let (once, twice) = (instructions(many), instructions(2 * many))
    let rate = (twice - once - 1) / Double(many)
    // Few channels are shared by pixels where many are shared by blocks.
    let few = instructions(multiple) - rate * Double(multiple)
    let factor = cores > 1 ? KernelCost.bankConflictFactor : 1
    call = factor * (min(few, once - rate * Double(many)) - 3)
    self.rate = factor * rate
  }
}
