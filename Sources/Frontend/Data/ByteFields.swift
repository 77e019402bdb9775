import Basic

/// Reads the little-endian numbers of a binary header, each checked to lie in the bytes.
struct ByteFields {
  let bytes: UnsafeRawBufferPointer

  /// The unsigned number of type `Word` at `offset`.
  func number<Word: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ word: Word.Type, at offset: Int
  ) throws(DataFault) -> Int {
    guard offset >= 0, offset <= bytes.count - MemoryLayout<Word>.size else {
      throw DataFault(
        DataRules.truncated,
        "a number of \(MemoryLayout<Word>.size) bytes reaches past the end at \(bytes.count)",
        at: min(max(0, offset), bytes.count))
    }
    let value = Word(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Word.self))
    guard let number = Int(exactly: value) else {
      throw DataFault(DataRules.truncated, "the number \(value) is beyond any file", at: offset)
    }
    return number
  }

  /// Whether the bytes at `offset` are `expected`.
  func hold(_ expected: [UInt8], at offset: Int) -> Bool {
    offset >= 0 && offset <= bytes.count - expected.count
      && bytes[offset..<offset + expected.count].elementsEqual(expected)
  }
}
