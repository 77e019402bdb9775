import RISCV
import TestSupport
import Testing

@Suite struct KernelCostTests {
  @Test(arguments: [1, 3, 8], [1, 7, 8, 64])
  func sharesCoverAllUnitsOnce(cores: Int, units: Int) {
    let all = (0..<cores).flatMap { Array(WorkShare(units, core: $0, cores: cores).units) }
    #expect(all == Array(0..<units))
  }

  /// The published rate of a 3x3 convolution is 15.5 operations a cycle on eight cores.
  @Test(arguments: [16, 32])
  func clusterReachesThePublishedRate(channels: Int) {
    let tile = KernelTile(
      .convolution, input: (16, 16, channels), output: (16, 16, 64), window: (3, 3))
    let cycles = KernelCost.cycles(tile, cores: 8, .xpulp)
    let rate = Double(tile.multiplyAccumulates) / cycles.count
    #expect(abs(rate - 15.5) < 1.55)
  }

  /// However channels are cut, the tiles take no less than their calls and the rate of all channels.
  @Test(arguments: Kernel.allCases, InstructionSet.allCases)
  func noCutOfTheChannelsIsBelowTheLeastCost(kernel: Kernel, set: InstructionSet) {
    var random = SplitMix(11)
    let multiple = KernelCost.channelMultiple(kernel, set)
    for _ in 0..<200 {
      let cores = Int.random(in: 1...9, using: &random)
      let (rows, columns) = (
        Int.random(in: 1...6, using: &random), Int.random(in: 1...6, using: &random)
      )
      let inputs = Int.random(in: 1...70, using: &random)
      let run = Int.random(in: 1...4, using: &random)
      let readsAll = [.convolution, .pointwise, .dense].contains(kernel)
      func tile(_ channels: Int) -> KernelTile {
        KernelTile(
          kernel, input: (rows + 2, columns + 2, readsAll ? inputs : channels),
          output: (rows, columns, channels), window: (3, 3), run: run)
      }
      func cycles(_ channels: Int) -> Double {
        KernelCost.cycles(tile(channels), cores: cores, set).count
      }
      let least = LeastCost(cores: cores, set, multiple: multiple, tile: tile)
      let all = Int.random(in: 1...300, using: &random)
      let size = Int.random(in: 1...(all / multiple + 1), using: &random) * multiple
      let (whole, rest) = all.quotientAndRemainder(dividingBy: size)
      let sum = Double(whole) * cycles(size) + (rest > 0 ? cycles(rest) : 0)
      let tiles = Double(whole + (rest > 0 ? 1 : 0))
      #expect(tiles * least.call + Double(all) * least.rate <= sum, "\(tile(size)) of \(all)")
      // The bound is of use: many channels take little more.
      let many = 1024 * cores
      #expect(least.call + Double(many) * least.rate > 0.9 * cycles(many) - 10 * cycles(multiple))
    }
  }
}
