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

@Suite struct TrainedNetworkTests {
  static func leNet() throws -> (real: Program, integer: Program) {
    let real = try #require(ModelFile.all.first { $0.description == "lenet5" }).load()
    var context = PassContext(
      catalog: .standard, samples: try Digits.load("lenet5.calibration.npz", count: 20),
      threads: 2)
    var integer = real
    #expect(HydraQuantize(PassOptions([], [])).run(on: &integer, &context) == .changed)
    integer.compact()
    return (real, integer)
  }

  /// A file of `Models/targets`.
  static func target(_ name: String) throws -> HydraTarget {
    var bag = DiagnosticBag()
    let json = try JSONReader.read(try TargetTests.text("\(name).json"))
    return try #require(HydraTarget.read(json, file: name, &bag), "\(bag.diagnostics)")
  }

  @Test func trainedDigitsAreRecognized() throws {
    let (real, integer) = try Self.leNet()
    let plan = try LoweringTests.plan(integer, try Self.target("hydra-8"))
    #expect(plan.total.total == 76637)
    #expect(plan.total.operations == 416_520 + 4 * (6 * 14 * 14 + 16 * 5 * 5))
    let count = isOptimized ? 1000 : 60
    let digits = try Digits.load("lenet5.digits.npz", count: count)
    var bag = DiagnosticBag()
    let replay = try #require(PlanReplay(plan, integer, &bag), "\(bag.diagnostics)")
    let interpreter = Interpreter(catalog: .standard)
    var (right, rightInReal, agreeing) = (0, 0, 0)
    for index in 0..<count {
      let image = digits.sample(index, for: real)
      let type = integer.graph[integer.graph.inputs[0]].type
      let scale = type.quantization?.scales[0] ?? 1
      let features = Tensor(type, numbers: image[0].numbers.map { $0 / scale })
      let found = Self.best(try replay.run([features])[0].numbers)
      let expected = Self.best(try interpreter.run(real, inputs: image)[0].numbers)
      if found == digits.labels[index] { right += 1 }
      if expected == digits.labels[index] { rightInReal += 1 }
      if found == expected { agreeing += 1 }
    }
    // At most one digit in a hundred more is wrong than in floating point.
    #expect(right >= rightInReal - count / 100, "\(right) and \(rightInReal) of \(count)")
    #expect(agreeing >= count - count / 50, "\(agreeing) of \(count)")
  }

  private static func best(_ scores: [Double]) -> Int {
    scores.indices.max { scores[$0] < scores[$1] } ?? 0
  }

  @Test(.enabled(if: Icarus.isWanted, "iverilog is not installed"))
  func aTrainedDigitRunsOnTheHardware() throws {
    let (_, integer) = try Self.leNet()
    let plan = try LoweringTests.plan(integer, try Self.target("hydra-8"))
    let network = try HardwareTests.network(
      plan.configuration, plan.target.device, runs: 1, seed: 1)
    #expect(network.runs[0].result.cycles == 76637)
    let verdict = try Icarus.verdict([network], device: plan.target.device)
    #expect(verdict == "PASS 1 networks, 1 runs")
  }
}
