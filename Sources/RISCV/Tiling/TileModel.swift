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

  private let time: TransferTime
  private var rowTiles: [RowTiles?]
  private var columnTiles: [ColumnTiles?]
  private var computeTimes: ComputeTimes
  private var constantSizes: [ConstantSizes?]

  /// Describes a step, the maps that it touches and the rows at which its stripes begin.
  ///
  /// - Parameter searches: whether very many tilings are asked for.
  package init(
    _ step: KernelStep, inputs: [MapSlot], output: MapSlot, boundaries: [Int],
    target: RISCVTarget, searches: Bool = false
  ) {
    self.step = step
    self.target = target
    self.inputs = inputs
    self.output = output
    self.boundaries = boundaries
    multiple = max(1, step.channelMultiple(target.instructionSet))
    mostRows = zip(boundaries, boundaries.dropFirst()).reduce(0) { max($0, $1.1 - $1.0) }
    time = TransferTime(target)
    rowTiles = [RowTiles?](repeating: nil, count: mostRows + 1)
    columnTiles = [ColumnTiles?](repeating: nil, count: step.extent.width + 1)
    computeTimes = ComputeTimes(rows: mostRows, step.extent, hasTable: searches)
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
    let tile = step.kernelTile(rows: rows, columns: columns, channels: channels)
    let cycles = KernelCost.cycles(tile, cores: target.cores, target.instructionSet)
    let total = Int(cycles.count.rounded(.up)) + 2 * target.barrierCycles
    computeTimes[rows, columns, channels] = total
    return total
  }

  /// Cycles to load what a tile reads of all operands.
  func load(_ rows: TileClass, _ columns: TileClass, _ channels: Int) -> Int {
    if step.kernel == .permute {
      return time.cycles(rows: 1, columns: columns.output, channels: rows.output, of: inputs[0])
    }
    var sum = 0
    for map in inputs {
      sum += time.cycles(
        rows: rows.input, columns: columns.input,
        channels: step.readsAllChannels ? map.shape.channels : channels, of: map)
    }
    return sum
  }

  /// Cycles to store a tile.
  func store(_ rows: Int, _ columns: Int, _ channels: Int) -> Int {
    time.cycles(rows: rows, columns: columns, channels: channels, of: output)
  }

  /// Bytes and cycles of the constants of a tile of channels.
  func constants(_ channels: Int) -> ConstantSizes {
    if let known = constantSizes[channels] { return known }
    let tile = step.kernelTile(rows: 1, columns: 1, channels: channels)
    let weights = KernelCost.weights(tile, target.instructionSet).count
    let parameters = KernelCost.parameters(tile, target.instructionSet).count
    let sizes = ConstantSizes(
      weights: weights, parameters: parameters,
      cycles: time.cycles(pieces: 1, length: weights)
        + time.cycles(pieces: 1, length: parameters))
    constantSizes[channels] = sizes
    return sizes
  }

  /// What cutting a tile in two costs at least: two barriers.
  var overhead: Int { 2 * target.barrierCycles }

  /// Cycles to load the table of the step, once for each stripe.
  var table: Int { time.cycles(pieces: 1, length: step.tableBytes) }
}

/// The constants of a tile of channels.
struct ConstantSizes: Sendable {
  /// Bytes of packed weights and of the parameters of channels.
  var weights: Int
  var parameters: Int

  /// Cycles to load both.
  var cycles: Int
}

/// What kernels take for each size of a tile, once it was asked for.
private struct ComputeTimes {
  private let width: Int
  private let channels: Int
  private var table: [Int]
  private var others: [Int: Int] = [:]

  /// Tables of more entries would take longer to clear than to do without.
  private static let largestTable = 1 << 21

  init(rows: Int, _ extent: MapShape, hasTable: Bool) {
    width = extent.width + 1
    channels = extent.channels + 1
    let count = (rows + 1) * width * channels
    table = [Int](repeating: -1, count: hasTable && count <= Self.largestTable ? count : 0)
  }

  subscript(rows: Int, columns: Int, depth: Int) -> Int? {
    get {
      let key = (rows * width + columns) * channels + depth
      guard key < table.count else { return others[key] }
      return table[key] >= 0 ? table[key] : nil
    }
    set {
      let key = (rows * width + columns) * channels + depth
      if key < table.count { table[key] = newValue ?? -1 } else { others[key] = newValue }
    }
  }
}
