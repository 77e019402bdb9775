import Basic
import Crossbar
import IR
import Interpreter
import Operators
import Testing

/// A small network with the point that it is about.
struct SimulatedNetwork: Sendable, CustomTestStringConvertible {
  let testDescription: String
  var overrides: [(String, String)] = []
  let build: @Sendable (inout ProgramSketch) throws -> ID<Value>

  static let all: [SimulatedNetwork] = [
    .init(testDescription: "3x3 on 8-bit weights with borders") {
      let x = $0.input([1, 3, 7, 6])
      return try $0.convolution("c", x, filters: 5, kernel: [3, 3], padding: [1, 1, 1, 1])
    },
    .init(testDescription: "strides, uneven borders, 4-bit weights, scales per output") {
      let x = $0.input([1, 4, 9, 8], zero: -7)
      return try $0.convolution(
        "c", x, filters: 19, kernel: [3, 2], element: .i4, stride: [2, 3],
        padding: [0, 1, 2, 0], perAxis: true)
    },
    .init(testDescription: "unsigned activations") {
      let x = $0.input([1, 2, 5, 5], element: .u8, zero: 130)
      return try $0.convolution("c", x, filters: 3, kernel: [3, 3], padding: [1, 1, 1, 1])
    },
    .init(testDescription: "a batch, without bias") {
      let x = $0.input([3, 4, 4, 4])
      return try $0.convolution("c", x, filters: 6, kernel: [1, 1], hasBias: false)
    },
    .init(testDescription: "groups and dilation") {
      let x = $0.input([1, 6, 8, 9])
      return try $0.convolution(
        "c", x, filters: 9, kernel: [3, 2], padding: [2, 1, 2, 1], dilation: [2, 3], groups: 3)
    },
    .init(testDescription: "dilation without groups") {
      let x = $0.input([1, 3, 9, 9])
      return try $0.convolution("c", x, filters: 4, kernel: [3, 3], dilation: [1, 2])
    },
    .init(testDescription: "rows and columns cut", overrides: [("rows", "10"), ("columns", "7")]) {
      let x = $0.input([1, 5, 5, 5])
      return try $0.convolution("c", x, filters: 8, kernel: [3, 3], padding: [1, 1, 1, 1])
    },
    .init(
      testDescription: "rows and columns of 4-bit weights cut",
      overrides: [("rows", "33"), ("columns", "17")]
    ) {
      let x = $0.input([2, 7, 5, 4])
      return try $0.convolution("c", x, filters: 40, kernel: [3, 3], element: .i4)
    },
    .init(testDescription: "dense over several vectors", overrides: [("rows", "100")]) {
      let x = $0.input([2, 3, 250])
      return try $0.dense("d", x, units: 21)
    },
    .init(testDescription: "a matrix product") {
      let x = $0.input([2, 5, 12], element: .u8, zero: 9)
      return try $0.append("matmul", "m", [x, $0.weight([12, 7], .i8)])
    },
    .init(testDescription: "layers in a row, one on the cores") {
      let x = $0.input([1, 3, 8, 8])
      let a = try $0.convolution("a", x, filters: 8, kernel: [3, 3], padding: [1, 1, 1, 1])
      let b = try $0.requantize("b", a, scale: 20)
      let c = try $0.convolution("c", b, filters: 8, kernel: [3, 3], groups: 8)
      let d = try $0.requantize("d", c, scale: 200)
      let e = try $0.convolution("e", d, filters: 70, kernel: [1, 1], element: .i4)
      return try $0.append("relu", "f", [e])
    },
  ]
}

@Suite struct SimulatorTests {
  /// The plan of a network with its program and an input.
  static func prepare(
    _ network: SimulatedNetwork
  ) throws -> (plan: CrossbarPlan, program: Program, input: Tensor) {
    var sketch = ProgramSketch(seed: 5)
    let output = try network.build(&sketch)
    let program = sketch.finished(output)
    var bag = DiagnosticBag()
    let backend = CrossbarBackend(target: try target(network.overrides))
    let plan = try #require(backend.plan(program, &bag), "\(bag.diagnostics)")
    let input = Tensor.random(program.graph[program.graph.inputs[0]].type, seed: 11)
    return (plan, program, input)
  }

  static func results(
    _ plan: CrossbarPlan, _ program: Program, _ input: Tensor, threads: Int = 2
  ) throws -> [Tensor] {
    var bag = DiagnosticBag()
    let simulator = CrossbarSimulator(plan, program, threads: threads, &bag)
    var observed: [Tensor] = []
    let outputs = try #require(simulator, "\(bag.diagnostics)").run([input]) { _, tensor in
      observed.append(tensor)
    }
    #expect(outputs == observed.suffix(1))
    return observed
  }

  @Test(arguments: SimulatedNetwork.all)
  func replayIsTheIntegerOperator(network: SimulatedNetwork) throws {
    let (plan, program, input) = try Self.prepare(network)
    var expected: [Tensor] = []
    let interpreter = Interpreter(catalog: .standard, kernels: .definitions)
    _ = try interpreter.run(program, inputs: [input]) { expected.append($1) }
    #expect(plan.layers.contains { $0.engine == .crossbar })
    #expect(try Self.results(plan, program, input) == expected)
    #expect(try Self.results(plan, program, input, threads: 1) == expected)
  }

  @Test(arguments: SimulatedNetwork.all)
  func plansReadBackAndReplay(network: SimulatedNetwork) throws {
    let (plan, program, input) = try Self.prepare(network)
    var bag = DiagnosticBag()
    let back = try #require(CrossbarBackend.decode(plan.artifacts, &bag), "\(bag.diagnostics)")
    #expect(back == plan)
    #expect(back.text == plan.text)
    #expect(
      try Self.results(back, program, input) == Self.results(plan, program, input))
  }

  @Test func everyWeightFrom8BitsIsExact() throws {
    for weight in -128...127 {
      let (high, low) = WeightEncoding.highLow.cells(weight)
      #expect((-8...7).contains(high) && (-8...7).contains(low))
      #expect(16 * high + low + 8 == weight)
    }
  }

  @Test func aChangedCellChangesItsLayerAlone() throws {
    var sketch = ProgramSketch()
    let x = sketch.input([1, 3, 4, 4])
    let a = try sketch.convolution("a", x, filters: 4, kernel: [3, 3])
    let b = try sketch.convolution("b", x, filters: 4, kernel: [1, 1], element: .i4)
    let program = sketch.finished(a, b)
    let backend = CrossbarBackend(target: try target())
    var bag = DiagnosticBag()
    let plan = try #require(backend.plan(program, &bag))
    let input = Tensor.random(program.graph[x].type, seed: 3)
    func results(_ plan: CrossbarPlan) throws -> [Tensor] {
      var (tensors, bag): ([Tensor], DiagnosticBag) = ([], DiagnosticBag())
      let outputs = CrossbarBackend.simulate(plan, program, inputs: [input], &bag) {
        tensors.append($1)
      }
      try #require(outputs != nil, "\(bag.diagnostics)")
      return tensors
    }
    let good = try results(plan)
    for layer in 0...1 {
      var broken = plan
      let placed = try #require(plan.arrays[0].tiles.first { $0.tile.layer == layer })
      broken.image[placed.y * plan.target.rowBytes + placed.x / 2] ^= 0x01 << (placed.x % 2 * 4)
      broken.arrays[0].digest = digest(of: broken.image)
      let bad = try results(broken)
      #expect(bad[layer] != good[layer])
      #expect(bad[1 - layer] == good[1 - layer])
    }
  }

  @Test func convertersOfTheHardwareRoundAndClip() throws {
    // One row, so that the sum is x · w and can be worked through by hand.
    var sketch = ProgramSketch()
    let x = sketch.input([1, 1], zero: 0)
    let w = sketch.program.graph.inputs.count
    #expect(w == 1)
    let y = try sketch.dense("d", x, units: 16, element: .i4, hasBias: false)
    let program = sketch.finished(y)
    let weight = try #require(program.tensor(of: program.graph[program.graph.order[0]].operands[1]))
    let backend = CrossbarBackend(target: try target([("adc_model", "hal")]))
    var bag = DiagnosticBag()
    let plan = try #require(backend.plan(program, &bag))
    let input = Tensor(program.graph[x].type, integers: [100])
    let outputs = CrossbarBackend.simulate(plan, program, inputs: [input], &bag)
    let found = try #require(outputs?.first).integers
    let expected = weight.integers.map { weight -> Int32 in
      let sum = min(max(100.0 / 127 * Double(weight) / 7, -1), 1)
      let code = (sum * 127 / 2).rounded(.toNearestOrAwayFromZero)
      return Int32((code * 2 / 127 * 889).rounded(.toNearestOrAwayFromZero))
    }
    #expect(found == expected)
  }

  @Test func anotherProgramIsRefused() throws {
    let (plan, _, _) = try Self.prepare(SimulatedNetwork.all[0])
    let (_, other, _) = try Self.prepare(SimulatedNetwork.all[3])
    var bag = DiagnosticBag()
    #expect(CrossbarSimulator(plan, other, &bag) == nil)
    #expect(bag.diagnostics.map(\.code) == ["crossbar.p3"])
  }
}

extension SimulatorTests {
  @Test func anEditedProgramIsRefused() throws {
    let (plan, program, _) = try Self.prepare(SimulatedNetwork.all[0])
    var edited = program
    edited.graph.outputs += edited.graph.outputs
    var bag = DiagnosticBag()
    plan.checkProgram(program, &bag)
    #expect(bag.diagnostics.isEmpty)
    plan.checkProgram(edited, file: "plan/program.dnnir", &bag)
    #expect(CrossbarSimulator(plan, edited, &bag) == nil)
    #expect(bag.diagnostics.map(\.code) == ["crossbar.f4", "crossbar.f4"])
    #expect(bag.diagnostics[0].place == .file("plan/program.dnnir", offset: nil))
  }
}

/// The digest of some bytes.
func digest(of bytes: [UInt8]) -> ContentHash {
  bytes.withUnsafeBytes { ContentHash(of: $0) }
}
