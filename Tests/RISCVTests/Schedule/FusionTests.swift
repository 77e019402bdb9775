import Basic
import Foundation
import IR
import RISCV
import Testing

/// Tensors that stay in L1 between layers.
@Suite struct FusionTests {
  private func plan(
    _ program: Program, _ overrides: [(String, String)]
  ) throws -> RISCVPlan {
    var bag = DiagnosticBag()
    let backend = RISCVBackend(target: try target("rv32imc-8core", overrides))
    return try #require(backend.plan(program, &bag), "\(bag.diagnostics)")
  }

  @Test(arguments: IntegerModels.available, ["time", "traffic"])
  func fusionNeverRaisesWhatItIsChosenBy(model: IntegerModels, fusion: String) throws {
    let program = try model.program()
    let clock = ContinuousClock()
    let start = clock.now
    let before = try plan(program, [("fusion", "none")])
    let middle = clock.now
    let after = try plan(program, [("fusion", fusion)])
    let end = clock.now
    #expect(before.tensors.allSatisfy { $0.level == .l2 })
    #expect(after.totals.l2Bound <= before.totals.l2Bound)
    let (old, new) = (before.totals, after.totals)
    if fusion == "time" {
      #expect(new.cycles.total <= old.cycles.total)
    } else {
      #expect(new.traffic.total <= old.traffic.total)
    }
    #expect(try comparison(after, program).differing.isEmpty)
    if ProcessInfo.processInfo.environment["DNNC_BENCHMARK"] != nil {
      let local = after.tensors.filter { $0.level == .l1 }
      print(
        "\(model.rawValue), fusion \(fusion): \(old.cycles.total) to \(new.cycles.total) cycles, "
          + "exposed \(old.cycles.exposed) to \(new.cycles.exposed), DMA \(old.cycles.transfers) to "
          + "\(new.cycles.transfers); L2 \(old.traffic.loaded + old.traffic.stored) to "
          + "\(new.traffic.loaded + new.traffic.stored), constants \(old.traffic.constants) to "
          + "\(new.traffic.constants) bytes; peak of L2 \(old.l2Peak) to \(new.l2Peak); "
          + "\(local.count) of \(after.tensors.count) tensors in L1, \(local.count { $0.isRing }) of "
          + "them rings, planned in \(middle - start) and \(end - middle)")
    }
  }

  private static let small = [("cores", "2"), ("stack_bytes", "256")]

  /// All that lies between the layers fits into L1, so that nothing but the input and the output is
  /// moved.
  @Test func aSmallNetworkMovesItsInputAndOutputAlone() throws {
    let program = try SmallNetworks.residual.program()
    let plan = try plan(program, [("l1_bytes", "65536")])
    #expect(plan.tensors.allSatisfy { ($0.level == .l1) == ($0.role == .intermediate) })
    let input = plan.tensors.filter { $0.role == .input }.reduce(0) { $0 + $1.byteCount }
    // The first layer and the sum read the input.
    #expect(plan.totals.traffic.loaded == 2 * input)
    #expect(
      plan.totals.traffic.stored
        == plan.tensors.filter { $0.role == .output }.reduce(0) { $0 + $1.byteCount })
  }

  /// Tiles are whole rows with all channels of what lies in L1, and of those the fastest.
  @Test(arguments: TilingCase.all, [(true, false), (false, true), (true, true)])
  func theSearchFindsTheLeastTimeInPlace(
    layer: TilingCase, inL1: (input: Bool, output: Bool)
  ) throws {
    let target = try target(
      "rv32imc-8core", Self.small + [("l1_bytes", "\(2 * layer.l1Bytes)")])
    let step = layer.step
    let model = TileModel(
      step, inputs: [MapSlot(layer.input, isRing: false, level: inL1.input ? .l1 : .l2)],
      output: MapSlot(step.extent, isRing: false, level: inL1.output ? .l1 : .l2),
      boundaries: layer.stripes ?? [0, step.extent.height], target: target)
    let keepsChannels = inL1.output || !step.readsAllChannels
    let most = step.extent.channels
    let sizes =
      keepsChannels ? [most] : Array(1..<most).filter { $0 % model.multiple == 0 } + [most]
    var least: Int?
    for rows in 1...model.mostRows {
      for channels in sizes {
        for order in StepTiling.Order.allCases {
          let tiling = StepTiling(
            rows: rows, columns: step.extent.width, channels: channels, order: order)
          guard model.bytes(tiling) <= target.l1Bytes else { continue }
          let time = model.cycles(tiling).total
          #expect(model.lowerBound(tiling) <= time)
          least = min(least ?? time, time)
        }
      }
    }
    let best = ExactTiler(model: model).best()
    #expect(best?.cycles.total == least)
    #expect(best.map { $0.tiling.columns == step.extent.width } ?? true)
    let dory = DORYTiler(model: model).best()
    #expect((dory == nil) == (best == nil))
    #expect(dory.map { $0.tiling.columns == step.extent.width } ?? true)
  }

  /// A plan in which a chain of layers hands on the rows of a stripe in L1.
  private func chained() throws -> (plan: RISCVPlan, ring: Int) {
    let program = try SmallNetworks.residual.program()
    for bytes in stride(from: 6144, through: 2048, by: -256) {
      var bag = DiagnosticBag()
      let overrides = Self.small + [("l1_bytes", "\(bytes)"), ("fusion", "traffic")]
      let backend = RISCVBackend(target: try target("rv32imc-8core", overrides))
      guard let plan = backend.plan(program, &bag) else { continue }
      let ring = plan.tensors.firstIndex {
        $0.level == .l1 && $0.isRing && $0.storedRows > 1
      }
      if let ring { return (plan, ring) }
    }
    return try #require(nil, "no L1 makes a ring")
  }

  @Test func chainsHandOnTheirRowsInL1() throws {
    let (plan, _) = try chained()
    let program = try SmallNetworks.residual.program()
    #expect(try comparison(plan, program).differing.isEmpty)
    var bag = DiagnosticBag()
    #expect(RISCVBackend.decode(RISCVBackend(target: plan.target).emit(plan), &bag) == plan)
  }

  @Test func rowsOverTheEndOfARingAreFound() throws {
    var (plan, ring) = try chained()
    plan.tensors[ring].storedRows += 1
    var bag = DiagnosticBag(errorLimit: 1000)
    RISCVBackend.verify(plan, &bag)
    #expect(Set(bag.diagnostics.map(\.code)) == ["riscv.v18"], "\(bag.diagnostics)")
  }

  @Test(arguments: RISCVFault.fused)
  func aPlantedFaultOfATensorInL1IsFound(fault: RISCVFault) throws {
    var plan = try plan(
      try SmallNetworks.residual.program(), Self.small + [("l1_bytes", "16384")])
    try #require(RISCVFault.inL1(plan) != nil)
    var bag = DiagnosticBag(errorLimit: 1000)
    RISCVBackend.verify(plan, &bag)
    #expect(bag.diagnostics.isEmpty)
    fault.plant(&plan)
    RISCVBackend.verify(plan, &bag)
    #expect(bag.diagnostics.map(\.code).contains(fault.rule), "\(bag.diagnostics)")
  }

  @Test func tensorsInL1ThatLiveTogetherDoNotOverlap() throws {
    var plan = try plan(
      try SmallNetworks.residual.program(), Self.small + [("l1_bytes", "65536")])
    let local = plan.tensors.indices.filter { plan.tensors[$0].level == .l1 }
    let pair = try #require(
      zip(local, local.dropFirst()).first {
        plan.tensors[$0].lifetime.overlaps(plan.tensors[$1].lifetime)
      })
    plan.tensors[pair.1].offset = plan.tensors[pair.0].offset
    var bag = DiagnosticBag(errorLimit: 1000)
    RISCVBackend.verify(plan, &bag)
    #expect(bag.diagnostics.map(\.code).contains("riscv.v7"), "\(bag.diagnostics)")
  }
}
