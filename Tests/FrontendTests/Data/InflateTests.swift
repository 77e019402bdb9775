import Basic
import Frontend
import TestSupport
import Testing

@Suite struct InflateTests {
  static let contents = ["text", "noise", "skewed", "far", "run"]
  static let kinds = ["stored", "fixed", "dynamic", "fast", "huffman"]

  /// A committed stream with the size and the CRC-32 of what it stands for.
  private func stream(_ name: String) throws -> (size: Int, checksum: UInt32, bytes: [UInt8]) {
    let bytes = try DataFixtures.bytes(name + ".deflate")
    func number(_ offset: Int) -> UInt32 {
      bytes[offset..<offset + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }
    return (Int(number(0)), number(4), Array(bytes[8...]))
  }

  private func inflate(_ bytes: [UInt8], size: Int) throws -> [UInt8] {
    var output = [UInt8](repeating: 0, count: size)
    try bytes.withUnsafeBytes { input in
      try output.withUnsafeMutableBytes { try Inflate.decode(input, into: $0) }
    }
    return output
  }

  @Test(arguments: contents, kinds)
  func streamsOfZlibInflate(_ content: String, _ kind: String) throws {
    let (size, checksum, bytes) = try stream("\(content)-\(kind)")
    let output = try inflate(bytes, size: size)
    #expect(output.withUnsafeBytes { CRC32.checksum($0) } == checksum)
  }

  @Test(arguments: contents, kinds)
  func wrongSizesAndTrailingBytesAreFaults(_ content: String, _ kind: String) throws {
    let (size, _, bytes) = try stream("\(content)-\(kind)")
    for (bytes, size) in [(bytes, size - 1), (bytes, size + 1), (bytes + [0], size), (bytes, 0)] {
      let fault = #expect(throws: DataFault.self) { try inflate(bytes, size: size) }
      #expect(fault?.rule == DataRules.deflate)
    }
  }

  @Test(arguments: contents, kinds)
  func everyTruncationIsAFault(_ content: String, _ kind: String) throws {
    let (size, _, bytes) = try stream("\(content)-\(kind)")
    // Long streams are cut everywhere near their ends and at every seventh byte between.
    for count in bytes.indices where count < 400 || bytes.count - count < 400 || count % 7 == 0 {
      let fault = #expect(throws: DataFault.self) {
        try inflate(Array(bytes[..<count]), size: size)
      }
      #expect(fault?.rule == DataRules.deflate)
      #expect((0...count).contains(fault?.offset ?? -1))
    }
  }

  @Test(arguments: contents, kinds)
  func damageStaysInTheOutput(_ content: String, _ kind: String) throws {
    let (size, _, bytes) = try stream("\(content)-\(kind)")
    var generator = SplitMix(0xDEF1A7E)
    var output = [UInt8](repeating: 0xA5, count: size + 64)
    for _ in 0..<300 {
      var damaged = bytes
      for _ in 0...Int.random(in: 0..<3, using: &generator) {
        let index = Int.random(in: damaged.indices, using: &generator)
        damaged[index] = UInt8.random(in: 0...255, using: &generator)
      }
      damaged.withUnsafeBytes { input in
        output.withUnsafeMutableBytes { target in
          try? Inflate.decode(input, into: UnsafeMutableRawBufferPointer(rebasing: target[..<size]))
        }
      }
      #expect(output[size...].allSatisfy { $0 == 0xA5 })
    }
  }

  @Test func prefixesNeedNoMoreThanTheirBytes() throws {
    let (size, _, bytes) = try stream("text-dynamic")
    let whole = try inflate(bytes, size: size)
    for count in [0, 1, 12, 128, size] {
      var start = [UInt8](repeating: 0, count: count)
      try bytes.withUnsafeBytes { input in
        try start.withUnsafeMutableBytes { try Inflate.decodePrefix(input, into: $0) }
      }
      #expect(start == Array(whole[..<count]))
    }
  }

  @Test(
    arguments: [
      ([], "ends early"),
      ([0b111], "reserved type"),
      ([1, 1, 0, 0, 0], "complement"),
      ([1, 5, 0, 0xFA, 0xFF, 1], "ends early"),
      // A fixed block whose first code is a match: three bytes, one back, before any byte.
      ([0b011, 0b10], "distance"),
      // 31 distance codes.
      ([0b0000_0101, 0b0001_1110, 0], "distance codes"),
      // Every code length has a code of one bit.
      ([0b101, 0, 0b0010_0100 | 0xC0, 0xFF, 0xFF, 0xFF], "code of code lengths"),
    ] as [([UInt8], String)])
  func damagedStreamsAreNamed(_ bytes: [UInt8], _ words: String) throws {
    let fault = #expect(throws: DataFault.self) { try inflate(bytes, size: 10) }
    #expect(fault?.reason.contains(words) == true, "\(fault?.reason ?? "none")")
  }

  @Test func theCheckOfTheStandardExample() {
    #expect(Array("123456789".utf8).withUnsafeBytes { CRC32.checksum($0) } == 0xCBF4_3926)
    #expect([UInt8]().withUnsafeBytes { CRC32.checksum($0) } == 0)
  }
}
