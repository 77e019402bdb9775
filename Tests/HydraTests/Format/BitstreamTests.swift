import Basic
import Hydra
import Testing

@Suite struct BitstreamTests {
  /// The code of the rule that a bitstream breaks first, or nothing if it is sound.
  static func fault(_ bytes: [UInt8], device: HydraDevice? = nil) -> String? {
    var bag = DiagnosticBag()
    let program = HydraProgram(bytes: bytes, device: device, &bag)
    #expect((program == nil) == bag.hasErrors)
    return bag.diagnostics.first?.code
  }

  static let samples: [HydraProgram] =
    (0..<40).map { RandomNetwork.program(seed: $0, lanes: [1, 2, 3, 4, 8, 16][$0 % 6]) }
    + (0..<20).map {
      RandomNetwork.program(seed: 500 + $0, lanes: [1, 3, 5][$0 % 3], profile: .word)
    }
    + (0..<20).map { RandomNetwork.streamed(seed: 700 + $0, lanes: [1, 2, 5][$0 % 3]) }

  @Test func checkOfTheStandardMessage() {
    // CRC-32/ISO-HDLC of "12345678" as words, and of the golden file as its documentation gives it.
    #expect(WordCheck.of([0x3433_3231, 0x3837_3635]) == 0x9AE0_DAAF)
    #expect(WordCheck.of(GoldenBitstream.words) == 0xF8B7_44AF)
  }

  @Test func goldenBitstreamReadsAndWrites() throws {
    let program = try GoldenBitstream.program()
    #expect(program.bytes == GoldenBitstream.bytes)
    #expect(program.weights[0] == [10, -20, 30, 64, 64, -128, 127, -128, 1])
    #expect(program.weights[1] == [-1, 2, -3, 0, 0, 0, 5, 6, 7])
    #expect(program.biases == [[100, 300, 0], [-200, 0, -64]])
    let first = program.layers[0]
    #expect(first.activation == .tanh && first.shift == -1 && first.outputShift == 7)
    #expect(first.rounding == .halfUp && program.layers[1].rounding == .halfEven)
  }

  @Test func decodingUndoesEncoding() throws {
    for program in Self.samples {
      var bag = DiagnosticBag()
      let bytes = program.bytes
      #expect(HydraProgram(bytes: bytes, &bag) == program)
      #expect(bag.diagnostics.isEmpty)
      let text = program.listing
      let assembled = try #require(HydraAssembler.assemble(text, &bag), "\(bag.diagnostics)")
      #expect(assembled.bytes == bytes)
      #expect(assembled.listing == text)
    }
  }

  @Test func fillerBeforeTheMagicIsSkipped() throws {
    let filler = [UInt8](repeating: 0xFF, count: 12)
    var bag = DiagnosticBag()
    let program = HydraProgram(bytes: filler + GoldenBitstream.bytes, &bag)
    #expect(try program == GoldenBitstream.program())
  }

  @Test(
    arguments: [
      GoldenBitstream.bytes, RandomNetwork.program(seed: 7, lanes: 3).bytes,
      RandomNetwork.streamed(seed: 7, lanes: 2).bytes,
      DividedNetwork(seed: 7, lanes: 2).divided.bytes,
    ])
  func everyBitCounts(bytes: [UInt8]) {
    for position in bytes.indices {
      for bit in 0..<8 {
        var damaged = bytes
        damaged[position] ^= 1 << UInt8(bit)
        #expect(Self.fault(damaged) != nil, "bit \(bit) of byte \(position)")
      }
    }
  }

  @Test(
    arguments: [
      GoldenBitstream.bytes, RandomNetwork.program(seed: 7, lanes: 3).bytes,
      RandomNetwork.streamed(seed: 7, lanes: 2).bytes,
      DividedNetwork(seed: 7, lanes: 2).divided.bytes,
    ])
  func everyTruncationAndSwapIsRejected(bytes: [UInt8]) {
    for length in bytes.indices {
      #expect(Self.fault(Array(bytes[..<length])) == "hydra.e-trunc")
    }
    for word in 0..<bytes.count / 4 - 1 {
      let (a, b) = (
        Array(bytes[4 * word..<4 * word + 4]), Array(bytes[4 * word + 4..<4 * word + 8])
      )
      guard a != b else { continue }
      var damaged = bytes
      damaged.replaceSubrange(4 * word..<4 * word + 8, with: b + a)
      #expect(Self.fault(damaged) != nil, "words \(word) and \(word + 1)")
    }
    for extra in 1...5 {
      #expect(Self.fault(bytes + [UInt8](repeating: 0, count: extra)) == "hydra.e-trailing")
    }
  }

  @Test func anotherDeviceRefuses() {
    let bytes = GoldenBitstream.bytes
    #expect(Self.fault(bytes, device: HydraDevice(lanes: 2)) == nil)
    #expect(Self.fault(bytes, device: HydraDevice(lanes: 3)) == "hydra.e-device")
    #expect(Self.fault(bytes, device: HydraDevice(lanes: 2, profile: .word)) == "hydra.e-device")
    #expect(
      Self.fault(bytes, device: HydraDevice(lanes: 2, capabilities: [.windows])) == "hydra.e-caps")
    #expect(Self.fault(bytes, device: HydraDevice(lanes: 2, layerLimit: 1)) == "hydra.e-layers")
    #expect(Self.fault(bytes, device: HydraDevice(lanes: 2, weightDepth: 8)) == "hydra.e-mem")
    #expect(Self.fault(bytes, device: HydraDevice(lanes: 2, biasDepth: 2)) == "hydra.e-mem")
    #expect(Self.fault(bytes, device: HydraDevice(lanes: 2, featureDepth: 5)) == "hydra.e-mem")
  }

  /// Each structural rule, and a change of the golden words after which it is broken first.
  @Test(arguments: [
    (0, 0x5244_5949, "hydra.e-magic"), (1, 0x0200_0d0c, "hydra.e-version"),
    (2, 0x2008_0000, "hydra.e-device"), (3, 0x41, "hydra.e-caps"), (3, 0x21, "hydra.e-reserved"),
    (5, 0x0002_0002, "hydra.e-reserved"),
    (5, 0x0001_0000, "hydra.e-layers"), (6, 0x0001_0001, "hydra.e-mem"),
    (12, 0, "hydra.e-hcrc"), (13, 0x1001_000c, "hydra.e-order"), (13, 0x1000_000d, "hydra.e-count"),
    (13, 0xe000_0001, "hydra.e-layers"), (14, 0x81ff_0530, "hydra.e-reserved"),
    (14, 0x01ff_0730, "hydra.e-reserved"), (14, 0x01ff_0560, "hydra.e-reserved"),
    (14, 0x01ff_0533, "hydra.e-reserved"), (25, 0x107, "hydra.e-reserved"),
    (25, 0x0001_0007, "hydra.e-reserved"), (25, 0x8000_0007, "hydra.e-reserved"),
    (39, 0x2000_0004, "hydra.e-order"), (40, 0, "hydra.e-crc"), (42, 0x0009_0001, "hydra.e-order"),
    (42, 0x000a_0000, "hydra.e-mem"), (42, 0x0004_0000, "hydra.e-count"),
    (45, 0x0000_0101, "hydra.e-reserved"), (51, 0x0000_0002, "hydra.e-count"),
    (51, 0x4000_0001, "hydra.e-order"),
    (63, 0xf000_0001, "hydra.e-end"), (65, 0xf001_0001, "hydra.e-reserved"),
    (65, 0xe000_0001, "hydra.e-end"), (66, 0x454e_4f45, "hydra.e-end"),
  ])
  func structuralRules(position: Int, word: Int, code: String) {
    var words = GoldenBitstream.words
    words[position] = UInt32(word)
    let bytes = words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
    }
    #expect(Self.fault(bytes) == code)
  }

  @Test func differencesAreNamed() throws {
    let old = try GoldenBitstream.program()
    #expect(ProgramDifference.between(old, old) == [])
    var new = old
    new.layers[1].activation = .identity
    new.weights[1][7] = -6
    new.weights[0][8] = 2
    new.biases[0][1] = 1
    new.input.fraction = 3
    #expect(
      ProgramDifference.between(old, new).map(\.description) == [
        "header: input fraction 5 -> 3", "layer 0: bias 1 of lane 0 300 -> 1",
        "layer 1: activation relu -> identity", "layer 1: weight 8 of lane 0 1 -> 2",
        "layer 1: weight: differences in all 0 -> 2",
      ])
  }
}
