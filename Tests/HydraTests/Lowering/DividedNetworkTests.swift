import Basic
import Hydra
import IR
import Interpreter
import Passes
import TestSupport
import Testing

/// Networks of digits and photographs on devices that hold no more than a part of their largest layers.
@Suite struct DividedTrainedNetworkTests {
  /// LeNet-5 on two lanes that hold one output each of its largest layer: a convolution and the last layer are
  /// in parts too.
  @Test func leNetInParts() throws {
    let network = TrainedNetwork.leNet
    let (real, integer) = try network.programs()
    var target = try TrainedNetwork.target(network.target)
    (target.device.lanes, target.device.weightDepth, target.device.layerLimit) = (2, 400, 128)
    let whole = try plan(integer, target, weightDepth: 65536)
    var bag = DiagnosticBag()
    #expect(HydraBackend(target: target).plan(integer, &bag) == nil)
    target.device.capabilities = .defined
    let plan = try LoweringTests.plan(integer, target)
    let layers = plan.configuration.layers
    #expect(layers.contains { $0.gap > 0 && $0.positions > 1 && $0.kernelHeight == 5 })
    #expect(layers.last?.gap == 8 && layers.last?.outputs == 2)
    #expect(plan.configuration.featureCount == whole.configuration.featureCount)
    let digits = try Digits.load(network.digits, count: 2)
    let inputs = (0..<digits.count).map {
      TrainedNetwork.features(digits.sample($0, for: real), of: integer)
    }
    try expectEqual(plan, integer, inputs, onHardware: isOptimized ? 1 : 0)
  }

  /// ResNet-8 on the lanes of hydra-8 that hold two of eight passes of its largest convolution.
  @Test(
    .enabled(if: RepositoryPaths.hasShared && isOptimized, "the network is not at hand"),
    arguments: [false, true])
  func residualNetworkInParts(overlaps: Bool) throws {
    let (integer, diagnostics) = try RealModelTests.programs(RealModelTests.onnx("resnet8"))
    try #require(diagnostics.isEmpty, "\(diagnostics)")
    var target = try TrainedNetwork.target("hydra-8")
    target.device.capabilities = .defined
    target.device.overlapsDrain = overlaps
    target.device.weightDepth = 1200
    let plan = try LoweringTests.plan(integer, target)
    let divided = plan.configuration.layers.filter { $0.gap > 0 && $0.positions > 1 }
    #expect(divided.count > 4 && plan.configuration.segments.count > 4)
    let inputs = (0..<2).map { SeededSamples(seed: $0, count: 1).sample(0, for: integer) }
    try expectEqual(plan, integer, inputs, onHardware: 0)
  }

  private func plan(
    _ integer: Program, _ target: HydraTarget, weightDepth: Int
  ) throws -> HydraPlan {
    var target = target
    target.device.weightDepth = weightDepth
    return try LoweringTests.plan(integer, target)
  }

  /// Every value of the program is the same from the plan, and the outputs of the hardware are, for so many
  /// inputs.
  private func expectEqual(
    _ plan: HydraPlan, _ integer: Program, _ inputs: [[Tensor]], onHardware count: Int
  ) throws {
    let interpreter = Interpreter(catalog: .standard)
    var runs: [(inputs: [Int], result: HydraRun)] = []
    for input in inputs {
      var (expected, found): ([Tensor], [Tensor]) = ([], [])
      let outputs = try interpreter.run(integer, inputs: input) { expected.append($1) }
      var bag = DiagnosticBag()
      _ = HydraBackend.simulate(plan, integer, inputs: input, &bag) { found.append($1) }
      #expect(found == expected, "\(bag.diagnostics)")
      let elements = outputs[0].integers.map { Int($0) }
      runs.append(
        (
          input[0].integers.map { Int($0) },
          HydraRun(outputs: elements, cycles: plan.total.total)
        ))
    }
    guard Icarus.isWanted, count > 0 else { return }
    let network = Icarus.Network(
      words: plan.configuration.words, runs: Array(runs.prefix(count)))
    let verdict = try Icarus.verdict([network], device: plan.target.device)
    #expect(verdict == "PASS 1 networks, \(count) runs")
  }
}
