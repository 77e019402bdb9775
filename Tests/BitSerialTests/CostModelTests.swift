import Basic
import BitSerial
import Testing

/// Parts of the model against numbers worked out by hand.
@Suite struct CostModelTests {
  private static func layer(
    _ kind: BitSerialLayer.Kind, channels: Int, filters: Int, sensitive: Int = 0, pruned: Int = 0
  ) throws -> BitSerialLayer {
    try #require(
      BitSerialLayer(
        name: "layer", kind: kind, channels: channels, filters: filters,
        sensitiveChannels: sensitive, prunedColumns: pruned))
  }

  private static func square(_ kernel: Int, _ size: Int, groups: Int = 1) -> BitSerialLayer.Kind {
    .convolution(
      kernel: PlaneSize(kernel), input: PlaneSize(size), output: PlaneSize(size), groups: groups)
  }

  @Test func depthwiseConvolutionsUseOneRow() throws {
    let layer = try Self.layer(Self.square(3, 20, groups: 32), channels: 32, filters: 32)
    // ceil(9 / 8) pieces, 32 filters, ceil(20 / 16) columns, 20 rows.
    #expect(Stripes().geometry.tiles(of: layer) == 2560)
    #expect(BitVert().geometry.tiles(of: layer) == 1280)
    #expect(layer.weightCount == 288)
  }

  @Test func kernelsLargerThanTheirChannelsRunAlongPositions() throws {
    let layer = try Self.layer(Self.square(7, 16), channels: 3, filters: 64)
    // ceil(49 / 8) pieces of 3 channels, 2 blocks of filters, 16 rows.
    #expect(Stripes().geometry.tiles(of: layer) == 672)
  }

  @Test func layersKeepTheirOwnPrunedColumns() throws {
    let layer = try Self.layer(
      .linear(tokens: 16), channels: 16, filters: 96, sensitive: 32, pruned: 3)
    let schedule = try BitVert().schedule(layer)
    #expect(schedule.tiles == 3)
    #expect(schedule.cycles.count == 18)
    #expect(BitVert(mode: .unpruned).weightWidth(of: layer) == 8)
    #expect(BitVert(mode: .moderate).weightWidth(of: layer) == 16.0 / 3)
  }

  @Test func whatFitsNowhereIsLoadedAgain() throws {
    // 600 KB of weights and 300 KB of inputs: inputs 3 times, or weights twice.
    let layer = try Self.layer(.linear(tokens: 300), channels: 1024, filters: 600)
    let (weights, inputs, outputs) = (614_400.0, 307_200.0, 180_000.0)
    for (policy, weightFetches, inputFetches) in [
      (RefetchPolicy.leastTraffic, 1.0, 3.0), (.inputs, 1.0, 3.0),
    ] {
      let model = BitSerialCostModel(Stripes(), constants: .published, refetch: policy)
      let cost = try model.cost(of: [layer, layer])
      let bytes = weights * weightFetches + inputs * inputFetches
      let (first, last) = (Cycles((bytes + outputs) / 16), Cycles(bytes / 16))
      #expect(cost.layers[0].dramCycles == first)
      // The last linear layer writes nothing.
      #expect(cost.layers[1].dramCycles == last)
      #expect(cost.layers[1].energy.dram == Picojoules(bytes * 125))
    }
  }

  @Test func theCheaperOperandIsLoadedAgain() throws {
    // 289 KB of weights, which take two parts, and 1000 KB of inputs, which take four.
    let layer = try Self.layer(.linear(tokens: 4000), channels: 256, filters: 1156)
    let (weights, inputs) = (295_936.0, 1_024_000.0)
    let least = BitSerialCostModel(Stripes(), constants: .published)
    let always = BitSerialCostModel(Stripes(), constants: .published, refetch: .inputs)
    let weightsAgain = Cycles((4 * weights + inputs) / 16)
    let inputsAgain = Cycles((weights + 2 * inputs) / 16)
    #expect(try least.cost(of: [layer]).dramCycles == weightsAgain)
    #expect(try always.cost(of: [layer]).dramCycles == inputsAgain)
  }

  @Test func widthsScaleLoadTimeOnceOrTwice() throws {
    let layer = try Self.layer(.linear(tokens: 1), channels: 4096, filters: 1024)
    let design = BitVert(mode: .moderate)
    let inputs = 4096.0 * 8
    let published = try BitSerialCostModel(design, constants: .published).cost(of: [layer])
    let corrected = try BitSerialCostModel(design, constants: .corrected).cost(of: [layer])
    let bits = 4096.0 * 1024 * 4
    let (once, twice) = (Cycles((bits + inputs) / 128), Cycles((bits / 2 + inputs) / 128))
    #expect(published.dramCycles == twice)
    #expect(corrected.dramCycles == once)
    #expect(published.energy.dram == corrected.energy.dram)
    #expect(corrected.cycles == corrected.dramCycles)
    #expect(published.total.energy == published.energy.total)
  }

  @Test func narrowNumbersOfANTAreStoredInWholeBytes() throws {
    let layer = try Self.layer(Self.square(1, 40), channels: 10, filters: 32)
    let design = ANT(width: 6.5)
    // Two blocks of 16 rows, two of 20 columns, 40 rows of outputs; 9 bytes of 10 channels.
    let schedule = design.schedule(layer)
    #expect(schedule.tiles == 160)
    #expect(schedule.cycles.count == 1040)
    #expect(design.weightBytes(of: layer) == 9 * 32)
    let cost = try BitSerialCostModel(design, constants: .published).cost(of: [layer])
    let cycles = 745.0  // (288 + 9 * 1600) * 6.5 / 128, rounded down
    #expect(cost.dramCycles.count == cycles)
  }

  @Test(arguments: [
    (BitSerialDesign.bitvert, 0.375, 0.5625), (.stripes, 0.421875, 0.4625),
    (.pragmatic, 0.620625, 0.6375), (.bitlet, 0.43875, 0.7125), (.bitwave, 0.408375, 0.6125),
    (.ant, 0.35859375, 0.393125),
  ])
  func energiesOfElements(design: BitSerialDesign, simulated: Double, synthesized: Double) {
    let energies = design.accelerator.energies
    #expect(abs(CostConstants.published.element(energies).value - simulated) < 1e-12)
    #expect(abs(CostConstants.corrected.element(energies).value - synthesized) < 1e-12)
  }

  @Test func nothingTakesNothing() throws {
    let cost = try BitSerialCostModel(Stripes(), constants: .corrected).cost(of: [])
    #expect(cost.cycles == .zero && cost.energy == EnergyBreakdown() && cost.tiles == 0)
  }
}

/// Sizes that come from files are bounded before anything is multiplied.
@Suite struct BitSerialLayerTests {
  @Test(arguments: [
    (0, 1, 1), (1, 0, 1), (1, 1, 0), (-1, -1, 1), (Int.max, Int.max, 1), (1 << 20, 1 << 20, 1),
    (1 << 18, 1 << 18, 1 << 11), (1 << 10, 1, 1 << 27),
  ])
  func unreasonableLinearLayersAreRefused(channels: Int, filters: Int, tokens: Int) {
    let kind = BitSerialLayer.Kind.linear(tokens: tokens)
    #expect(BitSerialLayer(name: "x", kind: kind, channels: channels, filters: filters) == nil)
  }

  @Test func groupsMustDivideChannels() {
    for (groups, isValid) in [(0, false), (-2, false), (2, false), (3, true), (9, false)] {
      let kind = BitSerialLayer.Kind.convolution(
        kernel: PlaneSize(1), input: PlaneSize(2), output: PlaneSize(2), groups: groups)
      let layer = BitSerialLayer(name: "x", kind: kind, channels: 3, filters: 6)
      #expect((layer != nil) == isValid)
    }
    let kind = BitSerialLayer.Kind.convolution(
      kernel: PlaneSize(height: 0, width: 3), input: PlaneSize(2), output: PlaneSize(2), groups: 1)
    #expect(BitSerialLayer(name: "x", kind: kind, channels: 3, filters: 6) == nil)
  }

  @Test func countsMustFit() {
    let kind = BitSerialLayer.Kind.linear(tokens: 1)
    func layer(weights: Int = 6, sensitive: Int = 0, pruned: Int = 0) -> BitSerialLayer? {
      BitSerialLayer(
        name: "x", kind: kind, channels: 2, filters: 3,
        weights: [Int8](repeating: 1, count: weights), sensitiveChannels: sensitive,
        prunedColumns: pruned)
    }
    #expect(layer(sensitive: 3, pruned: 6) != nil)
    #expect(layer(weights: 5) == nil)
    #expect(layer(sensitive: 4) == nil)
    #expect(layer(sensitive: -1) == nil)
    #expect(layer(pruned: 7) == nil)
  }
}
