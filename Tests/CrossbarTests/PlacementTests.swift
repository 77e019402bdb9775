import Backend
import Basic
import Crossbar
import IR
import Testing

/// A layer that stays off the crossbar, and the rule that keeps it off.
struct RefusedLayer: Sendable, CustomTestStringConvertible {
  let rule: String
  let testDescription: String
  var overrides: [(String, String)] = []
  let build: @Sendable (inout ProgramSketch) throws -> ID<Value>

  init(
    _ rule: String, _ text: String, _ overrides: [(String, String)] = [],
    _ build: @escaping @Sendable (inout ProgramSketch) throws -> ID<Value>
  ) {
    self.rule = rule
    testDescription = "\(rule): \(text)"
    self.overrides = overrides
    self.build = build
  }

  static let all: [RefusedLayer] = [
    .init("crossbar.s1", "no product") { try $0.append("relu", "r", [$0.input([1, 4])]) },
    .init("crossbar.s1", "a factor of three axes") {
      let x = $0.input([2, 3, 4])
      return try $0.append("matmul", "m", [x, $0.weight([2, 4, 5], .i8)])
    },
    .init("crossbar.s2", "weights that are computed") {
      let weight = $0.input([5, 4], zero: 0)
      let attributes = [Attribute("activation", .activation(.none))]
      return try $0.append("dense", "d", [$0.input([1, 4]), weight], attributes)
    },
    .init("crossbar.s2", "a bias that is computed") {
      let bias = $0.input([5], element: .i32, zero: 0, scale: 0.125)
      let attributes = [Attribute("activation", .activation(.none))]
      return try $0.append(
        "dense", "d", [$0.input([1, 4]), $0.weight([5, 4], .i8), bias], attributes)
    },
    .init("crossbar.s3", "weights with a zero point") {
      let type = TensorType(.i8, [4, 5], Quantization(scale: 1, zeroPoint: 2))
      let weight = $0.constant(Tensor.random(type, seed: 1))
      return try $0.append("matmul", "m", [$0.input([3, 4]), weight])
    },
    .init("crossbar.s3", "unsigned weights") {
      let type = TensorType(.u8, [4, 5], Quantization(scale: 1, zeroPoint: 0))
      let weight = $0.constant(Tensor.random(type, seed: 1))
      return try $0.append("matmul", "m", [$0.input([3, 4]), weight])
    },
    .init("crossbar.s4", "floating point") {
      let weight = $0.constant(Tensor([4, 5], floats: [Float](repeating: 1, count: 20)))
      return try $0.append("matmul", "m", [$0.floats([3, 4]), weight])
    },
    .init("crossbar.s5", "depth-wise") {
      try $0.convolution("c", $0.input([1, 4, 5, 5]), filters: 8, kernel: [3, 3], groups: 4)
    },
    .init("crossbar.s6", "dense among convolutions", [("layers", "convolution")]) {
      try $0.dense("d", $0.input([1, 4]), units: 5)
    },
    .init("crossbar.s7", "a dilation that no register holds") {
      try $0.convolution(
        "c", $0.input([1, 2, 3, 3]), filters: 4, kernel: [1, 1],
        dilation: [Int(Int32.max), Int(Int32.max)])
    },
    .init("crossbar.s7", "a stride that no register holds") {
      try $0.convolution(
        "c", $0.input([1, 2, 3, 3]), filters: 4, kernel: [1, 1],
        stride: [Int(Int32.max), Int(Int32.max)])
    },
  ]
}

@Suite struct PlacementTests {
  @Test(arguments: RefusedLayer.all)
  func aLayerStaysOnTheCoresByItsRule(layer: RefusedLayer) throws {
    var sketch = ProgramSketch()
    let output = try layer.build(&sketch)
    let program = sketch.finished(output)
    let backend = CrossbarBackend(target: try target(layer.overrides))
    let support = backend.support(for: program.graph.order[0], in: program)
    guard case .lowered(by: "cores", let reason) = support else {
      Issue.record("\(support)")
      return
    }
    #expect(reason.rule.code == layer.rule)
    var bag = DiagnosticBag()
    let plan = try #require(backend.plan(program, &bag))
    #expect(plan.layers[0].rule == layer.rule)
    #expect(plan.layers[0].reason == reason.text)
    #expect(plan.arrays.isEmpty && plan.jobs.isEmpty)
    // A plan without the crossbar is possible, but hardly meant.
    #expect(bag.diagnostics.map(\.code) == ["crossbar.p1"])
    #expect(!bag.hasErrors)
  }

  @Test func everyReasonHasALayer() {
    let refused = Set(RefusedLayer.all.map(\.rule))
    let reasons = CrossbarRules.all.map(\.code).filter { $0.hasPrefix("crossbar.s") }
    #expect(Set(reasons) == refused)
  }

  @Test func theDepthwiseEngineTakesThreeByThree() throws {
    var sketch = ProgramSketch()
    let x = sketch.input([1, 4, 9, 9])
    let a = try sketch.convolution("a", x, filters: 4, kernel: [3, 3], groups: 4)
    let b = try sketch.convolution("b", x, filters: 4, kernel: [5, 5], groups: 4)
    var bag = DiagnosticBag()
    let backend = CrossbarBackend(target: try target([("depthwise", "engine")]))
    let plan = try #require(backend.plan(sketch.finished(a, b), &bag))
    #expect(plan.layers.map(\.engine) == [.depthwiseEngine, .cores])
    #expect(plan.layers[0].digital.cycles.count == Double(4 * 49 * 9) / 29.7)
  }
}
