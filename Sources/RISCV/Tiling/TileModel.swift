import Basic

/// The bytes and cycles of a step for every tiling of it, from one set of formulas.
package final class TileModel {
  let step: KernelStep
  let target: RISCVTarget
  let inputs: [MapSlot]
  let output: MapSlot
  let boundaries: [Int]

  /// The channels that tiles are multiples of, except the last.
  package let multiple: Int

  /// The most rows of a stripe.
  package let mostRows: Int

  /// Where buffers begin in L1: behind the stacks and the tensors that lie there.
  let start: Int

  private let time: TransferTime
  private var rowTiles: [RowTiles?]
  private var columnTiles: [ColumnTiles?]
  private var computeTimes: ComputeTimes
  private var leastTimes: [LeastCost?]
  private var constantSizes: [ConstantSizes?]

  /// Describes a step, the maps that it touches and the rows at which its stripes begin.
  ///
  /// - Parameter start: where buffers begin in L1; behind the stacks if it is `nil`.
  package init(
    _ step: KernelStep, inputs: [MapSlot], output: MapSlot, boundaries: [Int],
    target: RISCVTarget, start: Int? = nil
  ) {
    self.step = step
    self.target = target
    self.inputs = inputs
    self.output = output
    self.boundaries = boundaries
    self.start = start ?? BufferNeed.aligned(target.stackTotal)
    multiple = max(1, step.channelMultiple(target.instructionSet))
    mostRows = zip(boundaries, boundaries.dropFirst()).reduce(0) { max($0, $1.1 - $1.0) }
    time = TransferTime(target)
    rowTiles = [RowTiles?](repeating: nil, count: mostRows + 1)
    columnTiles = [ColumnTiles?](repeating: nil, count: step.extent.width + 1)
    computeTimes = ComputeTimes(step.extent)
    leastTimes = [LeastCost?](repeating: nil, count: (mostRows + 1) * (step.extent.width + 1))
    constantSizes = [ConstantSizes?](repeating: nil, count: step.extent.channels + 1)
  }

  /// The tiles along rows.
  func rows(_ size: Int) -> RowTiles {
    if let known = rowTiles[size] { return known }
    let tiles = RowTiles(size, stripes: boundaries) { step.inputRows($0).positions.count }
    rowTiles[size] = tiles
    return tiles
  }

  /// The tiles along columns.
  func columns(_ size: Int) -> ColumnTiles {
    if let known = columnTiles[size] { return known }
    let tiles = ColumnTiles(size, width: step.extent.width) {
      step.inputColumns($0).positions.count
    }
    columnTiles[size] = tiles
    return tiles
  }

  /// The sizes of the tiles along channels, in order.
  func channels(_ size: Int) -> [Int] {
    stride(from: 0, to: step.extent.channels, by: size).map {
      min(size, step.extent.channels - $0)
    }
  }

  /// Cycles of the kernel on a tile, with a barrier before it and one after it.
  func compute(_ rows: Int, _ columns: Int, _ channels: Int) -> Int {
    if let known = computeTimes[rows, columns, channels] { return known }
    let tile = tile(rows, columns, channels)
    let cycles = KernelCost.cycles(tile, cores: target.cores, target.instructionSet)
    let total = Int(cycles.count.rounded(.up)) + 2 * target.barrierCycles
    computeTimes[rows, columns, channels] = total
    return total
  }

  /// Cycles of the kernel on tiles of so many rows and columns, without barriers.
  func leastCompute(_ rows: Int, _ columns: Int) -> LeastCost {
    let key = rows * (step.extent.width + 1) + columns
    if let known = leastTimes[key] { return known }
    let least = LeastCost(
      cores: target.cores, target.instructionSet, multiple: min(multiple, step.extent.channels)
    ) { tile(rows, columns, $0) }
    leastTimes[key] = least
    return least
  }

  /// What the cost of the kernel on a tile depends on.
  private func tile(_ rows: Int, _ columns: Int, _ channels: Int) -> KernelTile {
    var tile = step.kernelTile(rows: rows, columns: columns, channels: channels)
    tile.givesSums = step.kernel.hasWeights && output.shape.elementBytes > 1
    return tile
  }

  /// Cycles to load what a tile reads of all operands.
  func load(_ rows: TileClass, _ columns: TileClass, _ channels: Int) -> Int {
    if step.kernel == .permute {
      return time.cycles(rows: 1, columns: columns.output, channels: rows.output, of: inputs[0])
    }
    var sum = 0
    for map in inputs where map.level == .l2 {
      sum += time.cycles(
        rows: rows.input, columns: columns.input,
        channels: step.readsAllChannels ? map.shape.channels : channels, of: map)
    }
    return sum
  }

  /// Cycles to store a tile.
  func store(_ rows: Int, _ columns: Int, _ channels: Int) -> Int {
    guard output.level == .l2 else { return 0 }
    return time.cycles(rows: rows, columns: columns, channels: channels, of: output)
  }

  /// Bytes and cycles of the constants of a tile of channels.
  func constants(_ channels: Int) -> ConstantSizes {
    if let known = constantSizes[channels] { return known }
    let tile = step.kernelTile(rows: 1, columns: 1, channels: channels)
    let weights = KernelCost.weights(tile, target.instructionSet).count
    let parameters = KernelCost.parameters(tile, target.instructionSet).count
    var sizes = ConstantSizes(
      weights: weights, parameters: parameters,
      cycles: time.cycles(pieces: 1, length: parameters))
    if let stored = step.stored {
      let all = step.extent.channels
      let heads = WeightDecoding.headBytes(
        step.kernel, channels: channels, target.instructionSet)
      // Tiles differ by their sensitive channels; the mean is what all of them take together.
      let mean = (stored.bytes(of: 0..<all) * channels + all - 1) / all
      sizes.stored = PlanConstant.stride(of: heads + stored.mostBytes(channels))
      sizes.cycles += time.cycles(pieces: 1, length: PlanConstant.stride(of: heads + mean))
      sizes.decoding =
        WeightDecoding.instructions(stored, channels: channels, of: all, cores: target.cores)
        + target.barrierCycles
    } else {
      sizes.cycles += time.cycles(pieces: 1, length: weights)
    }
    constantSizes[channels] = sizes
    return sizes
  }

  /// Bytes that are loaded for all weights and parameters, once for each tile of channels.
  func constantBytes(_ size: Int) -> Int {
    var (bytes, first) = (0, 0)
    for count in channels(size) {
      let sizes = constants(count)
      bytes += sizes.parameters + (step.stored == nil ? sizes.weights : 0)
      if let stored = step.stored {
        bytes += stored.blockBytes(
          first..<first + count, step.kernel, target.instructionSet)
      }
      first += count
    }
    return bytes
  }

  /// Cycles to load the table of the step, once for each stripe.
  var table: Int { time.cycles(pieces: 1, length: step.tableBytes) }
}

/// The constants of a tile of channels.
struct ConstantSizes: Sendable {
  /// Bytes of packed weights and of the parameters of channels.
  var weights: Int
  var parameters: Int

  /// The most bytes of stored weights that are decoded to packed ones; 0 if none are.
  var stored = 0

  /// Cycles to load weights, packed or stored, and parameters.
  var cycles: Int

  /// Cycles to decode stored weights.
  var decoding = 0
}

/// What kernels take for the sizes of a tile that were asked for last.
private struct ComputeTimes {
  private let width: Int
  private let channels: Int
  private var entries: [(key: Int, cycles: Int)]

  private static let size = 1 << 12

  init(_ extent: MapShape) {
    width = extent.width + 1
    channels = extent.channels + 1
    entries = Array(repeating: (key: -1, cycles: 0), count: Self.size)
  }

  subscript(rows: Int, columns: Int, depth: Int) -> Int? {
    get {
      let key = key(rows, columns, depth)
      let entry = entries[key & (Self.size - 1)]
      return entry.key == key ? entry.cycles : nil
    }
    set {
      let key = key(rows, columns, depth)
      entries[key & (Self.size - 1)] = (key, newValue ?? 0)
    }
  }

  private func key(_ rows: Int, _ columns: Int, _ depth: Int) -> Int {
    (rows * width + columns) * channels + depth
  }
}
