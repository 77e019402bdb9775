import Basic
import IR

/// The header of an .npy file.
///
/// Source: the module documentation of `numpy.lib.format`.
struct NumPyHeader {
  /// The first bytes of every .npy file.
  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// The longest dictionary that is read, far beyond what a plain array needs.
  static let dictionaryLimit = 1 << 20

  /// The text that describes the elements, such as `<f4`; a structure in brackets as written.
  let description: String

  /// Whether the first axis is the fastest.
  let isFirstAxisFastest: Bool

  /// The sizes, none of them negative.
  let shape: [Int]

  /// Where the elements start.
  let count: Int

  /// The bytes of the header that starts with `bytes`, of which at least twelve are at hand if the
  /// file has so many.
  static func count(_ bytes: UnsafeRawBufferPointer) throws(DataFault) -> Int {
    let fields = ByteFields(bytes: bytes)
    guard bytes.count >= 8 else {
      throw DataFault(
        DataRules.truncated, "the header ends after \(bytes.count) bytes", at: bytes.count)
    }
    guard fields.hold(magic, at: 0) else {
      throw DataFault(DataRules.npyHeader, "the file does not start with \\x93NUMPY", at: 0)
    }
    guard (1...3).contains(bytes[6]), bytes[7] == 0 else {
      throw DataFault(
        DataRules.npyHeader,
        "the format version \(bytes[6]).\(bytes[7]) is none of 1.0, 2.0 and 3.0", at: 6)
    }
    let isShort = bytes[6] == 1
    let length = try isShort ? fields.number(UInt16.self, at: 8) : fields.number(UInt32.self, at: 8)
    guard length <= dictionaryLimit else {
      throw DataFault(
        DataRules.npyHeader, "the header claims \(length) bytes; the most is \(dictionaryLimit)",
        at: 8)
    }
    return (isShort ? 10 : 12) + length
  }

  /// Reads the header that starts with `bytes`.
  init(_ bytes: UnsafeRawBufferPointer) throws(DataFault) {
    count = try NumPyHeader.count(bytes)
    guard count <= bytes.count else {
      throw DataFault(
        DataRules.truncated, "the header claims \(count) bytes but there are \(bytes.count)",
        at: 8)
    }
    let start = bytes[6] == 1 ? 10 : 12
    var parser = NumPyDictionaryParser(bytes, start..<count)
    try parser.parse()
    guard let description = parser.description, let shape = parser.shape,
      let isFirstAxisFastest = parser.isFirstAxisFastest
    else {
      throw DataFault(
        DataRules.npyHeader,
        "the header lacks one of 'descr', 'fortran_order' and 'shape'", at: start)
    }
    self.description = description
    self.shape = shape
    self.isFirstAxisFastest = isFirstAxisFastest
  }

  /// How the elements lie, or why the compiler has no such tensor.
  func layout(name: String, file: String, offset: Int) -> Result<ArrayLayout, DataError> {
    let order = description.first ?? " "
    let code = String(description.dropFirst())
    let element = NumPyHeader.elementTypes.first { $0.code == code }?.element
    let hasOrder = "<>=".contains(order) || (order == "|" && element?.storedBytes == 1)
    return ArrayLayout.checked(
      hasOrder ? element : nil, typeName: description, shape, name: name, file: file,
      offset: offset
    ).map { layout in
      ArrayLayout(
        type: layout.type, isBigEndian: order == ">", isFirstAxisFastest: isFirstAxisFastest)
    }
  }

  /// The element types, each under the code that the format gives it.
  static let elementTypes: [(code: String, element: ElementType)] = [
    ("f2", .f16), ("f4", .f32), ("f8", .f64), ("i1", .i8), ("i2", .i16), ("i4", .i32),
    ("i8", .i64), ("u1", .u8), ("b1", .bool),
  ]
}

/// Reads the Python dictionary of an .npy header: text, truth values and tuples of numbers only.
private struct NumPyDictionaryParser {
  private let bytes: UnsafeRawBufferPointer
  private let end: Int
  private var offset: Int
  private(set) var description: String?
  private(set) var isFirstAxisFastest: Bool?
  private(set) var shape: [Int]?

  init(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) {
    self.bytes = bytes
    offset = range.lowerBound
    end = range.upperBound
  }

  private func fault(_ reason: String) -> DataFault {
    DataFault(DataRules.npyHeader, reason, at: offset)
  }

  private var current: UInt8? { offset < end ? bytes[offset] : nil }

  private mutating func accept(_ character: Unicode.Scalar) -> Bool {
    while let byte = current, byte == 32 || byte == 9 || byte == 10 || byte == 13 { offset += 1 }
    guard current == UInt8(ascii: character) else { return false }
    offset += 1
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(DataFault) {
    guard accept(character) else { throw fault("expected '\(character)' in the header") }
  }

  mutating func parse() throws(DataFault) {
    try expect("{")
    while !accept("}") {
      let start = offset
      let key = try text()
      try expect(":")
      let isNew: Bool
      switch key {
      case "descr":
        isNew = description == nil
        description = try elementDescription()
      case "fortran_order":
        isNew = isFirstAxisFastest == nil
        isFirstAxisFastest = try truthValue()
      case "shape":
        isNew = shape == nil
        shape = try tuple()
      default:
        throw DataFault(DataRules.npyHeader, "'\(key)' is no key of a header", at: start)
      }
      guard isNew else {
        throw DataFault(DataRules.npyHeader, "the key '\(key)' stands twice", at: start)
      }
      if !accept(",") {
        try expect("}")
        break
      }
    }
    _ = accept(" ")
    guard offset == end else { throw fault("text after the dictionary of the header") }
  }

  private mutating func text() throws(DataFault) -> String {
    let isDouble = accept("\"")
    if !isDouble { try expect("'") }
    let quote = UInt8(ascii: isDouble ? "\"" : "'")
    let start = offset
    while let byte = current, byte != quote {
      guard byte >= 32, byte != UInt8(ascii: "\\") else {
        throw fault("an escape or control character in the header")
      }
      offset += 1
    }
    guard current == quote else { throw fault("a text of the header does not end") }
    offset += 1
    return String(decoding: bytes[start..<offset - 1], as: UTF8.self)
  }

  /// A type in quotes; a list of fields, which no tensor has, is passed over and kept as written.
  private mutating func elementDescription() throws(DataFault) -> String {
    guard accept("[") else { return try text() }
    let start = offset - 1
    var depth = 1
    while let byte = current, depth > 0 {
      if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
        _ = try text()
        continue
      }
      if "[(".utf8.contains(byte) { depth += 1 }
      if "])".utf8.contains(byte) { depth -= 1 }
      offset += 1
    }
    guard depth == 0 else { throw fault("a list of the header does not end") }
    return String(decoding: bytes[start..<offset], as: UTF8.self)
  }

  private mutating func truthValue() throws(DataFault) -> Bool {
    _ = accept(" ")
    for (word, value) in [("True", true), ("False", false)]
    where bytes[offset..<end].starts(with: word.utf8) {
      offset += word.utf8.count
      return value
    }
    throw fault("expected True or False in the header")
  }

  private mutating func tuple() throws(DataFault) -> [Int] {
    try expect("(")
    var sizes: [Int] = []
    while !accept(")") {
      let start = offset
      while let byte = current, (48...57).contains(byte) { offset += 1 }
      guard let size = Int(String(decoding: bytes[start..<offset], as: UTF8.self)) else {
        throw fault("a size of the shape is not a whole number of at least zero")
      }
      sizes.append(size)
      if !accept(",") {
        // One number in parentheses is no tuple in Python.
        guard sizes.count > 1 else { throw fault("expected ',' in the shape") }
        try expect(")")
        break
      }
    }
    return sizes
  }
}
