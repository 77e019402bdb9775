import Backend
import Basic
import IR
import RISCV
import TestSupport
import Testing

@Suite struct RISCVPlanTests {
  private func plan(
    _ network: SmallNetworks, _ overrides: [(String, String)] = []
  ) throws -> RISCVPlan {
    var bag = DiagnosticBag()
    let backend = RISCVBackend(target: try target("rv32imc-8core", overrides))
    return try #require(backend.plan(try network.program(), &bag), "\(bag.diagnostics)")
  }

  @Test(arguments: SmallNetworks.allCases)
  func filesReadBackAsAnEqualPlan(network: SmallNetworks) throws {
    for overrides in RISCVSimulatorTests.variants {
      let plan = try plan(network, overrides)
      var bag = DiagnosticBag()
      let files = RISCVBackend(target: plan.target).emit(plan)
      #expect(files.map(\.name) == ["plan.txt", "plan.json"])
      #expect(RISCVBackend.decode(files, &bag) == plan)
      #expect(bag.diagnostics.isEmpty)
    }
  }

  @Test func planningTwiceGivesTheSameFiles() throws {
    let (a, b) = (try plan(.residual), try plan(.residual))
    #expect(a.artifacts == b.artifacts)
  }

  @Test func theTextIsChecked() throws {
    let plan = try plan(.pooled)
    var files = plan.artifacts
    files[0].bytes.append(UInt8(ascii: "\n"))
    var bag = DiagnosticBag()
    #expect(RISCVBackend.decode(files, &bag) == nil)
    #expect(bag.diagnostics.map(\.code) == ["riscv.f3"])
  }

  @Test(arguments: [
    ("\"version\": 1", "\"version\": 2", "version: not 1"),
    ("\"kernel\": \"add\"", "\"kernel\": \"sum\"", "steps[3].kernel: 'sum' is unknown"),
    (
      "\"output_channel\": 0", "\"output_chanel\": 0",
      "steps[0]: 'output_channel' is missing"
    ),
  ])
  func faultsOfTheSchemaSayWhereTheyAre(from: String, to: String, message: String) throws {
    let text = try plan(.residual).json.text
    let range = try #require(text.range(of: from))
    var bag = DiagnosticBag()
    let files = [Artifact("plan.json", text.replacingCharacters(in: range, with: to))]
    #expect(RISCVBackend.decode(files, &bag) == nil)
    #expect(bag.diagnostics.contains { $0.code == "riscv.f1" && $0.message == message })
  }

  @Test(arguments: 0..<(isOptimized ? 400 : 40))
  func damagedFilesAreReportedOrReplayable(seed: Int) throws {
    let program = try SmallNetworks.residual.program()
    let plan = try plan(.residual, RISCVSimulatorTests.variants[2])
    var mutator = TextMutator(seed: seed + 1)
    let damaged = mutator.damage(plan.json.text)
    var bag = DiagnosticBag()
    guard let read = RISCVBackend.decode([Artifact("plan.json", damaged)], &bag) else {
      #expect(bag.hasErrors)
      return
    }
    #expect(RISCVBackend.decode(read.artifacts, &bag) == read)
    guard let simulator = RISCVSimulator(read, program, &bag) else {
      #expect(bag.hasErrors)
      return
    }
    let input = Tensor.seeded(program.graph[program.graph.inputs[0]].type)
    #expect(try simulator.run([input]).count == 1)
  }

  @Test func layersKeepTheirNames() throws {
    let plan = try plan(.residual)
    #expect(
      plan.steps.map(\.step.name) == ["a.sum+a", "b.sum+b", "c.sum+c", "d.part+d.sum+d", "e.sum+e"])
    #expect(plan.steps[3].step.operators == ["requantize", "requantize", "add", "requantize"])
  }

  @Test func everythingThatNoKernelComputesIsRefusedAtOnce() throws {
    var sketch = StepSketch()
    let x = sketch.input([1, 8, 6, 6])
    let a = try sketch.convolution("grouped", x, filters: 8, groups: 2)
    let b = try sketch.convolution("fine", x, filters: 8)
    let c = try sketch.append("reverse", "back", [b], [.init("axes", .integers([2]))])
    let wide = try sketch.append(
      "mul", "product", [x, b], [.init("activation", .activation(.none))])
    let program = sketch.finished(a, c, wide)
    var bag = DiagnosticBag()
    let backend = RISCVBackend(target: try target())
    #expect(backend.plan(program, &bag) == nil)
    #expect(Set(bag.diagnostics.map(\.code)) == ["riscv.s1", "riscv.s6", "riscv.s7"])
    #expect(bag.diagnostics.allSatisfy { $0.help != nil })
    let supported = program.graph.order.filter {
      backend.support(for: $0, in: program) == .native
    }
    #expect(supported.count == program.graph.order.count - 3)
  }
}
