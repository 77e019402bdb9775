import Basic
import Hydra
import TestSupport
import Testing

/// Ranges that are proved hold for every input, and are reached where that is easy to see.
@Suite struct RangeTests {
  @Test(arguments: 0..<60)
  func sumsAndFeaturesLieInTheirRanges(seed: Int) throws {
    let profile: NumberProfile = seed % 3 == 0 ? .word : .byte
    let program = RandomNetwork.program(seed: 900 + seed, lanes: 1 + seed % 5, profile: profile)
    let ranges = RangeAnalysis.layers(program)
    let simulator = try SimulatorTests.simulator(program)
    let ends = [profile.range.lowerBound, profile.range.upperBound, 0]
    let inputs =
      ends.map { Array(repeating: $0, count: program.input.count) }
      + (0..<6).map { program.randomInputs(seed: $0) }
    for input in inputs {
      _ = simulator.run(input) { index, sums, outputs in
        let (range, layer) = (ranges[index], program.layers[index])
        #expect(sums.allSatisfy(range.sums.contains))
        #expect(outputs.allSatisfy(range.outputs.contains))
        let unit = ActivationUnit(layer, profile)
        #expect(range.cutsArguments || !sums.contains(where: unit.cutsArgument))
        #expect(range.cutsOutputs || !sums.contains(where: unit.cutsOutput))
      }
    }
  }

  /// One dense layer over independent inputs: its range is reached at both ends.
  @Test func aDenseLayerReachesItsRange() throws {
    let program = StatedNetwork.perceptron([12, 5], lanes: 5)
    let range = RangeAnalysis.layers(program)[0]
    let simulator = try SimulatorTests.simulator(program)
    var found: [Int] = []
    for output in 0..<5 {
      for (least, greatest) in [(-128, 127), (127, -128)] {
        let input = program.weights[output].prefix(12).map { $0 < 0 ? least : greatest }
        _ = simulator.run(input) { _, sums, _ in found += sums }
      }
    }
    #expect(found.min() == range.sums.lowerBound && found.max() == range.sums.upperBound)
    // 12 products of at most 2^14 and a bias below 2^10, of which the weights at hand fill 18 bits.
    #expect(range.sumBits == 18)
  }

  @Test func sumsNeverLeaveTheAccumulator() throws {
    for seed in 0..<40 {
      let program = RandomNetwork.program(seed: seed, lanes: 4)
      for range in RangeAnalysis.layers(program) { #expect(range.sumBits < 32) }
    }
  }
}
