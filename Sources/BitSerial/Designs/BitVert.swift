import Basic

/// BitVert: bi-directional bit sparsity, with pruned bit columns of all but the sensitive channels.
///
/// A bit column of 16 weights takes one cycle, since at most half of its bits, ones or zeros, are
/// worked off. Widths leave the byte of metadata of each group out. Source: [bbs24] section 4.
package struct BitVert: BitSerialAccelerator {
  /// How weights are stored and worked off.
  package enum Mode: Sendable, Hashable {
    /// Each layer has the pruned columns that it says; cycles are averages over channels.
    case asPruned

    /// Each layer has the pruned columns that it says; cycles are those of its tiles.
    case planned

    /// All layers have this many pruned columns, 0 to 6.
    case pruned(Int)

    /// No column is pruned.
    case unpruned

    /// No column is pruned and zeros alone are skipped, so that a full column takes two cycles.
    case zeroSkipping

    /// Two columns by rounded averaging, [bbs24] section 3.
    package static let conservative = Mode.pruned(2)

    /// Four columns by zero-point shifting, [bbs24] section 3.
    package static let moderate = Mode.pruned(4)
  }

  package let mode: Mode

  package let geometry: ArrayGeometry

  package let weightBuffer: OnChipBuffer

  package let activationBuffer: OnChipBuffer

  /// The array of [bbs24]: 512 elements of 16 weights.
  package static let publishedGeometry = ArrayGeometry(dotProduct: 16, rows: 32, columns: 16)

  /// Makes the design; the mode's pruned columns must be in 0 to 6.
  package init(
    mode: Mode = .asPruned, geometry: ArrayGeometry = publishedGeometry,
    weightBuffer: OnChipBuffer = .weights32x128,
    activationBuffer: OnChipBuffer = .activations16x128
  ) {
    if case .pruned(let columns) = mode { precondition((0...6).contains(columns)) }
    self.mode = mode
    self.geometry = geometry
    self.weightBuffer = weightBuffer
    self.activationBuffer = activationBuffer
  }

  package var design: BitSerialDesign { .bitvert }

  package var energies: ArrayEnergies {
    ArrayEnergies(
      simulatedElement: 0.25, synthesizedMilliwatts: 0.45, weightRegister: 1.205,
      activationRegister: 1.06 + ArrayEnergies.dispatcher)
  }

  /// `rho * 8 + (1 - rho) * (8 - N)` with the share `rho` of sensitive channels; rounded once.
  package func weightWidth(of layer: BitSerialLayer) -> Double {
    let columns =
      switch mode {
      case .asPruned, .planned: layer.prunedColumns
      case .pruned(let columns): columns
      case .unpruned, .zeroSkipping: 0
      }
    let bits =
      layer.sensitiveChannels * 8 + (layer.filters - layer.sensitiveChannels) * (8 - columns)
    return Double(bits) / Double(layer.filters)
  }

  package func schedule(_ layer: BitSerialLayer) throws(MissingWeights) -> LayerSchedule {
    if mode == .planned {
      let tiling = ArrayTiling(layer, geometry)
      return LayerSchedule(
        geometry: geometry, tiles: tiling.tiles, cycles: Cycles(Double(tiling.cycles)))
    }
    guard mode == .zeroSkipping else {
      return schedule(layer, cyclesPerTile: weightWidth(of: layer))
    }
    return try schedule(layer) { tile in
      // An element adds eight activations a cycle, and a tile of zeros still takes a cycle.
      max(
        1,
        tile.largestOfRows { row in
          let counts = BitColumnCounts(row)
          return (0..<8).reduce(0) { $0 + counts[$1].dividedRoundingUp(by: 8) }
        })
    }
  }
}
