import Basic

extension WireReader {
  /// The contents of `field` as UTF-8 text.
  mutating func string(_ field: Field) throws(DataFault) -> String {
    let range = try bytes(field)
    let contents = UnsafeRawBufferPointer(rebasing: bytes[range])
    guard let text = String(validating: contents, as: UTF8.self) else {
      throw DataFault(
        ONNXRules.name, "field \(field.number) is not UTF-8 text", at: range.lowerBound)
    }
    return text
  }

  /// The contents of `field` as they are.
  mutating func byteArray(_ field: Field) throws(DataFault) -> [UInt8] {
    Array(bytes[try bytes(field)])
  }

  /// The `float` of `field`.
  mutating func float(_ field: Field) throws(DataFault) -> Float {
    try require(.fixed32, field)
    return Float(bitPattern: word(at: try fixed(4).lowerBound))
  }

  /// The little-endian word at `offset`, which lies in the bytes.
  func word<Word: FixedWidthInteger & BitwiseCopyable>(at offset: Int) -> Word {
    Word(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Word.self))
  }

  /// Adds the integers of a repeated field, packed or one by one, to `values`.
  mutating func append(_ field: Field, to values: inout [Int64]) throws(DataFault) {
    guard field.type == .bytes else {
      return values.append(try integer(field))
    }
    var packed = try message(field)
    values.reserveCapacity(values.count + packed.varintCount)
    while packed.position < packed.end {
      values.append(Int64(bitPattern: try packed.rawVarint()))
    }
  }

  /// Adds the floats of a repeated field, packed or one by one, to `values`.
  mutating func append(_ field: Field, to values: inout [Float]) throws(DataFault) {
    guard field.type == .bytes else {
      return values.append(try float(field))
    }
    let range = try bytes(field)
    guard range.count % 4 == 0 else {
      throw DataFault(
        ONNXRules.wire, "\(range.count) bytes are no whole number of floats", at: field.offset)
    }
    values.reserveCapacity(values.count + range.count / 4)
    for offset in stride(from: range.lowerBound, to: range.upperBound, by: 4) {
      values.append(Float(bitPattern: word(at: offset)))
    }
  }

  /// How many variable-length integers the rest of the message holds, if it holds nothing else.
  var varintCount: Int { bytes[position..<end].count { $0 < 0x80 } }
}
