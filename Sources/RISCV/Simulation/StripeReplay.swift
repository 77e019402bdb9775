import BitSparsity

/// Replays one stripe of a layer: its actions for each tile, on the bytes of the memories.
///
/// Loads take effect when they are started and stores when they are waited for, so that a wait in
/// the wrong place changes results.
struct StripeReplay {
  let layer: PlanStep
  let tensors: [PlanTensor]
  let l1: UnsafeMutableRawBufferPointer
  let l2: UnsafeMutableRawBufferPointer
  let constants: UnsafeRawBufferPointer

  /// How often each transfer was done, and the copy of each buffer that the next kernel reads.
  private var counts: [Int]
  private var tiles: [TileWalk.Tile]
  private var waiting: (tile: Int, copy: Int)?

  init(
    _ layer: PlanStep, stripe: Int, tensors: [PlanTensor], l1: UnsafeMutableRawBufferPointer,
    l2: UnsafeMutableRawBufferPointer, constants: UnsafeRawBufferPointer
  ) {
    self.layer = layer
    self.tensors = tensors
    self.l1 = l1
    self.l2 = l2
    self.constants = constants
    counts = [Int](repeating: 0, count: layer.transfers.count)
    tiles = TileWalk(layer, stripe: stripe).tiles
  }

  mutating func run() {
    guard !tiles.isEmpty else { return }
    var current = load(0)
    for tile in tiles.indices {
      var next = current
      for action in layer.actions {
        switch action {
        case .startNextLoads where tile + 1 < tiles.count: next = load(tile + 1)
        case .decode: decode(tile, current)
        case .kernel: compute(tile, current)
        case .waitPreviousStore: finishStore()
        case .startStore: waiting = (tile, tile % copies(.result))
        default: break
        }
      }
      current = next
    }
    finishStore()
  }

  private func copies(_ role: BufferRole) -> Int { max(1, layer.buffer(role)?.copies ?? 1) }

  private func address(_ role: BufferRole, copy: Int) -> Int {
    layer.buffer(role)?.offset(ofCopy: copy) ?? 0
  }

  /// Does the loads of a tile; gives the copies that the tile reads, by transfer.
  private mutating func load(_ tile: Int) -> [Int] {
    let replay = TransferReplay(layer: layer, tensors: tensors)
    return layer.transfers.enumerated().map { index, transfer in
      guard !transfer.isStore else { return 0 }
      if tiles[tile].needs(transfer, isFirst: tile == 0) {
        counts[index] += 1
        replay.run(
          transfer, tiles[tile].box,
          local: address(transfer.buffer, copy: (counts[index] - 1) % copies(transfer.buffer)),
          l1: l1, l2: l2, constants: constants)
      }
      return (counts[index] - 1) % copies(transfer.buffer)
    }
  }

  private mutating func finishStore() {
    guard let waiting else { return }
    self.waiting = nil
    let replay = TransferReplay(layer: layer, tensors: tensors)
    for transfer in layer.transfers where transfer.isStore {
      replay.run(
        transfer, tiles[waiting.tile].box, local: address(.result, copy: waiting.copy), l1: l1,
        l2: l2, constants: constants)
    }
  }

  /// Where the copy of a buffer lies that a tile reads.
  private func place(_ role: BufferRole, _ copies: [Int]) -> Int {
    let index = layer.transfers.firstIndex { $0.buffer == role }
    return address(role, copy: index.map { copies[$0] } ?? 0)
  }

  /// Makes weights of stored ones where those of the tile are new.
  private func decode(_ tile: Int, _ copies: [Int]) {
    guard let stored = layer.step.stored, tiles[tile].decodes else { return }
    var (from, to) = (place(.stored, copies), address(.weights, copy: 0))
    for channel in tiles[tile].box.channels {
      let bytes = [UInt8](l1[from..<from + stored.bytes(of: channel)])
      let weights =
        stored.isSensitive(channel)
        ? bytes.map { Int8(bitPattern: $0) }
        : EncodedWeights.weights(
          bytes, positions: stored.positions, depth: stored.depth, stored.encoding)
      for (index, weight) in weights.enumerated() { l1[to + index] = UInt8(bitPattern: weight) }
      from += bytes.count
      to += weights.count
    }
  }

  private func compute(_ tile: Int, _ copies: [Int]) {
    let box = tiles[tile].box
    let step = layer.step
    func place(_ role: BufferRole) -> Int {
      layer.placeInL1(role, box, tensors) ?? self.place(role, copies)
    }
    TileKernel(
      layer: layer, tensors: tensors, box: box,
      inputs: step.inputs.indices.map { step.inputBox(box, of: $0) },
      operands: step.inputs.indices.map { place(.operand($0)) }, weights: place(.weights),
      parameters: place(.parameters), table: place(.table),
      result: layer.placeInL1(.result, box, tensors)
        ?? address(.result, copy: tile % self.copies(.result))
    ).run(l1)
  }
}
