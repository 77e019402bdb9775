import BitSerial
import BitSparsity
import Testing

/// Cycles from weights, against a slow definition that walks over every tile with texts of bits.
@Suite struct TileOracleTests {
  /// Layers of every kind, with sizes that divide nothing.
  static func layers() throws -> [BitSerialLayer] {
    [
      try SeededWeights.convolution(
        channels: 32, filters: 64, kernel: PlaneSize(3), output: PlaneSize(28)),
      try SeededWeights.convolution(
        channels: 3, filters: 37, kernel: PlaneSize(7), output: PlaneSize(9), deviation: 50),
      try SeededWeights.convolution(
        channels: 21, filters: 5, kernel: PlaneSize(height: 2, width: 3),
        output: PlaneSize(height: 3, width: 17), deviation: 2),
      try SeededWeights.convolution(
        channels: 12, filters: 12, kernel: PlaneSize(3), output: PlaneSize(5), groups: 12),
      try SeededWeights.convolution(
        channels: 40, filters: 20, kernel: PlaneSize(1), output: PlaneSize(4), groups: 2),
      try SeededWeights.linear(channels: 130, filters: 33, tokens: 49, deviation: 40),
      try SeededWeights.linear(channels: 64, filters: 8, tokens: 1, deviation: 0.3),
    ]
  }

  /// A definition of the cycles of a tile, from the weights of each row.
  typealias Definition = ([[Int8]]) -> Int

  private static func twosComplement(_ weight: Int8) -> [Character] {
    let text = String(UInt8(bitPattern: weight), radix: 2)
    return Array(String(repeating: "0", count: 8 - text.count) + text)
  }

  private static func signMagnitude(_ weight: Int8) -> [Character] {
    let text = String(weight == -128 ? 127 : Int(abs(Int(weight))), radix: 2)
    return [weight < 0 ? "1" : "0"] + Array(String(repeating: "0", count: 7 - text.count) + text)
  }

  private static func ones(_ bits: [Character]) -> Int { bits.filter { $0 == "1" }.count }

  /// The bits of one significance of all weights of a row.
  private static func column(_ bits: [[Character]], _ index: Int) -> [Character] {
    bits.map { $0[index] }
  }

  /// The sum over all output rows, blocks of output columns, blocks of filters and pieces of filters.
  private static func cycles(
    _ layer: BitSerialLayer, _ geometry: ArrayGeometry, _ weights: [Int8],
    _ definition: Definition
  ) -> (tiles: Int, cycles: Int) {
    let (channels, area) = (layer.filterChannels, layer.kernelArea)
    let filters = (0..<layer.filters).map { filter in
      (0..<channels).map { channel in
        (0..<area).map { weights[(filter * channels + channel) * area + $0] }
      }
    }
    // Lines of a filter: along positions of one channel, or along channels at one position.
    func lines(_ filter: [[Int8]]) -> [[Int8]] {
      layer.isGrouped || area > channels
        ? filter : (0..<area).map { position in filter.map { $0[position] } }
    }
    func blocks<Element>(_ elements: [Element], _ size: Int) -> [[Element]] {
      stride(from: 0, to: elements.count, by: size).map {
        Array(elements[$0..<min($0 + size, elements.count)])
      }
    }
    var (tiles, sum) = (0, 0)
    for rows in blocks(filters, layer.isGrouped ? 1 : geometry.rows) {
      let pieces = rows.map { lines($0).flatMap { blocks($0, geometry.dotProduct) } }
      for piece in pieces[0].indices {
        let cycles = definition(pieces.map { $0[piece] })
        for _ in 0..<layer.outputPlane.height {
          for _ in blocks(Array(0..<layer.outputPlane.width), geometry.columns) {
            tiles += 1
            sum += cycles
          }
        }
      }
    }
    return (tiles, sum)
  }

  private static func expect(
    _ accelerator: some BitSerialAccelerator, _ definition: @escaping Definition
  ) throws {
    for layer in try layers() {
      let weights = try #require(layer.weights)
      let expected = cycles(layer, accelerator.geometry, weights, definition)
      let schedule = try accelerator.schedule(layer)
      #expect(schedule.tiles == expected.tiles)
      #expect(schedule.cycles.count == Double(expected.cycles))
    }
  }

  @Test func pragmatic() throws {
    try Self.expect(Pragmatic()) { rows in
      rows.flatMap { $0 }.map { Self.ones(Self.signMagnitude($0)) }.max() ?? 0
    }
  }

  @Test func bitlet() throws {
    try Self.expect(Bitlet()) { rows in
      rows.flatMap { row in
        let bits = row.map(Self.twosComplement)
        return (0..<8).map { Self.ones(Self.column(bits, $0)) }
      }.max() ?? 0
    }
  }

  @Test func bitVertWithZeroSkippingAlone() throws {
    try Self.expect(BitVert(mode: .zeroSkipping)) { rows in
      let cycles = rows.map { row in
        let bits = row.map(Self.twosComplement)
        return (0..<8).map { column in
          let ones = Self.ones(Self.column(bits, column))
          return ones > 8 ? 2 : ones > 0 ? 1 : 0
        }.reduce(0, +)
      }
      return max(1, cycles.max() ?? 0)
    }
  }

  @Test(arguments: [2, 5, 6, 8])
  func bitWave(width: Int) throws {
    for layer in try Self.layers() {
      let weights = BitFlip(prunedColumns: 8 - width).layer(
        try #require(layer.weights), channels: layer.filterChannels, kernelArea: layer.kernelArea)
      let all = BitWave.allDataflows.map { dataflow in
        Self.cycles(layer, dataflow, weights) { rows in
          rows.map { row in
            let bits = row.map(Self.signMagnitude)
            return (1..<8).filter { Self.ones(Self.column(bits, $0)) > 0 }.count
          }.max() ?? 0
        }
      }
      for (dataflow, expected) in zip(BitWave.allDataflows, all) {
        let schedule = BitWave(width: width, dataflows: [dataflow]).schedule(layer)
        #expect(schedule.tiles == expected.tiles)
        #expect(schedule.cycles.count == Double(expected.cycles))
        // Where an element's weights belong to one group.
        if dataflow.dotProduct <= 32, !layer.isGrouped, layer.kernelArea <= layer.channels {
          #expect(schedule.cycles.count <= Double(schedule.tiles * (width - 1)))
        }
      }
      let best = BitWave(width: width).schedule(layer)
      #expect(best.cycles.count == all.map { Double($0.cycles) }.min())
    }
  }

  @Test func designsThatNeedWeightsSaySo() throws {
    let layer = try #require(
      BitSerialLayer(name: "head", kind: .linear(tokens: 1), channels: 8, filters: 8))
    for design in BitSerialDesign.allCases {
      let model = BitSerialCostModel(design.accelerator, constants: .corrected)
      #expect(design.accelerator.design == design)
      if [.pragmatic, .bitlet].contains(design) {
        #expect(throws: MissingWeights(layer: "head")) { try model.cost(of: [layer]) }
      } else {
        #expect(throws: Never.self) { try model.cost(of: [layer]) }
      }
    }
  }
}
