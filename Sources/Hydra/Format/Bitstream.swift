/// The constants of the HYB1 bitstream, versions 1.0 and 1.1. (docs/targets/hydra.md, "Bitstream")
enum Bitstream {
  /// `HYDR` as a little-endian word.
  static let magic: UInt32 = 0x5244_5948
  /// Words of this value may stand before the magic.
  static let filler: UInt32 = 0xFFFF_FFFF
  /// `DONE`, the payload of the last packet.
  static let done: UInt32 = 0x454E_4F44
  static let majorVersion = 1
  /// The minor version of programs with segments.
  static let streamingVersion = 1
  static let headerWords = 13
  /// The largest number of elements in one packet of weights or biases.
  static let blockLimit = 65532

  /// The packets.
  enum Packet: UInt32 {
    case nothing = 0
    case layer = 1
    case weights = 2
    case biases = 3
    case segment = 4
    case check = 14
    case end = 15

    /// The header word of a packet.
    func header(_ argument: Int, _ payload: Int) -> UInt32 {
      rawValue << 28 | UInt32(argument) << 16 | UInt32(payload)
    }
  }

  /// Little-endian bytes of words.
  static func bytes(_ words: [UInt32]) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: words.count * 4) { target, count in
      for (index, word) in words.enumerated() {
        UnsafeMutableRawBufferPointer(target).storeBytes(
          of: word.littleEndian, toByteOffset: 4 * index, as: UInt32.self)
      }
      count = words.count * 4
    }
  }

  /// Words of little-endian bytes, without the rest of an incomplete word.
  static func words(_ bytes: [UInt8]) -> [UInt32] {
    bytes.withUnsafeBytes { bytes in
      (0..<bytes.count / 4).map {
        UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self))
      }
    }
  }
}

extension HydraProgram {
  /// The canonical bitstream.
  package var bytes: [UInt8] { Bitstream.bytes(words) }

  /// The canonical bitstream as words.
  package var words: [UInt32] {
    var writer = BitstreamWriter()
    writer.words = header(total: 0)
    for (index, layer) in layers.enumerated() {
      writer.add(.layer, index, layer.words)
    }
    writer.addCheck()
    if segments.isEmpty { addMemories(weights.map { $0[...] }, biases.map { $0[...] }, &writer) }
    var start = WeightSegment(weights: 0, biases: 0)
    for (index, segment) in segments.enumerated() {
      writer.add(.segment, index, [UInt32(segment.weights), UInt32(segment.biases)])
      addMemories(
        weights.map { $0.dropFirst(start.weights).prefix(segment.weights) },
        biases.map { $0.dropFirst(start.biases).prefix(segment.biases) }, &writer)
      start.weights += segment.weights
      start.biases += segment.biases
    }
    // The checks cover the header, which gives the number of words.
    let total = writer.words.count + 2
    writer.restart(header: header(total: total))
    writer.add(.end, 0, [Bitstream.done])
    return writer.words
  }

  /// Adds what the memories of all lanes hold at one time, with its two checks.
  private func addMemories(
    _ weights: [ArraySlice<Int16>], _ biases: [ArraySlice<Int32>],
    _ writer: inout BitstreamWriter
  ) {
    for (lane, elements) in weights.enumerated() {
      for (start, block) in Self.blocks(elements) {
        writer.add(.weights, lane, blockHead(start, block.count) + packed(block))
      }
    }
    writer.addCheck()
    for (lane, elements) in biases.enumerated() {
      for (start, block) in Self.blocks(elements) {
        writer.add(
          .biases, lane, blockHead(start, block.count) + block.map { UInt32(bitPattern: $0) })
      }
    }
    writer.addCheck()
  }

  /// The blocks that packets hold, each with its place in the memory.
  private static func blocks<Element>(
    _ elements: ArraySlice<Element>
  ) -> [(start: Int, block: ArraySlice<Element>)] {
    stride(from: 0, to: elements.count, by: Bitstream.blockLimit).map {
      ($0, elements.dropFirst($0).prefix(Bitstream.blockLimit))
    }
  }

  private func header(total: Int) -> [UInt32] {
    func halves(_ high: Int, _ low: Int) -> UInt32 {
      UInt32(high & 0xFFFF) << 16 | UInt32(low & 0xFFFF)
    }
    var words: [UInt32] = [
      Bitstream.magic,
      halves(
        Bitstream.majorVersion << 8 | minorVersion,
        Bitstream.headerWords << 8 | DescriptorField.wordCount),
      halves(profile.accumulatorBits << 8 | profile.dataBits, lanes),
      UInt32(capabilities.rawValue), UInt32(total), halves(max(1, segments.count), layers.count),
      UInt32(weightCount),
      UInt32(biasCount), UInt32(featureCount), halves(output.base, input.base),
      halves(output.count, input.count),
      halves(0, (output.fraction & 0xFF) << 8 | input.fraction & 0xFF),
    ]
    words.append(WordCheck.of(words))
    return words
  }

  private func blockHead(_ start: Int, _ count: Int) -> [UInt32] {
    [UInt32(count) << 16 | UInt32(start)]
  }

  /// Weights packed into words, the first in the low bits, with zeros after the last.
  private func packed(_ elements: ArraySlice<Int16>) -> [UInt32] {
    let (count, bits) = (profile.elementsPerWord, profile.dataBits)
    let mask = UInt32(1 << bits - 1)
    return stride(from: elements.startIndex, to: elements.endIndex, by: count).map { start in
      var word: UInt32 = 0
      for (slot, index) in (start..<min(start + count, elements.endIndex)).enumerated() {
        word |= (UInt32(truncatingIfNeeded: elements[index]) & mask) << UInt32(slot * bits)
      }
      return word
    }
  }
}

/// Gathers the words of a bitstream.
private struct BitstreamWriter {
  var words: [UInt32] = []
  private var checks: [Int] = []

  mutating func add(_ packet: Bitstream.Packet, _ argument: Int, _ payload: [UInt32]) {
    words.append(packet.header(argument, payload.count))
    words += payload
  }

  /// Adds the check of everything before it.
  mutating func addCheck() {
    words.append(Bitstream.Packet.check.header(0, 1))
    checks.append(words.count)
    words.append(WordCheck.of(words))
  }

  /// Replaces the header, and the checks that cover it.
  mutating func restart(header: [UInt32]) {
    words.replaceSubrange(0..<header.count, with: header)
    for position in checks { words[position] = WordCheck.of(words[..<position]) }
  }
}
