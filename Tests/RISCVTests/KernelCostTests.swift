import RISCV
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
}
