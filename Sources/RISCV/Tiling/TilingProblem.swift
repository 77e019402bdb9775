import Basic

/// What the tiles of a step depend on; steps with equal problems have equal tiles.
struct TilingProblem: Hashable, Sendable {
  /// The step, without its name and tensors.
  let kernel: Kernel
  let inputs: [MapSlot]
  let output: MapSlot
  let extent: MapShape
  let window: StepWindow
  let run: Int
  let tableBytes: Int
  let stored: EncodedChannels?

  /// The rows of the result at which stripes begin, and the number of rows.
  let stripes: [Int]

  /// Where buffers begin in L1.
  let start: Int

  init(
    _ step: KernelStep, inputs: [MapSlot], output: MapSlot, stripes: [Int], start: Int
  ) {
    kernel = step.kernel
    self.inputs = inputs
    self.output = output
    extent = step.extent
    window = step.window
    run = step.run
    tableBytes = step.tableBytes
    stored = step.stored
    self.stripes = stripes
    self.start = start
  }
}

/// Tiles along one axis that have the same number of positions in the result and in the input.
struct TileClass: Hashable, Sendable {
  var output: Int
  var input: Int
  var count: Int
}

/// The tiles along rows: those of every stripe that has its own sequence, and how many have it.
struct RowTiles: Sendable {
  /// A sequence of tiles of one stripe.
  struct Stripe: Sendable {
    var tiles: [TileClass]
    var classes: [TileClass]
    var repetitions: Int
  }

  var stripes: [Stripe]
  var largestInput: Int
  var largestOutput: Int
  var largestCount: Int

  /// Cuts rows at stripes and then into tiles of `size`.
  init(_ size: Int, stripes boundaries: [Int], _ span: (Range<Int>) -> Int) {
    stripes = []
    largestInput = 0
    largestOutput = 0
    largestCount = 0
    for (start, end) in zip(boundaries, boundaries.dropFirst()) where end > start {
      var tiles: [TileClass] = []
      for first in stride(from: start, to: end, by: size) {
        let rows = first..<min(first + size, end)
        let tile = TileClass(output: rows.count, input: span(rows), count: 1)
        largestInput = max(largestInput, tile.input)
        largestOutput = max(largestOutput, tile.output)
        tiles.append(tile)
      }
      largestCount = max(largestCount, tiles.count)
      if let known = stripes.firstIndex(where: { $0.tiles == tiles }) {
        stripes[known].repetitions += 1
      } else {
        stripes.append(
          Stripe(tiles: tiles, classes: TileClass.grouped(tiles), repetitions: 1))
      }
    }
  }
}

/// The tiles along columns.
struct ColumnTiles: Sendable {
  /// In order, and those of equal sizes together.
  var tiles: [TileClass]
  var classes: [TileClass]
  var largestInput: Int

  /// Cuts columns into tiles of `size`.
  init(_ size: Int, width: Int, _ span: (Range<Int>) -> Int) {
    tiles = stride(from: 0, to: width, by: size).map { first in
      let columns = first..<min(first + size, width)
      return TileClass(output: columns.count, input: span(columns), count: 1)
    }
    classes = TileClass.grouped(tiles)
    largestInput = tiles.reduce(0) { max($0, $1.input) }
  }
}

extension TileClass {
  /// Tiles of equal sizes together.
  static func grouped(_ tiles: [TileClass]) -> [TileClass] {
    var classes: [TileClass] = []
    for tile in tiles {
      let known = classes.firstIndex { $0.output == tile.output && $0.input == tile.input }
      if let known {
        classes[known].count += 1
      } else {
        classes.append(tile)
      }
    }
    return classes
  }
}
