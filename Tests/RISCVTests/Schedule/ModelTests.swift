import Basic
import IR
import RISCV
import TestSupport
import Testing

@Suite struct RISCVModelTests {
  @Test(arguments: IntegerModels.available)
  func replayEqualsTheInterpreterInEveryLayer(model: IntegerModels) throws {
    let program = try model.program()
    var bag = DiagnosticBag()
    let backend = RISCVBackend(target: try target())
    let plan = try #require(backend.plan(program, &bag), "\(bag.diagnostics)")
    let result = try comparison(plan, program)
    #expect(result.differing.isEmpty)
    // What is no result of a step is a sum inside one, or bytes read as another shape.
    let values = program.graph.order.filter { id in
      let operation = program.graph[id]
      return program.graph[operation.results[0]].type.element != .i32
        && operation.kind != "reshape" && operation.kind != "flatten"
    }
    #expect(result.layers == values.count)
  }

  @Test(.enabled(if: isOptimized))
  func mobileNetKeepsAFifthLessThanLayerByLayer() throws {
    let program = try IntegerModels.mobileNetV2.program()
    var bag = DiagnosticBag()
    let plan = try #require(RISCVBackend(target: try target()).plan(program, &bag))
    #expect(plan.totals.l2WholeBound == 1470 * 1024)
    #expect(Double(plan.totals.l2Peak) <= 0.8 * 1470 * 1024)
    let whole = try #require(
      RISCVBackend(
        target: try target(
          "rv32imc-8core", [("cascades", "none"), ("fusion", "none"), ("l2_bytes", "1505280")])
      ).plan(program, &bag))
    #expect(whole.totals.l2Bound == 1470 * 1024)
    #expect(whole.totals.l2Peak == 1470 * 1024)
  }

  @Test(.enabled(if: isOptimized))
  func residualNetworkNeedsItsBoundLayerByLayer() throws {
    let program = try ResidualNetwork.program()
    var bag = DiagnosticBag()
    let target = try target(
      "rv32imc-8core",
      [
        ("cascades", "none"), ("fusion", "none"), ("l1_bytes", "262144"), ("l2_bytes", "2408448"),
        ("constant_bytes", "67108864"),
      ])
    let plan = try #require(RISCVBackend(target: target).plan(program, &bag), "\(bag.diagnostics)")
    #expect(plan.totals.l2WholeBound == 2352 * 1024)
    #expect(plan.totals.l2Peak == 2352 * 1024)
  }
}

/// ResNet-50 for images of 224 x 224: its layers as shapes, with seeded weights.
enum ResidualNetwork {
  static func program() throws -> Program {
    var sketch = StepSketch()
    var x = try sketch.convolution(
      "stem", sketch.input([1, 3, 224, 224]), filters: 64, kernel: 7, stride: 2)
    x = try sketch.pool("max_pool2d", "pool", x, window: 3, stride: 2, padding: 1)
    for (stage, (width, blocks)) in [(64, 3), (128, 4), (256, 6), (512, 3)].enumerated() {
      for block in 0..<blocks {
        let name = "stage\(stage)_\(block)"
        let stride = block == 0 && stage > 0 ? 2 : 1
        let shortcut =
          block == 0
          ? try sketch.convolution(
            "\(name)_shortcut", x, filters: 4 * width, kernel: 1, stride: stride) : x
        let a = try sketch.convolution("\(name)_a", x, filters: width, kernel: 1)
        let b = try sketch.convolution("\(name)_b", a, filters: width, stride: stride)
        let c = try sketch.convolution("\(name)_c", b, filters: 4 * width, kernel: 1)
        x = try sketch.sum(name, shortcut, c)
      }
    }
    return sketch.finished(try sketch.append("global_average_pool", "mean", [x]))
  }
}
