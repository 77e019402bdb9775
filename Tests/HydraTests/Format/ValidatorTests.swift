import Basic
import Hydra
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

@Suite struct ValidatorTests {
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
