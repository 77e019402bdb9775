import Basic

/// Decompresses DEFLATE streams (RFC 1951).
package enum Inflate {
  /// Inflates the whole of `input`, which must give exactly as many bytes as `output` has.
  package static func decode(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) throws(DataFault) {
    var inflater = Inflater(input, output)
    try inflater.run()
    guard inflater.isFinished, inflater.written == output.count else {
      throw inflater.fault(
        inflater.isFinished
          ? "the stream ends after \(inflater.written) of \(output.count) bytes"
          : "the stream gives more than the \(output.count) bytes declared")
    }
    guard inflater.consumed == input.count else {
      throw inflater.fault("\(input.count - inflater.consumed) bytes follow the end of the stream")
    }
  }

  /// Inflates only the first bytes of `input`, as many as `output` has.
  package static func decodePrefix(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) throws(DataFault) {
    var inflater = Inflater(input, output)
    try inflater.run()
    guard inflater.written == output.count else {
      throw inflater.fault("the stream ends after \(inflater.written) of \(output.count) bytes")
    }
  }

  /// What the symbols of the literal and length code mean (RFC 1951, 3.2.5).
  fileprivate static let literalMeanings: [UInt32] = {
    var meanings = (0..<256).map { UInt32($0) << 16 | HuffmanTable.literal }
    meanings.append(HuffmanTable.end)
    var base: UInt32 = 3
    for symbol in 257..<285 {
      let extra = UInt32(max(0, (symbol - 261) / 4))
      meanings.append(base << 16 | extra << 8 | HuffmanTable.match)
      base += 1 << extra
    }
    // The longest match has a code without extra bits; the last two symbols mean nothing.
    return meanings + [258 << 16 | HuffmanTable.match, 0, 0]
  }()

  /// What the symbols of the distance code mean; the last two mean nothing.
  fileprivate static let distanceMeanings: [UInt32] = {
    var meanings: [UInt32] = []
    var base: UInt32 = 1
    for symbol in 0..<30 {
      let extra = UInt32(max(0, symbol / 2 - 1))
      meanings.append(base << 16 | extra << 8 | HuffmanTable.match)
      base += 1 << extra
    }
    return meanings + [0, 0]
  }()

  /// What the symbols of the code for code lengths mean.
  fileprivate static let lengthMeanings = (0..<19).map { UInt32($0) << 16 | HuffmanTable.literal }

  /// The order in which the lengths of that code are given (RFC 1951, 3.2.7).
  fileprivate static let lengthOrder = [
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
  ]
}

/// The state of inflating one stream.
private struct Inflater: ~Copyable {
  private var reader: BitReader
  private let output: UnsafeMutableRawBufferPointer
  private(set) var written = 0
  private(set) var isFinished = false
  private let literals = HuffmanTable(primaryBits: 11, symbols: 288)
  private let distances = HuffmanTable(primaryBits: 8, symbols: 32)
  private let codeLengths = HuffmanTable(primaryBits: 7, symbols: 19)

  init(_ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer) {
    reader = BitReader(input)
    self.output = output
  }

  var consumed: Int { reader.consumed }

  func fault(_ reason: String) -> DataFault { Inflater.fault(reader, reason) }

  // Takes the reader by value: one that a closure captured could not stay in registers.
  @inline(never)
  private static func fault(_ reader: BitReader, _ reason: String) -> DataFault {
    DataFault(DataRules.deflate, reason, at: reader.consumed)
  }

  private func truncation() -> DataFault { fault("the compressed stream ends early") }

  /// Inflates blocks until the last is done or a byte finds no room in the output.
  mutating func run() throws(DataFault) {
    while !isFinished {
      let isLast = try bits(1) == 1
      let hasRoom: Bool
      switch try bits(2) {
      case 0: hasRoom = try storedBlock()
      case 1:
        buildFixedCodes()
        hasRoom = try symbols()
      case 2:
        try readCodes()
        hasRoom = try symbols()
      default: throw fault("a block has the reserved type 3")
      }
      guard hasRoom else { return }
      isFinished = isLast
    }
  }

  private mutating func bits(_ count: Int) throws(DataFault) -> Int {
    reader.refill()
    let value = reader.take(count)
    guard !reader.isOverrun else { throw truncation() }
    return value
  }

  private mutating func storedBlock() throws(DataFault) -> Bool {
    guard let header = reader.takeBytes(4) else { throw truncation() }
    let length = Int(header[0]) | Int(header[1]) << 8
    guard length ^ 0xFFFF == Int(header[2]) | Int(header[3]) << 8 else {
      throw fault("the length of a stored block and its complement do not match")
    }
    guard let bytes = reader.takeBytes(length) else { throw truncation() }
    let count = min(length, output.count - written)
    UnsafeMutableRawBufferPointer(rebasing: output[written..<written + count])
      .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<count]))
    written += count
    return count == length
  }

  /// The codes that need no description (RFC 1951, 3.2.6).
  private func buildFixedCodes() {
    let lengths = [(8, 144), (9, 112), (7, 24), (8, 8)].flatMap {
      [UInt8](repeating: UInt8($0.0), count: $0.1)
    }
    _ = literals.build(lengths[...], Inflate.literalMeanings, allowsIncomplete: false)
    _ = distances.build(
      [UInt8](repeating: 5, count: 32)[...], Inflate.distanceMeanings, allowsIncomplete: false)
  }

  private mutating func readCodes() throws(DataFault) {
    let literalCount = try bits(5) + 257
    let distanceCount = try bits(5) + 1
    let lengthCount = try bits(4) + 4
    guard literalCount <= 286, distanceCount <= 30 else {
      throw fault("a block has \(literalCount) length and \(distanceCount) distance codes")
    }
    var lengths = [UInt8](repeating: 0, count: 19)
    for symbol in Inflate.lengthOrder.prefix(lengthCount) { lengths[symbol] = UInt8(try bits(3)) }
    if let flaw = codeLengths.build(
      lengths[...], Inflate.lengthMeanings, allowsIncomplete: false)
    {
      throw fault("the code of code lengths \(flaw)")
    }
    lengths = try readLengths(literalCount + distanceCount)
    guard lengths[256] > 0 else { throw fault("a block has no code for its end") }
    if let flaw = literals.build(
      lengths[..<literalCount], Inflate.literalMeanings, allowsIncomplete: true)
    {
      throw fault("the literal and length code \(flaw)")
    }
    if let flaw = distances.build(
      lengths[literalCount...], Inflate.distanceMeanings, allowsIncomplete: true)
    {
      throw fault("the distance code \(flaw)")
    }
  }

  private mutating func readLengths(_ total: Int) throws(DataFault) -> [UInt8] {
    var lengths: [UInt8] = []
    while lengths.count < total {
      reader.refill()
      let entry = codeLengths.entries[Int(reader.buffer & 127)]
      reader.drop(Int(entry & 31))
      guard !reader.isOverrun else { throw truncation() }
      let symbol = UInt8(entry >> 16)
      guard symbol >= 16 else {
        lengths.append(symbol)
        continue
      }
      let value = symbol == 16 ? lengths.last : 0
      guard let value else { throw fault("a repeated code length has none before it") }
      let count =
        switch symbol {
        case 16: 3 + reader.take(2)
        case 17: 3 + reader.take(3)
        default: 11 + reader.take(7)
        }
      guard !reader.isOverrun else { throw truncation() }
      guard count <= total - lengths.count else {
        throw fault("repeated code lengths exceed the \(total) announced")
      }
      lengths.append(contentsOf: repeatElement(value, count: count))
    }
    return lengths
  }

  /// Inflates the symbols of a block; `false` if one finds no room in the output.
  private mutating func symbols() throws(DataFault) -> Bool {
    // Local copies live in registers.
    var reader = reader
    var position = written
    defer {
      self.reader = reader
      written = position
    }
    let (literals, literalBits) = (literals.entries, literals.primaryBits)
    let (distances, distanceBits) = (distances.entries, distances.primaryBits)
    let capacity = output.count
    guard let target = output.baseAddress else {
      throw Inflater.fault(reader, "the stream gives more than the 0 bytes declared")
    }
    while true {
      // A code has at most 15 bits; refilling no more often is what makes literals fast.
      if reader.available < HuffmanTable.longest { reader.refill() }
      let entry = Inflater.lookUp(literals, literalBits, reader.buffer)
      if entry & HuffmanTable.literal != 0 {
        reader.drop(Int(entry & 31))
        guard !reader.isOverrun else {
          throw Inflater.fault(reader, "the compressed stream ends early")
        }
        guard position < capacity else { return false }
        target.storeBytes(
          of: UInt8(truncatingIfNeeded: entry >> 16), toByteOffset: position, as: UInt8.self)
        position &+= 1
        continue
      }
      reader.drop(Int(entry & 31))
      if entry & HuffmanTable.match == 0 {
        guard !reader.isOverrun else {
          throw Inflater.fault(reader, "the compressed stream ends early")
        }
        guard entry & HuffmanTable.end != 0 else {
          throw Inflater.fault(reader, "a code that does not exist")
        }
        return true
      }
      // What follows in a match takes at most 5 + 15 + 13 bits.
      if !reader.isOverrun, reader.available < 33 { reader.refill() }
      let length = Int(entry >> 16) &+ reader.take(Int(entry >> 8) & 31)
      let offset = Inflater.lookUp(distances, distanceBits, reader.buffer)
      reader.drop(Int(offset & 31))
      let distance = Int(offset >> 16) &+ reader.take(Int(offset >> 8) & 31)
      guard !reader.isOverrun else {
        throw Inflater.fault(reader, "the compressed stream ends early")
      }
      guard offset != 0 else { throw Inflater.fault(reader, "a distance code that does not exist") }
      guard distance <= position else {
        throw Inflater.fault(reader, "a distance of \(distance) after only \(position) bytes")
      }
      let count = min(length, capacity &- position)
      Inflater.copy(target + position, count, back: distance, room: capacity &- position)
      position &+= count
      guard count == length else { return false }
    }
  }

  @inline(__always)
  private static func lookUp(
    _ entries: UnsafeMutablePointer<UInt32>, _ bits: Int, _ buffer: UInt64
  ) -> UInt32 {
    let index = Int(truncatingIfNeeded: buffer)
    let entry = entries[index & ((1 &<< bits) &- 1)]
    guard entry & HuffmanTable.secondary != 0 else { return entry }
    let mask = (1 &<< (Int(entry >> 8) & 31)) &- 1
    return entries[Int(entry >> 16) &+ ((index &>> bits) & mask)]
  }

  /// Repeats `count` bytes from `distance` before `target`, where `room` bytes may be written.
  @inline(__always)
  private static func copy(
    _ target: UnsafeMutableRawPointer, _ count: Int, back distance: Int, room: Int
  ) {
    let source = UnsafeRawPointer(target) - distance
    if distance >= 8, count &+ 8 <= room {
      // Whole words may run past the end of the match; what follows overwrites them.
      var offset = 0
      repeat {
        let word = source.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        target.storeBytes(of: word, toByteOffset: offset, as: UInt64.self)
        offset &+= 8
      } while offset < count
    } else if distance == 1 {
      target.initializeMemory(
        as: UInt8.self, repeating: source.load(as: UInt8.self), count: count)
    } else {
      for offset in 0..<count {
        target.storeBytes(
          of: source.load(fromByteOffset: offset, as: UInt8.self), toByteOffset: offset,
          as: UInt8.self)
      }
    }
  }
}
