import Basic
import RISCV
import TestSupport
import Testing

typealias RISCVFault = PlantedFault<RISCVPlan>

extension PlantedFault where Plan == RISCVPlan {
  static var all: [RISCVFault] {
    [
      .init("riscv.v1", "an input that is not there") { $0.steps[0].step.inputs[0].tensor = 99 },
      .init("riscv.v1", "a step that writes what it reads") { plan in
        plan.steps[0].step.output = plan.steps[0].step.inputs[0].tensor
      },
      .init("riscv.v1", "a window that ends outside") { $0.steps[0].step.window.strideHeight = 50 },
      .init("riscv.v1", "no stride") { $0.steps[0].step.window.strideHeight = 0 },
      .init("riscv.v1", "a group that leaves out a layer") { $0.groups.removeLast() },
      .init("riscv.v1", "an extent beyond the tensor") { $0.steps[0].step.extent.height += 1 },
      .init("riscv.v2", "a tile of no rows") { $0.steps[0].tiling.rows = 0 },
      .init("riscv.v2", "a tile wider than the map") { $0.steps[1].tiling.columns = 1000 },
      .init("riscv.v2", "half a block of channels") { $0.steps[0].tiling.channels = 2 },
      .init("riscv.v3", "a row that no stripe computes") { $0.steps[0].stripes = [1, 12] },
      .init("riscv.v3", "stripes that go back") { $0.steps[0].stripes = [0, 12, 6, 12] },
      .init("riscv.v4", "a buffer too small by a byte") { $0.steps[0].buffers[0].bytes -= 1 },
      .init("riscv.v4", "buffers in another order") { $0.steps[0].buffers.swapAt(0, 1) },
      .init("riscv.v5", "another start") { $0.steps[0].transfers[2].external += 1 },
      .init("riscv.v5", "another stride") { $0.steps[0].transfers[2].rowStride += 1 },
      .init("riscv.v5", "a longer piece") { $0.steps[0].transfers[2].length += 1 },
      .init("riscv.v5", "more rows") { $0.steps[0].transfers[3].rows += 1 },
      .init("riscv.v5", "an input that is never loaded anew") {
        $0.steps[0].transfers[2].changes = []
      },
      .init("riscv.v5", "a transfer is missing") { $0.steps[0].transfers.removeLast() },
      .init("riscv.v6", "two buffers in one place") { plan in
        plan.steps[0].buffers[1].offset = plan.steps[0].buffers[0].offset
      },
      .init("riscv.v6", "a buffer between words") { $0.steps[0].buffers[0].offset += 1 },
      .init("riscv.v4", "a buffer of less than nothing") { $0.steps[0].buffers[0].bytes = -100 },
      .init("riscv.v3", "no stripes") { $0.steps[0].stripes = [] },
      .init("riscv.v6", "a buffer in the stacks") { $0.steps[0].buffers[0].offset = 0 },
      .init("riscv.v9", "a buffer beyond L1") { plan in
        plan.steps[0].buffers[0].offset = plan.target.l1Bytes
        plan.totals.l1Peak = plan.target.l1Bytes + plan.steps[0].buffers[0].total
      },
      .init("riscv.v7", "a tensor over another that lives") { plan in
        move(1, to: plan.tensors[0].offset, &plan)
        plan.totals.l2Peak = plan.tensors.reduce(0) { max($0, $1.offset + $1.byteCount) }
      },
      .init("riscv.v9", "a tensor beyond L2") { plan in
        move(1, to: plan.target.l2Bytes, &plan)
        plan.totals.l2Peak = plan.target.l2Bytes + plan.tensors[1].byteCount
      },
      .init("riscv.v8", "a tensor that dies before it is read") { plan in
        // As many tensors live in the last layer, so that the peak stays.
        plan.tensors[2].lifetime = 1..<2
      },
      .init("riscv.v10", "no barrier before the kernel") { $0.steps[0].actions.remove(at: 2) },
      .init("riscv.v10", "no barrier after the kernel") { $0.steps[0].actions.remove(at: 4) },
      .init("riscv.v11", "the loads are not waited for") { $0.steps[0].actions.remove(at: 0) },
      .init("riscv.v11", "the store is not waited for") { $0.steps[0].actions.remove(at: 5) },
      .init("riscv.v11", "one copy of the input") { $0.steps[0].buffers[0].copies = 1 },
      .init("riscv.v11", "one copy of the result") { plan in
        for index in plan.steps[0].buffers.indices
        where plan.steps[0].buffers[index].role == .result {
          plan.steps[0].buffers[index].copies = 1
        }
      },
      .init("riscv.v11", "a tile is computed twice") {
        $0.steps[0].actions.insert(.kernel, at: 3)
      },
      .init("riscv.v13", "a core does nothing") { $0.steps[0].shares[0] = 0..<0 },
      .init("riscv.v13", "a unit is computed twice") { plan in
        let share = plan.steps[0].shares[1]
        plan.steps[0].shares[1] = share.lowerBound - 1..<share.upperBound
      },
      .init("riscv.v13", "a core is missing") { $0.steps[0].shares.removeLast() },
      .init("riscv.v14", "fewer cycles") { plan in
        plan.steps[0].cycles.total -= 1
        plan.totals.cycles.total -= 1
        plan.totals.latency = Nanoseconds(
          Double(plan.totals.cycles.total) * 1000 / plan.target.clockMegahertz)
      },
      .init("riscv.v14", "fewer bytes") { plan in
        plan.steps[0].traffic.loaded -= 1
        plan.totals.traffic.loaded -= 1
      },
      .init("riscv.v15", "another sum") { $0.totals.macs += 1 },
      .init("riscv.v15", "another peak") { $0.totals.l2Peak -= 1 },
      .init("riscv.v16", "constants over one another") { plan in
        let offset = plan.steps[0].constants[0].offset
        plan.steps[1].constants[0].offset = offset
        for index in plan.steps[1].transfers.indices
        where plan.steps[1].transfers[index].buffer == .weights {
          plan.steps[1].transfers[index].external = offset
        }
      },
      .init("riscv.v17", "limits out of range") { $0.steps[0].step.requantizations[0].high = 300 },
      .init("riscv.v17", "no requantization") { $0.steps[0].step.requantizations = [] },
    ]
  }

  /// Moves a tensor with the transfers that touch it.
  private static func move(_ tensor: Int, to offset: Int, _ plan: inout RISCVPlan) {
    let distance = offset - plan.tensors[tensor].offset
    plan.tensors[tensor].offset = offset
    for step in plan.steps.indices {
      for index in plan.steps[step].transfers.indices
      where plan.steps[step].transfers[index].source == .tensor(tensor) {
        plan.steps[step].transfers[index].external += distance
      }
    }
  }
}

/// Faults of plans whose outputs are sums.
extension PlantedFault where Plan == RISCVPlan {
  static var summed: [RISCVFault] {
    [
      .init("riscv.v17", "sums that are requantized") { plan in
        let requantizations = plan.steps[0].step.requantizations
        for index in writers(of: .i32, plan) {
          plan.steps[index].step.requantizations = requantizations
        }
      },
      .init("riscv.v1", "sums between layers") { plan in
        for index in plan.tensors.indices where plan.tensors[index].element == .i32 {
          plan.tensors[index].role = .intermediate
        }
      },
      .init("riscv.v1", "sums of single channels") { plan in
        for index in writers(of: .i32, plan) {
          plan.steps[index].step.kernel = .depthwise
        }
      },
      .init("riscv.v1", "a layer that reads sums") { plan in
        let sums = plan.tensors.firstIndex { $0.element == .i32 }
        plan.steps[0].step.inputs[0].tensor = sums ?? 0
      },
      .init("riscv.v5", "a column of sums that is a byte short") { plan in
        for index in writers(of: .i32, plan) {
          let last = plan.steps[index].transfers.count - 1
          plan.steps[index].transfers[last].columnStride -= 1
        }
      },
      .init("riscv.v4", "a buffer of bytes for sums") { plan in
        for index in writers(of: .i32, plan) {
          for buffer in plan.steps[index].buffers.indices
          where plan.steps[index].buffers[buffer].role == .result {
            plan.steps[index].buffers[buffer].bytes /= 4
          }
        }
        restateTotals(&plan)
      },
    ]
  }

  private static func writers(of element: ActivationElement, _ plan: RISCVPlan) -> [Int] {
    plan.steps.indices.filter { plan.tensors[plan.steps[$0].step.output].element == element }
  }
}

/// Faults of plans with stored weights.
extension PlantedFault where Plan == RISCVPlan {
  static var stored: [RISCVFault] {
    [
      .init("riscv.v10", "no barrier before decoding") { $0.steps[0].actions.remove(at: 2) },
      .init("riscv.v11", "weights that are never decoded") { $0.steps[0].actions.remove(at: 3) },
      .init("riscv.v11", "weights that are decoded behind the kernel") {
        $0.steps[0].actions.swapAt(3, 4)
      },
      .init("riscv.v10", "decoding while cores still read") { plan in
        plan.steps[0].actions = [
          .waitLoads, .barrier, .decode, .kernel, .waitPreviousStore, .startNextLoads, .startStore,
        ]
      },
      .init("riscv.v16", "a block that begins elsewhere") {
        $0.steps[0].constants[0].blockStarts[1] += 4
      },
      .init("riscv.v14", "a cycle that is not counted") { plan in
        plan.steps[0].cycles.compute -= 1
        restateTotals(&plan)
      },
      .init("riscv.v4", "stored weights in too small a buffer") { shrink(.stored, &$0) },
      .init("riscv.v4", "decoded weights in too small a buffer") { shrink(.weights, &$0) },
      .init("riscv.v4", "rows to decode in too small a buffer") { shrink(.scratch, &$0) },
      .init("riscv.v6", "rows to decode over stored weights") { plan in
        let stored = plan.steps[0].buffer(.stored)
        for index in plan.steps[0].buffers.indices
        where plan.steps[0].buffers[index].role == .scratch {
          plan.steps[0].buffers[index].offset = stored?.offset ?? 0
        }
        restateTotals(&plan)
      },
      .init("riscv.v1", "weights of another depth") { $0.steps[0].step.stored?.depth += 1 },
      .init("riscv.v1", "a sensitive channel that is not there") {
        $0.steps[0].step.stored?.encoding.sensitive.append(1000)
      },
    ]
  }

  private static func restateTotals(_ plan: inout RISCVPlan) {
    plan.totals = PlanTotals(
      steps: plan.steps, groups: plan.groups, tensors: plan.tensors, target: plan.target)
  }

  private static func shrink(_ role: BufferRole, _ plan: inout RISCVPlan) {
    for index in plan.steps[0].buffers.indices where plan.steps[0].buffers[index].role == role {
      plan.steps[0].buffers[index].bytes -= 1
    }
  }
}

@Suite struct RISCVVerifierTests {
  /// A plan whose first layer has many tiles along every loop.
  static func plan() throws -> RISCVPlan {
    var sketch = StepSketch()
    let x = sketch.input([1, 16, 12, 12])
    let a = try sketch.convolution("a", x, filters: 16)
    let b = try sketch.convolution("b", a, filters: 16, groups: 16)
    let c = try sketch.convolution("c", b, filters: 16, kernel: 1)
    let program = sketch.finished(try sketch.sum("d", a, c))
    var bag = DiagnosticBag()
    let target = try target(
      "rv32imc-8core",
      [
        ("l1_bytes", "9216"), ("cores", "2"), ("stack_bytes", "256"), ("cascades", "none"),
        ("fusion", "none"),
      ])
    return try #require(RISCVBackend(target: target).plan(program, &bag), "\(bag.diagnostics)")
  }

  @Test func aSoundPlanHasNoFaults() throws {
    let plan = try Self.plan()
    var bag = DiagnosticBag()
    RISCVBackend.verify(plan, &bag)
    #expect(bag.diagnostics.isEmpty)
    #expect(plan.steps[0].buffers.map(\.copies).contains(2))
  }

  @Test(arguments: RISCVFault.all)
  func aPlantedFaultBreaksExactlyItsRule(fault: RISCVFault) throws {
    var plan = try Self.plan()
    fault.plant(&plan)
    var bag = DiagnosticBag(errorLimit: 1000)
    RISCVBackend.verify(plan, &bag)
    #expect(Set(bag.diagnostics.map(\.code)) == [fault.rule], "\(bag.diagnostics)")
  }

  /// A plan whose first layer has stored weights in several tiles of channels.
  static func storedPlan() throws -> RISCVPlan {
    var bag = DiagnosticBag()
    let target = try target(
      "rv32imc-8core",
      [("l1_bytes", "8192"), ("cores", "2"), ("stack_bytes", "256"), ("fusion", "none")])
    let program = try SmallNetworks.shifted.program()
    let plan = try #require(
      RISCVBackend(target: target).plan(program, &bag), "\(bag.diagnostics)")
    RISCVBackend.verify(plan, &bag)
    #expect(bag.diagnostics.isEmpty)
    try #require(plan.steps[0].constants[0].blockStarts.count > 1)
    return plan
  }

  @Test(arguments: RISCVFault.stored)
  func aPlantedFaultOfStoredWeightsBreaksExactlyItsRule(fault: RISCVFault) throws {
    var plan = try Self.storedPlan()
    fault.plant(&plan)
    var bag = DiagnosticBag(errorLimit: 1000)
    RISCVBackend.verify(plan, &bag)
    #expect(Set(bag.diagnostics.map(\.code)) == [fault.rule], "\(bag.diagnostics)")
  }

  @Test(arguments: RISCVFault.summed)
  func aPlantedFaultOfSumsBreaksExactlyItsRule(fault: RISCVFault) throws {
    var bag = DiagnosticBag(errorLimit: 1000)
    var plan = try #require(
      RISCVBackend(target: try target()).plan(try SmallNetworks.summed.program(), &bag))
    RISCVBackend.verify(plan, &bag)
    #expect(bag.diagnostics.isEmpty)
    fault.plant(&plan)
    RISCVBackend.verify(plan, &bag)
    #expect(Set(bag.diagnostics.map(\.code)) == [fault.rule], "\(bag.diagnostics)")
  }

  @Test func aRingThatForgetsARowTooEarlyIsFound() throws {
    var bag = DiagnosticBag(errorLimit: 1000)
    let backend = RISCVBackend(
      target: try target("rv32imc-8core", RISCVSimulatorTests.variants[2]))
    var plan = try #require(backend.plan(try SmallNetworks.residual.program(), &bag))
    let ring = try #require(plan.tensors.firstIndex { $0.isRing && $0.storedRows > 1 })
    plan.tensors[ring].storedRows -= 1
    plan.totals.l2Bound -= plan.tensors[ring].shape.rowBytes
    RISCVBackend.verify(plan, &bag)
    let codes = Set(bag.diagnostics.map(\.code))
    #expect(codes.contains("riscv.v12") && codes.isSubset(of: ["riscv.v12", "riscv.v15"]))
  }
}
