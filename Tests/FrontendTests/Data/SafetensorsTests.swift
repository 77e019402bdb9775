import Basic
import Frontend
import IR
import Testing

@Suite struct SafetensorsTests {
  private static let types: [(String, ElementType)] = [
    ("f8", .f64), ("f4", .f32), ("f2", .f16), ("i8", .i64), ("i4", .i32), ("i2", .i16),
    ("i1", .i8), ("u1", .u8), ("b1", .bool),
  ]

  @Test(arguments: types)
  func everyTypeReads(_ name: String, _ element: ElementType) throws {
    let archive = try TensorFile.open(DataFixtures.path("types.safetensors"))
    #expect(archive.names.count == 10)
    #expect(try archive.type(of: name) == TensorType(element, [2, 3, 4]))
    #expect(try archive.tensor(name) == DataFixtures.ramp(element, [2, 3, 4]))
  }

  @Test func scalarReads() throws {
    let archive = try TensorFile.open(DataFixtures.path("types.safetensors"))
    #expect(try archive.tensor("scalar") == Tensor([], floats: [1.5]))
  }

  @Test func brainFloatReads() throws {
    var bytes = FileBytes.safetensors(
      #"{"x":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}}"#, dataCount: 0)
    bytes += [0x80, 0x3F, 0x20, 0xC0]
    try DataFixtures.withFolder { folder in
      try FileOutput.write(bytes, to: "\(folder)/x.safetensors")
      let tensor = try TensorFile.open("\(folder)/x.safetensors").tensor("x")
      #expect(tensor.type == TensorType(.bf16, [2]))
      #expect(tensor.numbers == [1, -2.5])
    }
  }

  @Test func alignedTensorsAreMappedAndMisalignedCopied() throws {
    // Headers of 56 and 55 bytes, so that the elements start at byte 64 or 63.
    for (space, isCopied) in [(1, false), (0, true)] {
      let header =
        #"{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#
        + String(repeating: " ", count: 1 + space)
      let bytes = FileBytes.safetensors(header, dataCount: 8)
      try DataFixtures.withFolder { folder in
        try FileOutput.write(bytes, to: "\(folder)/x.safetensors")
        let archive = try TensorFile.open("\(folder)/x.safetensors")
        let (first, second) = (try archive.tensor("x"), try archive.tensor("x"))
        let isShared = first.storage.bytes.baseAddress == second.storage.bytes.baseAddress
        #expect(isShared != isCopied, "\(header.utf8.count)")
        #expect(first.floats == [Float](repeating: Float(bitPattern: 0x0101_0101), count: 2))
      }
    }
  }

  @Test(arguments: ["u2", "u4", "u8", "empty"])
  func foreignTensorsAreRefusedByNameAndOthersStillRead(_ name: String) throws {
    let archive = try TensorFile.open(DataFixtures.path("foreign.safetensors"))
    #expect(try archive.tensor("known") == DataFixtures.ramp(.f32, [4]))
    let error = #expect(throws: DataError.self) { try archive.tensor(name) }
    #expect(error?.rule == (name == "empty" ? DataRules.emptyTensor : DataRules.unsupportedType))
    let types = ["u2": "'U16'", "u4": "'U32'", "u8": "'U64'", "empty": "[2, 0]"]
    #expect(error?.reason.contains(types[name] ?? "?") == true)
    #expect((error?.offset ?? 0) >= 8)
    let column = archive.types[archive.names.firstIndex(of: name) ?? 0]
    #expect(column == nil)
  }

  @Test(arguments: ["F8_E4M3", "F8_E5M2", "F8_E8M0", "F4", "C64"])
  func narrowFloatsAreRefusedByName(_ type: String) throws {
    let bytes = FileBytes.safetensors(
      #"{"x":{"dtype":"\#(type)","shape":[8],"data_offsets":[0,\#(sizes[type] ?? 8)]}}"#,
      dataCount: sizes[type] ?? 8)
    let error = try DataFixtures.fault(in: bytes, named: "x.safetensors")
    #expect(error?.rule == DataRules.unsupportedType)
    #expect(error?.reason.contains("'\(type)'") == true)
    #expect(error?.offset == 9)
  }
  private let sizes = ["F4": 4, "C64": 64]

  @Test func aFileWithoutTensorsIsSound() throws {
    #expect(
      try DataFixtures.fault(
        in: FileBytes.safetensors("{}", dataCount: 0), named: "x.safetensors") == nil)
  }

  @Test func anUnknownNameIsAnsweredWithTheNearest() throws {
    let archive = try TensorFile.open(DataFixtures.path("types.safetensors"))
    let error = #expect(throws: DataError.self) { try archive.tensor("scalr") }
    #expect(error?.rule == DataRules.noSuchTensor)
    #expect(error?.help == "did you mean 'scalar'?")
    let ambiguous = #expect(throws: DataError.self) { try archive.onlyTensor() }
    #expect(ambiguous?.rule == DataRules.noSuchTensor)
  }
}

/// A damaged safetensors file and what must be said of it.
struct SafetensorsFault: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let header: String
  let dataCount: Int
  let rule: Rule
  let offset: Int

  /// A damaged file; the place counts from the start of the file or from the end of the header.
  init(
    _ name: String, _ header: String, _ dataCount: Int, _ rule: Rule, at place: Int? = nil,
    inData dataPlace: Int = 0
  ) {
    testDescription = name
    self.header = header
    self.dataCount = dataCount
    self.rule = rule
    offset = place ?? 8 + header.utf8.count + dataPlace
  }

  /// A header with one tensor `x`, whose entry is at byte 9.
  static func entry(_ properties: String) -> String { "{\"x\":{\(properties)}}" }

  static let f32 = #""dtype":"F32","#

  /// Two tensors of four bytes at the given ranges.
  static func pair(_ a: String, _ b: String) -> String {
    #"{"a":{"dtype":"I8","shape":[4],"data_offsets":\#(a)},"#
      + #""b":{"dtype":"I8","shape":[4],"data_offsets":\#(b)}}"#
  }

  static let header = DataRules.safetensorsHeader

  static let all: [SafetensorsFault] = [
    .init("not JSON", "{\"x\" 1}", 0, header, at: 13),
    .init("empty header", "", 0, header, at: 8),
    .init("not an object", "[1]     ", 0, header, at: 8),
    .init("object after a space", " {}     ", 0, header, at: 8),
    .init("text after the object", "{} x", 0, header, at: 11),
    .init("names twice", #"{"x":1,"x":2}"#, 0, header, at: 15),
    .init("same name by an escape", #"{"x":1,"\u0078":2}"#, 0, header, at: 15),
    .init("entry not an object", #"{"x":1}"#, 0, header, at: 9),
    .init("metadata not an object", #"{"__metadata__":1}"#, 0, header, at: 9),
    .init("metadata not strings", #"{"__metadata__":{"a":1}}"#, 0, header, at: 9),
    .init(
      "unknown property", entry(f32 + #""shape":[],"data_offsets":[0,4],"order":1"#), 4, header,
      at: 9),
    .init("no dtype", entry(#""shape":[],"data_offsets":[0,4]"#), 4, header, at: 9),
    .init(
      "dtype not a string", entry(#""dtype":1,"shape":[],"data_offsets":[0,4]"#), 4, header, at: 9),
    .init("no shape", entry(f32 + #""data_offsets":[0,4]"#), 4, header, at: 9),
    .init("no range", entry(f32 + #""shape":[]"#), 4, header, at: 9),
    .init(
      "range of three", entry(f32 + #""shape":[],"data_offsets":[0,2,4]"#), 4, header, at: 9),
    .init(
      "range of fractions", entry(f32 + #""shape":[],"data_offsets":[0,4.5]"#), 4, header, at: 9),
    .init(
      "range beyond integers",
      entry(f32 + #""shape":[],"data_offsets":[0,99999999999999999999]"#), 4, header, at: 9),
    .init(
      "unknown dtype", entry(#""dtype":"F31","shape":[],"data_offsets":[0,4]"#), 4,
      DataRules.unsupportedType, at: 9),
    .init(
      "negative size", entry(f32 + #""shape":[-1],"data_offsets":[0,4]"#), 4, DataRules.shape,
      at: 9),
    .init(
      "size with a fraction", entry(f32 + #""shape":[1.5],"data_offsets":[0,4]"#), 4,
      DataRules.shape, at: 9),
    .init(
      "overflowing shape", entry(f32 + #""shape":[4294967296,4294967296],"data_offsets":[0,4]"#),
      4, DataRules.shape, at: 9),
    .init(
      "overflow hidden by zero",
      entry(f32 + #""shape":[4294967296,4294967296,0],"data_offsets":[0,0]"#), 0, DataRules.shape,
      at: 9),
    .init(
      "zero size", entry(f32 + #""shape":[0],"data_offsets":[0,0]"#), 0, DataRules.emptyTensor,
      at: 9),
    .init(
      "begin after end", entry(f32 + #""shape":[],"data_offsets":[4,0]"#), 4, DataRules.range,
      at: 9),
    .init(
      "negative begin", entry(f32 + #""shape":[],"data_offsets":[-4,0]"#), 4, DataRules.range,
      at: 9),
    .init(
      "end beyond the file", entry(f32 + #""shape":[2],"data_offsets":[0,8]"#), 4,
      DataRules.range, inData: 0),
    .init(
      "range far beyond the file",
      entry(f32 + #""shape":[],"data_offsets":[9223372036854775803,9223372036854775807]"#), 4,
      DataRules.range, inData: 4),
    .init(
      "bytes fewer than the shape", entry(f32 + #""shape":[2],"data_offsets":[0,4]"#), 4,
      DataRules.sizeMismatch, inData: 0),
    .init(
      "bytes more than the shape", entry(f32 + #""shape":[],"data_offsets":[0,8]"#), 8,
      DataRules.sizeMismatch, inData: 0),
    .init("overlap", pair("[0,4]", "[2,6]"), 6, DataRules.overlap, inData: 2),
    .init("same range twice", pair("[0,4]", "[0,4]"), 4, DataRules.overlap, inData: 0),
    .init("hole at the start", pair("[2,6]", "[6,10]"), 10, DataRules.hole, inData: 0),
    .init("hole between", pair("[0,4]", "[6,10]"), 10, DataRules.hole, inData: 4),
    .init("hole at the end", pair("[0,4]", "[4,8]"), 9, DataRules.hole, inData: 8),
    .init("data without tensors", "{}", 3, DataRules.hole, inData: 0),
    .init(
      "a truth value of two", entry(#""dtype":"BOOL","shape":[3],"data_offsets":[0,3]"#), 3,
      DataRules.boolValue, inData: 1),
  ]
}

@Suite struct SafetensorsFaultTests {
  @Test(arguments: SafetensorsFault.all)
  func everyFaultIsNamedWithItsPlace(_ fault: SafetensorsFault) throws {
    var bytes = FileBytes.safetensors(fault.header, dataCount: fault.dataCount)
    if fault.rule == DataRules.boolValue { bytes[fault.offset] = 2 }
    let error = try #require(try DataFixtures.fault(in: bytes, named: "x.safetensors"))
    #expect(error.rule == fault.rule, "\(error)")
    #expect(error.offset == fault.offset, "\(error)")
    #expect(error.diagnostic.code == fault.rule.code)
  }

  @Test func headersThatAreNotUnicodeAreRefused() throws {
    let bytes: [UInt8] =
      [7, 0, 0, 0, 0, 0, 0, 0] + Array("{\"".utf8) + [0xFF] + Array("\":1}".utf8)
    let error = try DataFixtures.fault(in: bytes, named: "x.safetensors")
    #expect(error?.rule == DataRules.safetensorsHeader)
    #expect(error?.offset == 12)
  }

  @Test(
    arguments: [
      (100_000_001, DataRules.safetensorsHeader), (UInt64.max, DataRules.truncated),
      (1 << 62, DataRules.safetensorsHeader), (3, DataRules.truncated),
    ] as [(UInt64, Rule)])
  func lengthsThatCannotBeAreRefused(_ length: UInt64, _ rule: Rule) throws {
    var file = FileBytes()
    file.add(length)
    file.add("{}")
    let error = try DataFixtures.fault(in: file.bytes, named: "x.safetensors")
    #expect(error?.rule == rule)
    #expect(error?.offset == 0)
  }
}
