import Basic
import IR

/// The safetensors format: a JSON header, then the bytes of the tensors, least significant first.
///
/// Source: the format section of the README of github.com/huggingface/safetensors.
package enum Safetensors {
  /// The largest length of a header in bytes.
  static let headerLimit = 100_000_000

  /// The name under which a header keeps texts instead of a tensor.
  static let metadataName = "__metadata__"

  /// The element types, each under the name that the format gives it.
  static let elementTypes: [(name: String, element: ElementType)] = [
    ("F64", .f64), ("F32", .f32), ("F16", .f16), ("BF16", .bf16), ("I64", .i64), ("I32", .i32),
    ("I16", .i16), ("I8", .i8), ("U8", .u8), ("BOOL", .bool),
  ]

  /// The types of the format that the compiler does not know, and their widths in bits.
  static let foreignTypes: [(name: String, bits: Int)] = [
    ("U16", 16), ("U32", 32), ("U64", 64), ("F8_E4M3", 8), ("F8_E5M2", 8), ("F8_E8M0", 8),
    ("F8_E4M3FNUZ", 8), ("F8_E5M2FNUZ", 8), ("F6_E2M3", 6), ("F6_E3M2", 6), ("F4", 4), ("C64", 64),
  ]

  /// The tensors that the header of a mapped file describes, all of it checked.
  static func entries(of mapping: MappedFile, file: String) throws(DataError) -> [ArchiveEntry] {
    do {
      return try SafetensorsHeader(mapping.bytes, file: file).entries
    } catch { throw error.error(in: file) }
  }
}

/// The header of a safetensors file, checked against the file.
private struct SafetensorsHeader {
  let file: String
  let dataStart: Int
  let dataCount: Int
  private(set) var entries: [ArchiveEntry] = []
  private var ranges: [(name: String, range: Range<Int>)] = []

  init(_ bytes: UnsafeRawBufferPointer, file: String) throws(DataFault) {
    let fields = ByteFields(bytes: bytes)
    guard bytes.count >= 8 else {
      throw DataFault(
        DataRules.truncated, "the file has \(bytes.count) bytes, fewer than the 8 of a length",
        at: bytes.count)
    }
    let length = try fields.number(UInt64.self, at: 0)
    guard length <= Safetensors.headerLimit else {
      throw DataFault(
        DataRules.safetensorsHeader,
        "the header claims \(length) bytes; the most is \(Safetensors.headerLimit)", at: 0)
    }
    guard length <= bytes.count - 8 else {
      throw DataFault(
        DataRules.truncated,
        "the header claims \(length) bytes but \(bytes.count - 8) follow its length", at: 0)
    }
    self.file = file
    dataStart = 8 + length
    dataCount = bytes.count - dataStart
    let text = UnsafeRawBufferPointer(rebasing: bytes[8..<dataStart])
    let members = try Self.members(text)
    for (member, offset) in zip(members, Self.memberOffsets(text)) {
      try add(member, at: 8 + offset)
    }
    try checkCoverage()
  }

  private static func members(
    _ text: UnsafeRawBufferPointer
  ) throws(DataFault) -> [JSONValue.Member] {
    let value: JSONValue
    do {
      value = try JSONReader.read(text)
    } catch {
      throw DataFault(
        DataRules.safetensorsHeader, "the header is not JSON: \(error.reason)", at: 8 + error.offset
      )
    }
    guard case .object(let members) = value, text.first == UInt8(ascii: "{") else {
      throw DataFault(
        DataRules.safetensorsHeader, "the header does not start with the '{' of an object", at: 8)
    }
    return members
  }

  /// Where each name of the outermost object starts; `text` is known to be sound.
  private static func memberOffsets(_ text: UnsafeRawBufferPointer) -> [Int] {
    var offsets: [Int] = []
    var (depth, isName, isString, isEscaped) = (0, false, false, false)
    for (offset, byte) in text.enumerated() {
      if isString {
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isString = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        isName = depth == 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: ",") where depth == 1: isName = true
      case UInt8(ascii: "\""):
        isString = true
        if isName { offsets.append(offset) }
        isName = false
      default: break
      }
    }
    return offsets
  }

  private mutating func add(_ member: JSONValue.Member, at offset: Int) throws(DataFault) {
    func fault(_ rule: Rule, _ reason: String) -> DataFault {
      DataFault(rule, "tensor '\(member.name)': \(reason)", at: offset)
    }
    guard case .object(let properties) = member.value else {
      throw fault(DataRules.safetensorsHeader, "the description is not an object")
    }
    if member.name == Safetensors.metadataName {
      for property in properties {
        guard case .string = property.value else {
          throw DataFault(
            DataRules.safetensorsHeader,
            "the entry '\(property.name)' of \(Safetensors.metadataName) is not a string",
            at: offset)
        }
      }
      return
    }
    for property in properties where !["dtype", "shape", "data_offsets"].contains(property.name) {
      throw fault(DataRules.safetensorsHeader, "'\(property.name)' is no property of a tensor")
    }
    guard case .string(let typeName)? = member.value["dtype"] else {
      throw fault(DataRules.safetensorsHeader, "'dtype' is missing or not a string")
    }
    guard case .array(let sizes)? = member.value["shape"] else {
      throw fault(DataRules.safetensorsHeader, "'shape' is missing or not a list")
    }
    guard case .array(let bounds)? = member.value["data_offsets"], bounds.count == 2,
      case .integer(let begin) = bounds[0], case .integer(let end) = bounds[1]
    else {
      throw fault(
        DataRules.safetensorsHeader, "'data_offsets' is missing or not a list of two whole numbers")
    }
    let element = Safetensors.elementTypes.first { $0.name == typeName }?.element
    let foreignBits = Safetensors.foreignTypes.first { $0.name == typeName }?.bits
    guard let width = element.map({ $0.storedBytes * 8 }) ?? foreignBits else {
      throw fault(DataRules.unsupportedType, "the element type '\(typeName)' is unknown")
    }
    var shape: [Int] = []
    var bits = width
    for case let size in sizes {
      guard case .integer(let size) = size, size >= 0 else {
        throw fault(DataRules.shape, "a size is not a whole number of at least zero")
      }
      let (product, overflows) = bits.multipliedReportingOverflow(by: size)
      guard !overflows else {
        throw fault(DataRules.shape, "the shape has more bytes than can be counted")
      }
      bits = product
      shape.append(size)
    }
    guard begin >= 0, begin <= end else {
      throw fault(DataRules.range, "the byte range \(begin) to \(end) is none")
    }
    guard end <= dataCount else {
      throw DataFault(
        DataRules.range,
        "tensor '\(member.name)': the byte range \(begin) to \(end) leaves the \(dataCount) bytes "
          + "after the header", at: dataStart + min(begin, dataCount))
    }
    guard bits % 8 == 0, bits / 8 == end - begin else {
      throw DataFault(
        DataRules.sizeMismatch,
        "tensor '\(member.name)': \(typeName)\(shape) needs \(bits) bits but its range "
          + "\(begin) to \(end) has \(end - begin) bytes", at: dataStart + begin)
    }
    ranges.append((member.name, begin..<end))
    entries.append(
      ArchiveEntry(
        name: member.name, headerOffset: offset,
        layout: ArrayLayout.checked(
          element, typeName: typeName, shape, name: member.name, file: file, offset: offset),
        source: .bytes(dataStart + begin)))
  }

  private func checkCoverage() throws(DataFault) {
    let ordered = ranges.sorted {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
    var (end, last) = (0, "")
    for (name, range) in ordered {
      guard range.lowerBound >= end else {
        throw DataFault(
          DataRules.overlap,
          "tensor '\(name)' starts at data byte \(range.lowerBound), inside tensor '\(last)', "
            + "which ends at \(end)", at: dataStart + range.lowerBound)
      }
      guard range.lowerBound == end else {
        throw DataFault(
          DataRules.hole,
          "the \(range.lowerBound - end) bytes before tensor '\(name)' belong to no tensor",
          at: dataStart + end)
      }
      (end, last) = (range.upperBound, name)
    }
    guard end == dataCount else {
      throw DataFault(
        DataRules.hole, "the last \(dataCount - end) bytes belong to no tensor",
        at: dataStart + end)
    }
  }
}
