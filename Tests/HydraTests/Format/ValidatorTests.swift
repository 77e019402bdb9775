import Basic
import Hydra
import TestSupport
import Testing

/// A change of the golden program that its checks are right about, and the rule that it breaks.
struct SemanticCase: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let code: String
  let change: @Sendable (inout HydraProgram) -> Void

  init(_ code: String, _ name: String, _ change: @escaping @Sendable (inout HydraProgram) -> Void) {
    (self.code, testDescription, self.change) = (code, name, change)
  }

  static let all: [SemanticCase] = [
    .init("hydra.e-k", "products") { $0.layers[0].products = 4 },
    .init("hydra.e-passes", "passes") { $0.layers[0].passes = 1 },
    .init("hydra.e-passes", "lanes") { $0.layers[0].lastLanes = 2 },
    .init("hydra.e-stride", "row stride") { $0.layers[0].rowStride = 4 },
    .init("hydra.e-stride", "step") { $0.layers[1].stepX = 2 },
    .init("hydra.e-pad", "padding") { $0.layers[0].padLeft = 1 },
    .init("hydra.e-window", "positions") { $0.layers[0].outputWidth = 2 },
    .init("hydra.e-cwshape", "channel-wise") {
      $0.layers[1].operation = .channelSum
      $0.layers[1].products = 1
    },
    .init("hydra.e-src", "source") { $0.layers[0].source = 4 },
    .init("hydra.e-dst", "destination") { $0.layers[1].destination = 5 },
    .init("hydra.e-wrange", "weights") { $0.layers[1].weightBase = 7 },
    .init("hydra.e-brange", "biases") { $0.layers[0].biasBase = 2 },
    .init("hydra.e-overlap", "destination over source") { $0.layers[0].destination = 2 },
    .init("hydra.e-uninit", "input") { $0.input.count = 2 },
    .init("hydra.e-segments", "version") {
      $0 = $0.streamed(before: [0, 1])
      $0.minorVersion = 0
    },
    .init("hydra.e-wrange", "weights behind the segment") {
      $0 = $0.streamed(before: [0, 1])
      $0.layers[1].weightBase = 1
    },
    .init("hydra.e-frac", "shift") { $0.layers[0].shift = 0 },
    .init("hydra.e-frac", "output shift") { $0.layers[1].outputShift = 1 },
    .init("hydra.e-frac", "bound") {
      $0.layers[1].activation = .relu6
      $0.layers[1].activationParameter = 4
    },
    .init("hydra.e-shift", "shift left") {
      $0.layers[1].inputFraction = -20
      $0.layers[1].shift = -19
    },
    .init("hydra.e-shift", "bias shift") { $0.layers[0].biasShift = 1 },
    .init("hydra.e-acc", "bias") { $0.biases[1][0] = 1 << 30 },
    .init("hydra.e-canon", "parameter") { $0.layers[0].activationParameter = 1 },
    .init("hydra.e-canon", "bias base") { $0.layers[1].hasBias = false },
    .init("hydra.e-last", "last") { $0.layers[0].isLast = true },
    .init("hydra.e-last", "not last") { $0.layers[1].isLast = false },
    .init("hydra.e-io", "output") { $0.output.base = 1 },
    .init("hydra.e-io", "output fraction") { $0.output.fraction = 3 },
    .init("hydra.e-io", "input fraction") { $0.input.fraction = 3 },
    .init("hydra.e-io", "input") { $0.input.base = 5 },
  ]
}

/// A change of a network with parts that share maps, and the rules that it breaks.
struct GapCase: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let codes: [String]
  let change: @Sendable (inout HydraProgram) -> Void

  init(
    _ codes: [String], _ name: String, _ change: @escaping @Sendable (inout HydraProgram) -> Void
  ) {
    (self.codes, testDescription, self.change) = (codes, name, change)
  }

  /// 10 x 10 -> 10 x 10 x 5 at 65035 in parts of 2 and 3 channels, and -> 4 at 0 in parts of 3 and 1.
  static let program: HydraProgram = StatedNetwork.image(lanes: 2)
    .divided([0: [2, 3], 1: [3, 1]]).streamed(before: [0, 1, 2, 3])

  static let all: [GapCase] = [
    .init([], "sound") { _ in },
    .init(["hydra.e-uninit", "hydra.e-uninit"], "a channel that no part writes") {
      $0.layers[1].destination -= 1
    },
    .init(["hydra.e-uninit", "hydra.e-uninit"], "channels that move from position to position") {
      $0.layers[0].gap -= 1
    },
    .init(["hydra.e-dst", "hydra.e-uninit", "hydra.e-uninit"], "a gap that leaves the memory") {
      $0.layers[0].gap += 1
    },
    .init(["hydra.e-dst", "hydra.e-uninit", "hydra.e-uninit"], "the greatest gap") {
      $0.layers[1].gap = 65535
    },
    // The input fills what the first gap of the output leaves.
    .init(["hydra.e-overlap", "hydra.e-uninit", "hydra.e-uninit"], "an input in a gap") {
      $0.layers[0].destination = 0
      $0.layers[0].gap = 200
      $0.input.base = 2
      $0.layers[0].source += 2
      $0.layers[1].source += 2
    },
    .init(["hydra.e-io"], "an output of which a part is missing") {
      $0.layers[2].destination = 500
    },
    .init(["hydra.e-io"], "an output that the host has written a part of") { $0.output.count = 5 },
    .init(["hydra.e-io"], "an output without the last part") { $0.output.count = 3 },
    .init(["hydra.e-io", "hydra.e-io"], "a last part outside of the output") {
      $0.layers[3].destination = 500
    },
    .init(["hydra.e-io"], "another fraction of the output") { $0.output.fraction = 4 },
    .init(["hydra.e-last", "hydra.e-last"], "another last layer") {
      $0.layers[2].isLast = true
      $0.layers[3].isLast = false
    },
  ]
}

@Suite struct ValidatorTests {
  @Test(arguments: GapCase.all)
  func rulesOfGaps(example: GapCase) {
    var program = GapCase.program
    example.change(&program)
    var bag = DiagnosticBag()
    #expect((HydraProgram(bytes: program.bytes, &bag) == program) == example.codes.isEmpty)
    #expect(bag.diagnostics.map(\.code) == example.codes, "\(bag.diagnostics)")
  }

  /// Gaps are what a program with segments has: in others the device refuses the bits as reserved.
  @Test func gapsNeedSegments() throws {
    var program = try GoldenBitstream.program()
    program.layers[0].gap = 1
    var bag = DiagnosticBag()
    #expect(HydraSimulator(program, &bag) == nil)
    #expect(bag.diagnostics.map(\.code) == ["hydra.e-segments"])
    bag = DiagnosticBag()
    #expect(HydraProgram(bytes: program.bytes, &bag) == nil)
    #expect(bag.diagnostics.map(\.code) == ["hydra.e-reserved"])
    // One position has no next, so the width of a gap behind it changes nothing.
    let streamed = program.streamed(before: [0, 1])
    bag = DiagnosticBag()
    #expect(HydraSimulator(streamed, &bag)?.run([32, -64, 127]).outputs == [85, 0])
    #expect(bag.diagnostics.isEmpty)
  }

  /// The bits of written features against a set.
  @Test(arguments: 0..<20)
  func writtenFeaturesAreASet(seed: Int) {
    var random = SplitMix(seed)
    let count = Int.random(in: 1...400, using: &random)
    var (written, set) = (WrittenFeatures(count: count), Set<Int>())
    for _ in 0..<6 {
      var layer = LayerDescriptor()
      layer.destination = Int.random(in: 0..<count, using: &random)
      layer.outputs = Int.random(in: 0...70, using: &random)
      layer.gap = Int.random(in: 0...70, using: &random)
      layer.outputWidth = Int.random(in: 1...4, using: &random)
      written.add(outputsOf: layer)
      for position in 0..<layer.positions {
        for output in 0..<layer.outputs {
          set.insert(layer.destination + position * layer.outputStride + output)
        }
      }
      for _ in 0..<200 {
        let start = Int.random(in: 0...count, using: &random)
        let range = start..<start + Int.random(in: 0...90, using: &random)
        let isWritten = range.allSatisfy { $0 < count && set.contains($0) }
        #expect(written.contains(range) == isWritten)
      }
    }
  }

  @Test(arguments: SemanticCase.all)
  func semanticRules(example: SemanticCase) throws {
    var program = try GoldenBitstream.program()
    example.change(&program)
    var bag = DiagnosticBag()
    #expect(HydraProgram(bytes: program.bytes, &bag) == nil)
    #expect(bag.diagnostics.map(\.code).contains(example.code), "\(bag.diagnostics)")
    #expect(HydraSimulator(program, &bag) == nil)
  }

  @Test func missingCapabilitiesAreNamed() throws {
    var program = try GoldenBitstream.program()
    program.layers[0].activation = .relu
    program.layers[0].shift = 4
    program.layers[0].outputShift = 0
    var words = program.words
    #expect(words[3] == 0)
    // A header that names what no layer needs, and one that does not name what one needs.
    words[3] = 2
    #expect(codes(words, program) == ["hydra.e-canon"])
    var sigmoid = try GoldenBitstream.program().words
    sigmoid[3] = 0
    #expect(codes(sigmoid, try GoldenBitstream.program()) == ["hydra.e-caps"])
  }

  /// The rules that words break once their checks are made right.
  private func codes(_ words: [UInt32], _ program: HydraProgram) -> [String] {
    var words = words
    words[12] = WordCheck.of(words[..<12])
    for position in words.indices where position > 12 && words[position - 1] == 0xE000_0001 {
      words[position] = WordCheck.of(words[..<position])
    }
    let bytes = words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
    }
    var bag = DiagnosticBag()
    #expect(HydraProgram(bytes: bytes, &bag) == nil)
    return bag.diagnostics.map(\.code)
  }
}
