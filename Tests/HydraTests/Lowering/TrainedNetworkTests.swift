import Basic
import Frontend
import Hydra
import IR
import Interpreter
import Operators
import Passes
import TestSupport
import Testing

/// Digits with their labels, as samples of a network.
struct Digits: SampleSource {
  let images: Tensor
  let labels: [Int]
  let offset: Int
  let count: Int

  var description: String { "\(count) digits" }

  func sample(_ index: Int, for program: Program) -> [Tensor] {
    let type = program.graph[program.graph.inputs[0]].type
    let start = (offset + index) * type.elementCount
    return images.withElements(of: UInt8.self) { pixels in
      [Tensor(type, numbers: (0..<type.elementCount).map { Double(pixels[start + $0]) / 255 })]
    }
  }

  static func load(_ name: String, offset: Int = 0, count: Int) throws -> Digits {
    let path = RepositoryPaths.models.appendingPathComponent(name).path
    let archive = try TensorFile.open(path)
    let hasLabels = archive.contains("labels")
    let labels = hasLabels ? try archive.tensor("labels").integers.map { Int($0) } : []
    return Digits(
      images: try archive.tensor("images"), labels: labels, offset: offset, count: count)
  }
}

/// A network of `Models/` that was trained on digits, and the device that it runs on.
struct TrainedNetwork: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let digits: String
  let calibration: String
  let target: String
  /// The cycles that the device takes.
  let cycles: Int
  let operations: Int
  /// Of the 1,000 digits, those that are right in floating point, in integers, and in those of 16 bits.
  let right: (real: Int, integer: Int, words: Int)

  init(
    _ name: String, target: String, cycles: Int, operations: Int,
    right: (real: Int, integer: Int, words: Int)
  ) {
    self.right = right
    testDescription = name
    self.digits = "\(name).digits.npz"
    calibration = "\(name).calibration.npz"
    (self.target, self.cycles, self.operations) = (target, cycles, operations)
  }

  static let leNet = TrainedNetwork(
    "lenet5", target: "hydra-8", cycles: 76637,
    operations: 416_520 + 4 * (6 * 14 * 14 + 16 * 5 * 5), right: (989, 989, 989))

  static let all = [
    leNet,
    TrainedNetwork(
      "mlp_64_32_32_10", target: "hydra-64", cycles: 265, operations: 3392, right: (961, 961, 960)),
    TrainedNetwork(
      "mlp_196_64_32_32_10", target: "hydra-64", cycles: 546, operations: 15936,
      right: (973, 972, 973)),
  ]

  /// The network with float weights, and its integer program.
  func programs(
    pruned preset: String? = nil, profile: NumberProfile = .byte
  ) throws -> (real: Program, integer: Program) {
    let real = try #require(ModelFile.all.first { $0.description == testDescription }).load()
    var bag = DiagnosticBag()
    let text =
      "\(HydraQuantize.name){bits=\(profile.dataBits)}"
      + (preset.map { ",bbs{preset=\($0)}" } ?? "")
    let catalog = PassCatalog(PassCatalog.standard.passes + HydraBackend.passes)
    let pipeline = try #require(PipelineParser.parse(text, catalog: catalog, into: &bag))
    var context = PassContext(
      catalog: .standard, samples: try Digits.load(calibration, count: 20), threads: 2)
    var integer = real
    let run = try PassManager(pipeline, options: .init()).run(on: &integer, &context)
    try #require(run.succeeded && !context.bag.hasErrors, "\(context.bag.diagnostics)")
    integer.compact()
    return (real, integer)
  }

  /// The plan of the integer program.
  func plan(_ integer: Program, profile: NumberProfile = .byte) throws -> HydraPlan {
    var target = try Self.target(target)
    target.device.profile = profile
    return try LoweringTests.plan(integer, target)
  }

  /// A file of `Models/targets`.
  static func target(_ name: String) throws -> HydraTarget {
    var bag = DiagnosticBag()
    let json = try JSONReader.read(try TargetTests.text("\(name).json"))
    return try #require(HydraTarget.read(json, file: name, &bag), "\(bag.diagnostics)")
  }

  /// The features that a digit is to an integer program.
  static func features(_ image: [Tensor], of integer: Program) -> [Tensor] {
    let type = integer.graph[integer.graph.inputs[0]].type
    let scale = type.quantization?.scales[0] ?? 1
    return [Tensor(type, numbers: image[0].numbers.map { $0 / scale })]
  }
}

@Suite struct TrainedNetworkTests {
  @Test(arguments: TrainedNetwork.all, NumberProfile.allCases)
  func trainedDigitsAreRecognized(network: TrainedNetwork, profile: NumberProfile) throws {
    let (real, integer) = try network.programs(profile: profile)
    let plan = try network.plan(integer, profile: profile)
    #expect(plan.total.total == network.cycles)
    #expect(plan.total.operations == network.operations)
    let count = isOptimized ? 1000 : 60
    let digits = try Digits.load(network.digits, count: count)
    var bag = DiagnosticBag()
    let replay = try #require(PlanReplay(plan, integer, &bag), "\(bag.diagnostics)")
    let interpreter = Interpreter(catalog: .standard)
    let (realProgram, integerProgram) = (
      try interpreter.prepare(real), try interpreter.prepare(integer)
    )
    var (right, rightInReal) = (0, 0)
    for index in 0..<count {
      let image = digits.sample(index, for: real)
      let features = TrainedNetwork.features(image, of: integer)
      let scores = try replay.run(features)
      #expect(try integerProgram.run(features) == scores)
      if Self.best(scores[0].numbers) == digits.labels[index] { right += 1 }
      if Self.best(try realProgram.run(image)[0].numbers) == digits.labels[index] {
        rightInReal += 1
      }
    }
    guard count == 1000 else { return }
    #expect(rightInReal == network.right.real)
    #expect(right == (profile == .byte ? network.right.integer : network.right.words))
  }

  private static func best(_ scores: [Double]) -> Int {
    scores.indices.max { scores[$0] < scores[$1] } ?? 0
  }

  /// Whole networks in Verilog, several digits a process: outputs and cycles are those of the integer
  /// program and of the plan.
  @Test(
    .enabled(if: Icarus.isWanted, "iverilog is not installed"),
    arguments: [
      (0, 0, .byte), (0, 10, .byte), (1, 0, .byte), (2, 0, .byte), (0, 20, .word), (2, 20, .word),
    ] as [(Int, Int, NumberProfile)])
  func trainedDigitsRunOnTheHardware(
    index: Int, offset: Int, profile: NumberProfile
  ) throws {
    let network = TrainedNetwork.all[index]
    let (real, integer) = try network.programs(profile: profile)
    let plan = try network.plan(integer, profile: profile)
    let count = isOptimized ? (index == 0 ? 10 : 20) : 1
    let digits = try Digits.load(network.digits, offset: offset, count: count)
    let interpreter = try Interpreter(catalog: .standard).prepare(integer)
    var runs: [(inputs: [Int], result: HydraRun)] = []
    for index in 0..<digits.count {
      let features = TrainedNetwork.features(digits.sample(index, for: real), of: integer)
      let outputs = try interpreter.run(features)[0].integers.map { Int($0) }
      let image = features[0].integers.map { Int($0) }
      runs.append((image, HydraRun(outputs: outputs, cycles: network.cycles)))
    }
    let device = Icarus.Network(words: plan.configuration.words, runs: runs)
    let verdict = try Icarus.verdict([device], device: plan.target.device)
    #expect(verdict == "PASS 1 networks, \(digits.count) runs")
  }
}
