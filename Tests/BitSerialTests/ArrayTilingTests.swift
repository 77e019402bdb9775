import Basic
import BitSerial
import BitSparsity
import IR
import TestSupport
import Testing

/// Tiles and cycles of layers, counted again channel by channel and weight by weight.
@Suite struct ArrayTilingTests {
  @Test func tilesAndCyclesAreThoseOfAWalk() throws {
    var generator = SplitMix(11)
    func random(_ range: ClosedRange<Int>) -> Int {
      range.lowerBound + Int(generator.next() % UInt64(range.count))
    }
    for _ in 0..<200 {
      let (kernel, side) = (random(1...5), random(5...40))
      let filters = random(1...100)
      let columns = random(0...6)
      let layer = try #require(
        BitSerialLayer(
          name: "",
          kind: .convolution(
            kernel: PlaneSize(kernel), input: PlaneSize(side),
            output: PlaneSize(side - kernel + 1), groups: 1), channels: random(1...70),
          filters: filters, sensitiveChannels: random(0...filters), prunedColumns: columns))
      let tiling = ArrayTiling(layer, BitVert.publishedGeometry)
      // Every weight of a filter is in one piece of at most 16.
      #expect(tiling.split.sizes.reduce(0, +) == layer.filterChannels * layer.kernelArea)
      #expect(tiling.split.sizes.allSatisfy { (1...16).contains($0) })
      #expect(tiling.split.sizes.count == tiling.split.count)
      #expect(
        Set(tiling.split.places.map { $0.position * 1000 + $0.channel }).count
          == layer.filterChannels * layer.kernelArea)
      // 32 stored channels at a time take as long as the slowest of them.
      var cycles = 0
      let sensitive = columns == 0 ? filters : layer.sensitiveChannels
      for first in stride(from: 0, to: filters, by: 32) {
        for _ in stride(from: 0, to: side - kernel + 1, by: 16) {
          for _ in tiling.split.sizes {
            cycles += (side - kernel + 1) * (first < sensitive ? 8 : 8 - columns)
          }
        }
      }
      #expect(tiling.cycles == cycles)
      #expect(tiling.runs.map(\.channels.count).reduce(0, +) == filters)
      // Without mixed tiles the average width of the cost model gives the same.
      if sensitive.isMultiple(of: 32), filters.isMultiple(of: 32), columns == 0 {
        #expect(try BitVert().schedule(layer).cycles.count == Double(cycles))
      }
    }
  }
}
