import Basic
import IR
import Interpreter
import Operators
import RISCV
import Testing

/// Runs a plan and the interpreter on the same inputs, and gives the layers that differ.
func comparison(
  _ plan: RISCVPlan, _ program: Program, seed: UInt64 = 7
) throws -> (layers: Int, differing: [String]) {
  var bag = DiagnosticBag()
  let simulator = try #require(RISCVSimulator(plan, program, &bag), "\(bag.diagnostics)")
  let inputs = program.graph.inputs.map { Tensor.seeded(program.graph[$0].type, seed: seed) }
  var seen: [ID<Value>: Tensor] = [:]
  let outputs = try simulator.run(inputs) { seen[$0] = $1 }
  var differing: [String] = []
  var count = 0
  let reference = try Interpreter(catalog: .standard, kernels: .fast).run(
    program, inputs: inputs
  ) { id, tensor in
    guard let mine = seen[id] else { return }
    count += 1
    if mine != tensor { differing.append(program.graph[id].name) }
  }
  if outputs != reference { differing.append("outputs") }
  return (count, differing)
}

@Suite struct RISCVSimulatorTests {
  /// Targets from one tile a layer to many, with and without cascades and tensors in L1.
  static let variants: [[(String, String)]] = [
    [("l1_bytes", "65536")],
    [("l1_bytes", "6144"), ("cores", "3"), ("stack_bytes", "256")],
    [
      ("l1_bytes", "5120"), ("cores", "1"), ("stack_bytes", "256"), ("cascades", "smallest"),
      ("fusion", "none"),
    ],
    [("l1_bytes", "8192"), ("cores", "2"), ("tiling", "dory"), ("instruction_set", "xpulp")],
    [("l1_bytes", "12288"), ("cores", "2"), ("stack_bytes", "256"), ("fusion", "traffic")],
    [
      ("l1_bytes", "5120"), ("cores", "1"), ("stack_bytes", "256"), ("cascades", "smallest"),
      ("fusion", "traffic"),
    ],
    [
      ("l1_bytes", "6144"), ("cores", "1"), ("stack_bytes", "256"), ("tiling", "dory"),
      ("fusion", "traffic"),
    ],
  ]

  @Test(arguments: SmallNetworks.allCases, variants.indices)
  func replayEqualsTheInterpreterInEveryLayer(network: SmallNetworks, variant: Int) throws {
    let program = try network.program()
    var bag = DiagnosticBag()
    let backend = RISCVBackend(target: try target("rv32imc-8core", Self.variants[variant]))
    let plan = try #require(backend.plan(program, &bag), "\(bag.diagnostics)")
    let result = try comparison(plan, program)
    #expect(result.differing.isEmpty)
    #expect(Set(plan.steps.map(\.step.output)).count >= result.layers)
    #expect(result.layers >= 2)
  }

  @Test func anotherProgramIsRefused() throws {
    var bag = DiagnosticBag()
    let plan = try #require(
      RISCVBackend(target: try target()).plan(try SmallNetworks.residual.program(), &bag))
    #expect(RISCVSimulator(plan, try SmallNetworks.pooled.program(), &bag) == nil)
    #expect(bag.diagnostics.map(\.code) == ["riscv.f4"])
  }
}
