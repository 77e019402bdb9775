import Backend
import Basic
import Hydra
import IR
import Interpreter
import Operators
import Passes
import TestSupport
import Testing

/// Maps that lie side by side, and layers that only apply an activation.
@Suite struct ElementwiseTests {
  /// What quantization says of a network that has no form.
  static func refusals(_ header: String, _ body: String) throws -> [String] {
    var context = LoweredNetwork.context(samples: 1)
    var program = try LoweredNetwork("refused", header, body).real()
    let outcome = HydraQuantize(PassOptions([], HydraQuantize.options)).run(on: &program, &context)
    #expect(outcome == .unchanged)
    return context.bag.diagnostics.map { "\($0.code) \($0.message)" }
  }

  @Test func mapsOfOneLayerLieSideBySide() throws {
    let network = try #require(
      LoweredNetwork.all.first { $0.testDescription == "maps that are added" })
    let plan = try LoweringTests.plan(
      LoweredNetwork.integer(network.real()), LoweredNetwork.target())
    let layers = plan.configuration.layers
    let adds = layers.indices.filter { layers[$0].kernelHeight == 2 && layers[$0].kernelWidth == 1 }
    #expect(adds.count == 2)
    for index in adds {
      let layer = layers[index]
      #expect(layer.operation == .channelSum && layer.height == 2 && layer.width == 30)
      // Both halves were written before, each by one layer.
      let writers = layers[..<index].map { $0.destination..<$0.destination + $0.outputCount }
      for half in 0..<2 {
        let start = layer.inputBase + half * layer.outputCount
        #expect(writers.contains(start..<start + layer.outputCount))
      }
    }
  }

  @Test func whatCannotLieSideBySideIsNamed() throws {
    #expect(
      try Self.refusals(
        "x: f32[1, 4]",
        """
          a = dense(x, units = 4)
          b = add(a, x)
          c = dense(b, units = 4)
          d = add(a, c)
          y = add(d, d)
        """) == [
          "hydra.s15 add 'd': 'a' lies beside another map already, for 'b'",
          "hydra.s15 add 'y': it reads one map twice",
        ])
    #expect(
      try Self.refusals(
        "x: f32[1, 2, 4, 4]",
        """
          a = conv2d(x, filters = 3, kernel = [1, 1])
          b = concat(a, x, axis = 1)
          c = conv2d(b, filters = 1, kernel = [1, 1])
          y = add(c, conv2d(b, filters = 5, kernel = [1, 1]))
        """) == [
          "hydra.s15 concat 'b': it joins f32[1, 3, 4, 4] and f32[1, 2, 4, 4]",
          "hydra.s15 add 'y': it adds [1, 1, 4, 4] and [1, 5, 4, 4]",
        ])
  }

  @Test func aLastSoftmaxIsDroppedIfAskedFor() throws {
    let body = """
        a = relu(dense(x, units = 6))
        y = softmax(dense(a, units = 4), axis = 1)
      """
    #expect(
      try Self.refusals("x: f32[1, 5]", body) == [
        "hydra.s1 softmax 'y': softmax is no layer of the device"
      ])
    let options = PassOptions([("softmax", "drop")], HydraQuantize.options)
    var context = LoweredNetwork.context()
    var program = try LoweredNetwork("dropped", "x: f32[1, 5]", body).real()
    let real = program
    #expect(HydraQuantize(options).run(on: &program, &context) == .changed)
    program.compact()
    let plan = try LoweringTests.plan(program, LoweredNetwork.target())
    #expect(plan.layers.count == 2)
    let inputs = context.samples.sample(0, for: real)
    let scores = try Interpreter(catalog: .standard).run(real, inputs: inputs)[0].numbers
    var bag = DiagnosticBag()
    let features = TrainedNetwork.features(inputs, of: program)
    let found = try #require(HydraBackend.simulate(plan, program, inputs: features, &bag))[0]
      .numbers
    #expect(
      scores.indices.max { scores[$0] < scores[$1] } == found.indices.max { found[$0] < found[$1] })
    // Elsewhere it is no order of classes that is kept.
    var other = try LoweredNetwork(
      "inside", "x: f32[1, 5]", "  a = softmax(x, axis = 1)\n  y = dense(a, units = 2)"
    ).real()
    context = LoweredNetwork.context(samples: 1)
    #expect(HydraQuantize(options).run(on: &other, &context) == .unchanged)
    #expect(context.bag.diagnostics.map(\.code) == ["hydra.s1"])
  }

  /// A mean of integers behind a dense layer with a clamp.
  static func mean(window: Int, clamp: String) -> String {
    """
    dnnir 1
    constant @w: i8[1, 1, 1, 1] quantized(scale: 0.5, zero: 0) = [3]
    graph @n(%x: i8[1, 1, 4, 3] quantized(scale: 1, zero: 0)) {
      %s = conv2d(%x, @w) {stride: [1, 1], padding: [0, 0, 0, 0], dilation: [1, 1], groups: 1, activation: none} : i32[1, 1, 4, 3] quantized(scale: 0.5, zero: 0)
      %c = requantize(%s) {to: i8 quantized(scale: 1, zero: 0), rounding: single, clamp: \(clamp)} : i8[1, 1, 4, 3] quantized(scale: 1, zero: 0)
      %y = average_pool2d(%c) {window: [\(window), 1], stride: [1, 1], padding: [0, 0, 0, 0], count_padding: false} : i8[1, 1, \(5 - window), 3] quantized(scale: 1, zero: 0)
      return %y
    }
    """
  }

  @Test func meansOfIntegersThatAreNotNegative() throws {
    for window in [2, 4] {
      let program = try ProgramText.ir(Self.mean(window: window, clamp: "[0, 127]")).program
      let plan = try LoweringTests.plan(program, LoweredNetwork.target())
      for seed in 0..<8 {
        let input = Tensor(
          program.graph[program.graph.inputs[0]].type,
          integers: plan.configuration.randomInputs(seed: seed).map { Int32($0) })
        var bag = DiagnosticBag()
        let found = HydraBackend.simulate(plan, program, inputs: [input], &bag)
        #expect(try Interpreter(catalog: .standard).run(program, inputs: [input]) == found)
      }
    }
    for (window, clamp) in [(3, "[0, 127]"), (2, "[-128, 127]")] {
      let program = try ProgramText.ir(Self.mean(window: window, clamp: clamp)).program
      #expect(RefusalTests.codes(program) == ["hydra.s12"])
    }
  }
}
