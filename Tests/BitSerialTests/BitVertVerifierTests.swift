import Backend
import Basic
import BitSerial
import Foundation
import IR
import TestSupport
import Testing

typealias BitVertFault = PlantedFault<BitVertPlan>

extension PlantedFault where Plan == BitVertPlan {
  static var all: [BitVertFault] {
    [
      .init("bitvert.v1", "an offset too few") { $0.layers[0].mapping?.offsets.removeLast() },
      .init("bitvert.v1", "no stride") {
        $0.layers[0].mapping?.shape.stride = PlaneSize(height: 0, width: 1)
      },
      .init("bitvert.v1", "a map beyond all limits") {
        $0.layers[0].mapping?.shape.input = PlaneSize(height: .max, width: 2)
      },
      .init("bitvert.v1", "a sensitive channel that is not there") {
        $0.layers[0].mapping?.encoding?.sensitive.append(9999)
      },
      .init("bitvert.v1", "groups that share an element") {
        $0.layers[0].mapping?.encoding?.group = 24
      },
      .init("bitvert.v1", "a zero beyond 8 bits") { $0.layers[0].mapping?.zero = 1 << 40 },
      .init("bitvert.v1", "a byte too few") { $0.weights.removeLast() },
      .init("bitvert.v1", "a gap between layers") { plan in
        guard let last = plan.layers.lastIndex(where: { $0.mapping != nil }),
          let bytes = plan.layers[last].mapping?.weights.bytes
        else { return }
        plan.layers[last].mapping?.weights.bytes = bytes.lowerBound + 1..<bytes.upperBound
      },
      .init("bitvert.v2", "another run") { plan in
        plan.layers[0].mapping?.shape.filters += 32
        plan.layers[0].mapping?.offsets += [Int32](repeating: 0, count: 32)
      },
      .init("bitvert.v3", "another bit of a weight") { $0.weights[0] ^= 1 },
      .init("bitvert.v4", "another selection") { $0.selections[0] ^= 1 },
      .init("bitvert.v5", "another count") { $0.layers[0].mapping?.statistics.selected += 1 },
      .init("bitvert.v6", "other multiplications") { $0.layers[0].macs += 1 },
      .init("bitvert.v6", "negative multiplications") { $0.layers[0].macs = -1 << 52 },
      .init("bitvert.v6", "another clock of DRAM") { $0.target.dramBitsPerCycle = 64 },
      .init("bitvert.v6", "other bits") { $0.totals.storedBits -= 8 },
      .init("bitvert.v6", "other constants") { $0.target.constants = .published },
    ]
  }
}

@Suite struct BitVertVerifierTests {
  /// A pruned convolution, and a dense layer that keeps 8 bits.
  private func sound() throws -> (plan: BitVertPlan, program: Program) {
    let text = """
      network n(x: f32[1, 16, 6, 5]) -> (y)
      weights seeded(3)
      {
        c = conv2d(x, filters = 40, kernel = [3, 3])
        y = dense(flatten(c), units = 4)
      }
      """
    let program = try BitVertSupport.integers(
      try ProgramText.network(text), pruning: [("columns", "4"), ("layers", "y:0")])
    return (try BitVertSupport.plan(program), program)
  }

  @Test func aSoundPlanPassesAndReadsBack() throws {
    let plan = try sound().plan
    var bag = DiagnosticBag()
    BitVertBackend.verify(plan, &bag)
    #expect(plan.layers[0].mapping?.encoding != nil)
    #expect(BitVertBackend.decode(plan.artifacts, &bag) == plan)
    #expect(bag.diagnostics.isEmpty)
  }

  @Test(arguments: BitVertFault.all)
  func aPlantedFaultIsReportedByItsRule(fault: BitVertFault) throws {
    var plan = try sound().plan
    fault.plant(&plan)
    var bag = DiagnosticBag()
    BitVertBackend.verify(plan, &bag)
    #expect(bag.diagnostics.contains { $0.code == fault.rule }, "\(bag.diagnostics)")
  }

  @Test func everyCheckHasAFault() {
    let planted = Set(BitVertFault.all.map(\.rule))
    #expect(BitVertRules.checks.allSatisfy { planted.contains($0.code) })
  }

  @Test func anotherProgramIsRefused() throws {
    let (plan, program) = try sound()
    let inputs = BitVertSupport.inputs(program, seed: 1)
    func codes(_ plan: BitVertPlan, _ program: Program) -> [String] {
      var bag = DiagnosticBag()
      #expect(BitVertBackend.simulate(plan, program, inputs: inputs, &bag) == nil)
      return bag.diagnostics.map(\.code)
    }
    var renamed = plan
    renamed.layers[0].value = "z"
    #expect(codes(renamed, program) == ["bitvert.p3"])
    var other = program
    other.graph.name = "other"
    #expect(codes(plan, other) == ["bitvert.f4"])
    var short = plan
    short.layers.removeLast()
    #expect(codes(short, program).contains("bitvert.p3"))
  }

  @Test func oneChangedBitChangesOneLayerAlone() throws {
    let (plan, program) = try sound()
    let inputs = BitVertSupport.inputs(program, seed: 1)
    func values(_ plan: BitVertPlan) throws -> [ID<Value>: Tensor] {
      var (bag, values) = (DiagnosticBag(), [ID<Value>: Tensor]())
      let simulator = plan.simulator(program, threads: 1, changedImages: .warning, &bag)
      let replay = try #require(simulator, "\(bag.diagnostics)")
      _ = try replay.run(inputs) { values[$0] = $1 }
      return values
    }
    let good = try values(plan)
    var changed = plan
    let dense = try #require(plan.layers.last { $0.kind == "dense" }?.mapping)
    changed.weights[dense.weights.bytes.lowerBound] ^= 0x40
    let bad = try values(changed)
    let differing = program.graph.order.map { program.graph[$0].results[0] }
      .filter { good[$0] != bad[$0] }
    let first = try #require(differing.first)
    #expect(
      program.graph.order.first { program.graph[$0].results[0] == first }.map {
        program.graph[$0].kind
      } == "dense")
  }

  @Test func weightsWithoutTheFormOfTheirEncodingAreAnError() throws {
    let text = """
      dnnir 1
      constant @w: i8[1, 4] quantized(scale: 0.5, zero: 0) encoded(method: rounded_averaging, columns: 4, group: 16, constant: 5, axis: 0, sensitive: []) = [127, -128, 1, 2]
      graph @g(%x: i8[1, 4] quantized(scale: 0.5, zero: 0)) {
        %y = dense(%x, @w) {activation: none} : i32[1, 1] quantized(scale: 0.25, zero: 0)
        return %y
      }
      """
    let program = try ProgramText.ir(text).program
    var bag = DiagnosticBag()
    let backend = BitVertBackend(target: try BitVertSupport.target())
    #expect(backend.plan(program, &bag) == nil)
    #expect(bag.diagnostics.map(\.code) == ["bitvert.p2"])
  }

  @Test(arguments: [
    ("\"version\": 1", "\"version\": 2", "bitvert.f1"),
    ("\"runs\": [", "\"rums\": [", "bitvert.f1"),
    ("\"direction\": \"channels\"", "\"direction\": \"sideways\"", "bitvert.f1"),
    ("\"lanes\": 16", "\"lanes\": 8", "bitvert.t5"),
    ("{", "", "bitvert.f1"),
  ])
  func aBrokenFileIsRefused(from: String, to: String, rule: String) throws {
    var artifacts = try sound().plan.artifacts
    let text = String(decoding: artifacts[1].bytes, as: UTF8.self)
    let range = try #require(text.range(of: from), "\(from)")
    artifacts[1] = Artifact("plan.json", text.replacingCharacters(in: range, with: to))
    var bag = DiagnosticBag()
    #expect(BitVertBackend.decode(artifacts, &bag) == nil)
    #expect(bag.diagnostics.map(\.code) == [rule])
  }

  @Test(arguments: 0..<8)
  func noChangedNumberTraps(seed: UInt64) throws {
    let (plan, program) = try sound()
    let inputs = BitVertSupport.inputs(program, seed: 2)
    var artifacts = plan.artifacts
    let text = artifacts[1].bytes
    let heading = Array("\"layers\": [".utf8)
    let layers = text.indices.first { text[$0...].starts(with: heading) }
    let numbers = (try #require(layers)..<text.count).filter { index in
      (48...57).contains(text[index]) && [32, 91].contains(text[index - 1])
    }
    var random = SplitMix(Int(seed))
    let values = ["-1", "0", "1", "2", "33", "-4294967296", "2147483648", "9007199254740991"]
    for _ in 0..<40 {
      let start = numbers[Int(random.next() % UInt64(numbers.count))]
      let end = text[start...].firstIndex { !(48...57).contains($0) } ?? text.count
      let value = values[Int(random.next() % UInt64(values.count))]
      artifacts[1].bytes = Array(text[..<start]) + Array(value.utf8) + Array(text[end...])
      artifacts.removeAll { $0.name == "plan.txt" }
      var bag = DiagnosticBag()
      if let changed = BitVertBackend.decode(artifacts, &bag), changed != plan {
        // Another offset or zero is another sound plan.
        _ = BitVertBackend.simulate(changed, program, inputs: inputs, &bag)
      }
      artifacts = plan.artifacts
    }
  }
}
