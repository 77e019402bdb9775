/// The part of the units of a tile that a core computes.
///
/// `chunk = ceil(units / cores)`, `start = min(chunk * core, units)`, `stop = min(start + chunk,
/// units)`. ([garofalo19] section 4)
package struct WorkShare: Hashable, Sendable {
  /// The first unit and the one after the last.
  package let units: Range<Int>

  /// The share of `core` of `cores`.
  package init(_ units: Int, core: Int, cores: Int) {
    let chunk = (units + cores - 1) / cores
    let start = min(chunk * core, units)
    self.units = start..<min(start + chunk, units)
  }

  /// The number of units.
  package var count: Int { units.count }
}

/// How the cores share a tile: what the C files of a kernel say, and what plans and costs go by.
package struct WorkSharing: Hashable, Sendable {
  /// What is shared.
  package let unit: WorkUnit

  /// The units of the tile.
  package let units: Int

  private let cores: Int

  /// Finds the unit of a kernel for a tile.
  package init(_ tile: KernelTile, cores: Int, _ set: InstructionSet) {
    unit = Self.unit(tile, cores: cores, set)
    units = unit.count(tile)
    self.cores = cores
  }

  /// The share of a core.
  package func share(of core: Int) -> WorkShare { WorkShare(units, core: core, cores: cores) }

  private static func unit(_ tile: KernelTile, cores: Int, _ set: InstructionSet) -> WorkUnit {
    switch tile.kernel {
    case .convolution, .pointwise:
      guard set != .rvv else {
        return WorkUnit.pixelQuads.count(tile) < cores ? .channels : .pixelQuads
      }
      let pairs = WorkUnit.pixelPairs.count(tile)
      return pairs < cores && pairs < WorkUnit.channelBlocks.count(tile)
        ? .channelBlocks : .pixelPairs
    case .depthwise: return set == .rvv ? .rows : .channels
    case .dense: return set == .rvv ? .channels : .channelBlocks
    case .maxPool, .pad, .permute: return .rows
    case .averagePool: return .channels
    case .softmax, .fixedPointSoftmax, .concat: return .pixels
    case .copy: return .words
    case .add, .mul, .requantize, .requantizeSums, .lookup: return .elements
    }
  }
}
