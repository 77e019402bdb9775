import Basic
import Hydra
import Testing

/// The bitstream of the format's worked example: two lanes, 3 inputs, 3 tanh and 2 ReLU neurons.
enum GoldenBitstream {
  static let words: [UInt32] = """
    52445948 01000d0c 20080002 00000001 00000043 00010002 00000009 00000003 00000006 00000000
    00020003 00000405 afbee0c6 1000000c 01ff0530 00030003 00010002 00000000 00030000 00030003
    01010101 00030003 00010001 00010001 06050000 00000007 1001000c 00080e10 00020003 00020001
    00020006 00000003 00030003 01010101 00030003 00010001 00010001 05070000 00000004 e0000001
    35bca20a 20000004 00090000 401eec0a 807f8040 00000001 20010004 00090000 00fd02ff 06050000
    00000007 e0000001 c1601e48 30000004 00030000 00000064 0000012c 00000000 30010004 00030000
    ffffff38 00000000 ffffffc0 e0000001 4660bdf1 f0000001 454e4f44
    """.split(whereSeparator: { $0 == " " || $0 == "\n" }).compactMap { UInt32($0, radix: 16) }

  static let bytes: [UInt8] = words.flatMap { word in
    (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
  }

  /// Inputs with the outputs that they give.
  static let vectors: [(inputs: [Int], outputs: [Int])] = [
    ([32, -64, 127], [85, 0]), ([-128, 0, 5], [0, 0]), ([0, 0, 0], [9, 0]),
  ]

  /// The program that the bitstream holds.
  static func program() throws -> HydraProgram {
    var bag = DiagnosticBag()
    return try #require(HydraProgram(bytes: bytes, &bag), "\(bag.diagnostics)")
  }
}
