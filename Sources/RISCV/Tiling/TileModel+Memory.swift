import Basic

/// A buffer of a step in L1.
struct BufferNeed: Hashable, Sendable {
  var role: BufferRole
  /// Bytes of one copy.
  var bytes: Int
  /// Copies that take turns.
  var copies: Int

  /// Bytes of all copies, each at a multiple of the alignment.
  var total: Int { copies * BufferNeed.aligned(bytes) }

  /// The next multiple of the alignment.
  static func aligned(_ bytes: Int) -> Int {
    (bytes + RISCVTarget.alignment - 1) / RISCVTarget.alignment * RISCVTarget.alignment
  }
}

/// What a buffer in L1 holds.
package enum BufferRole: String, Sendable, CaseIterable {
  case first, second, stored, weights, parameters, table, result, scratch

  /// The role of an operand.
  static func operand(_ index: Int) -> BufferRole { index == 0 ? .first : .second }
}

extension TileModel {
  /// How often the loops of a stripe load and store.
  struct Loads {
    var tiles: Int
    var inputs: Int
    var constants: Int
  }

  /// The most loads of a stripe with so many tiles of rows and columns.
  func loads(places: Int, channels: Int, _ order: StepTiling.Order) -> Loads {
    let channelTiles = (step.extent.channels + channels - 1) / channels
    let tiles = places * channelTiles
    let isOutside = order == .channelsOutside
    return Loads(
      tiles: tiles,
      inputs: !step.readsAllChannels
        ? tiles : isOutside ? (places == 1 ? 1 : tiles) : places,
      constants: isOutside ? channelTiles : channelTiles == 1 ? 1 : tiles)
  }

  /// Calls `body` for each buffer that a tiling needs, with the bytes and the number of copies.
  ///
  /// Kernels read and write maps in L1 where they lie, without a buffer.
  /// What is loaded or stored once has one copy, all else two that take turns.
  @inline(__always)
  func forEachBuffer(
    _ tiling: StepTiling, _ body: (_ role: BufferRole, _ bytes: Int, _ copies: Int) -> Void
  ) {
    let (rows, columns) = (rows(tiling.rows), columns(tiling.columns))
    let loads = loads(
      places: rows.largestCount * columns.tiles.count, channels: tiling.channels, tiling.order)
    let channels = tiling.channels
    let tallest = rows.largestOutput
    func copies(_ count: Int) -> Int { count > 1 ? 2 : 1 }
    for (index, map) in inputs.enumerated() where map.level == .l2 {
      let bytes =
        step.kernel == .permute
        ? tiling.columns * tallest
        : rows.largestInput * columns.largestInput
          * (step.readsAllChannels ? map.shape.channels : channels) * map.shape.elementBytes
      body(.operand(index), bytes, copies(loads.inputs))
    }
    let constants = constants(channels)
    body(.stored, constants.stored, copies(loads.constants))
    // Decoded weights are written when no core reads those before them.
    body(.weights, constants.weights, step.stored == nil ? copies(loads.constants) : 1)
    body(.parameters, constants.parameters, copies(loads.constants))
    body(.table, step.tableBytes, 1)
    if output.level == .l2 {
      body(
        .result, tallest * tiling.columns * channels * output.shape.elementBytes,
        copies(loads.tiles))
    }
    let tile = step.kernelTile(rows: tallest, columns: tiling.columns, channels: channels)
    // Decoding and the kernel take turns.
    let decoding = step.stored.map { WeightDecoding.scratch($0, cores: target.cores) } ?? 0
    let scratch = KernelCost.scratch(tile, cores: target.cores, target.instructionSet).count
    body(.scratch, max(scratch, decoding), 1)
  }

  /// The buffers that a tiling needs, none of them empty.
  func buffers(_ tiling: StepTiling) -> [BufferNeed] {
    var needs: [BufferNeed] = []
    forEachBuffer(tiling) { role, bytes, copies in
      if bytes > 0 { needs.append(BufferNeed(role: role, bytes: bytes, copies: copies)) }
    }
    return needs
  }

  /// Bytes of L1 with one copy of each buffer, which is no more than what any tiling with tiles of
  /// at least these sizes needs.
  func fewestBytes(_ tiling: StepTiling) -> Int {
    var sum = start
    forEachBuffer(tiling) { _, bytes, _ in sum += BufferNeed.aligned(bytes) }
    return sum
  }

  /// Bytes of L1 that a tiling needs, stacks and tensors included.
  package func bytes(_ tiling: StepTiling) -> Int {
    var sum = start
    forEachBuffer(tiling) { _, bytes, copies in sum += copies * BufferNeed.aligned(bytes) }
    return sum
  }
}
