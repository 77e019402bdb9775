import Backend
import Basic
import BitSparsity
import Hydra
import IR
import Interpreter
import Operators
import Passes
import TestSupport
import Testing

/// Weights in columns of bits: what the device multiplies by is what their encoding holds.
@Suite struct EncodedWeightsTests {
  @Test(arguments: TrainedNetwork.all, ["conservative", "moderate"].map { "\($0),sensitive=0" })
  func theImageHoldsDecodedWeights(network: TrainedNetwork, preset: String) throws {
    let (_, plain) = try network.programs()
    let (_, pruned) = try network.programs(pruned: preset)
    let (before, after) = (try network.plan(plain), try network.plan(pruned))
    #expect(before.layers.allSatisfy { $0.encodedBits == 0 })
    #expect(before.configuration.weights != after.configuration.weights)
    #expect(before.layers.map(\.cycles) == after.layers.map(\.cycles))
    var bits = 0
    for layer in after.layers where layer.encodedBits > 0 {
      let sums = try #require(
        pruned.graph.order.first { id in
          pruned.graph[id].results.contains { pruned.graph[$0].name == layer.sums }
        })
      let id = try #require(pruned.graph.constant(of: pruned.graph[sums].operands[1]))
      let constant = pruned.constants[id]
      let tensor = try #require(constant.tensor)
      let encoding = try #require(constant.encoding)
      let file = try EncodedWeights(
        tensor.integers.map { Int8($0) }, shape: tensor.type.shape, encoding)
      #expect(file.decoded().map { Int32($0) } == tensor.integers)
      let layout = try #require(WeightLayout(tensor.type.shape, axis: encoding.axis))
      let stored = StorageBits(encoding, layout)
      #expect(layer.encodedBits == stored.columns + stored.metadata + stored.order)
      #expect(layer.encodedBits < 8 * tensor.type.elementCount)
      bits += layer.encodedBits
      let index = try #require(after.layers.firstIndex(of: layer))
      #expect(
        image(after.configuration, index).sorted() == file.decoded().map { Int16($0) }.sorted())
    }
    #expect(bits > 0)
    let fact = try #require(after.summary.first { $0.name == "BBS" })
    #expect(fact.value.contains("bits each with metadata"))
    #expect(before.summary.allSatisfy { $0.name != "BBS" })
  }

  /// The weights of a layer, lane by lane, without the padding of the last pass.
  private func image(_ program: HydraProgram, _ index: Int) -> [Int16] {
    let layer = program.layers[index]
    return (0..<layer.outputs).flatMap { output in
      let (pass, lane) = output.quotientAndRemainder(dividingBy: program.lanes)
      let start = layer.weightBase + pass * layer.products
      return program.weights[lane][start..<start + layer.products]
    }
  }

  @Test func replayIsTheProgramWithPrunedWeights() throws {
    let network = TrainedNetwork.all[1]
    let (real, pruned) = try network.programs(pruned: "moderate,sensitive=0")
    let plan = try network.plan(pruned)
    let digits = try Digits.load(network.digits, count: 20)
    let interpreter = Interpreter(catalog: .standard, kernels: .definitions)
    for index in 0..<digits.count {
      let features = TrainedNetwork.features(digits.sample(index, for: real), of: pruned)
      var bag = DiagnosticBag()
      let outputs = HydraBackend.simulate(plan, pruned, inputs: features, &bag)
      #expect(try interpreter.run(pruned, inputs: features) == outputs, "\(bag.diagnostics)")
    }
    var bag = DiagnosticBag()
    let back = HydraBackend.decode(HydraBackend(target: plan.target).emit(plan), &bag)
    #expect(back == plan, "\(bag.diagnostics)")
  }

  @Test func weightsOfAnotherFormAreRefused() throws {
    let encoding =
      "encoded(method: rounded_averaging, columns: 4, group: 2, constant: 5, axis: 0, sensitive: [])"
    var example = RefusedProgram("hydra.s14", "weights without the form of their encoding")
    example.text = example.text.replacing(
      "zero: 0) = [1, 2, 3, 4]", with: "zero: 0) \(encoding) = [1, 94, 3, 94]")
    let program = try ProgramText.ir(example.text).program
    #expect(RefusalTests.codes(program) == ["hydra.s14"])
    let sound = try ProgramText.ir(example.text.replacing("94", with: "1")).program
    var bag = DiagnosticBag()
    let plan = HydraBackend(target: LoweredNetwork.target()).plan(sound, &bag)
    #expect(plan?.layers.first?.encodedBits == 4 * 4 + 2 * 8, "\(bag.diagnostics)")
  }
}
