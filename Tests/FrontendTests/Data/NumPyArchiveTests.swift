import Basic
import Frontend
import IR
import Testing

@Suite struct NumPyArchiveTests {
  @Test(arguments: ["stored.npz", "deflated.npz"])
  func archivesReadInTheirOrder(_ file: String) throws {
    let archive = try TensorFile.open(DataFixtures.path(file))
    #expect(archive.names == ["b", "a", "folder/c", "fortran"])
    #expect(try archive.tensor("b") == DataFixtures.ramp(.f32, [2, 3, 4]))
    #expect(try archive.tensor("a") == DataFixtures.ramp(.i64, [2, 3, 4]))
    #expect(try archive.tensor("folder/c") == DataFixtures.ramp(.u8, [70, 9]))
    #expect(try archive.tensor("fortran") == DataFixtures.ramp(.i16, [2, 3, 4]))
    #expect(archive.types.map { $0?.element } == [.f32, .i64, .u8, .i16])
  }

  @Test(arguments: [
    ("descriptor-stored.npz", ["a"]), ("descriptor-deflated.npz", ["a"]),
    ("zip64.npz", ["a", "b"]),
  ])
  func otherFormsOfArchivesRead(_ file: String, _ names: [String]) throws {
    let archive = try TensorFile.open(DataFixtures.path(file))
    #expect(archive.names == names)
    for name in names {
      #expect(try archive.tensor(name) == DataFixtures.ramp(.f32, [2, 3, 4]))
    }
  }

  @Test func anArchiveOfNothingIsSound() throws {
    #expect(try TensorFile.open(DataFixtures.path("none.npz")).names.isEmpty)
  }

  @Test func storedMembersAreMapped() throws {
    let archive = try TensorFile.open(DataFixtures.path("stored.npz"))
    let (first, second) = (try archive.tensor("folder/c"), try archive.tensor("folder/c"))
    #expect(first.storage.bytes.baseAddress == second.storage.bytes.baseAddress)
  }

  @Test func aForeignMemberLeavesTheOthersUsable() throws {
    let archive = try TensorFile.open(DataFixtures.path("mixed.npz"))
    #expect(try archive.tensor("numbers") == DataFixtures.ramp(.f32, [2, 3, 4]))
    let error = #expect(throws: DataError.self) { try archive.tensor("text") }
    #expect(error?.rule == DataRules.unsupportedType)
    #expect(error?.reason.contains("<U5") == true)
  }

  @Test(arguments: [("bzip2", "method 12 (bzip2)"), ("lzma", "method 14 (lzma)")])
  func otherMethodsAreRefusedByName(_ file: String, _ name: String) throws {
    let error = #expect(throws: DataError.self) {
      try TensorFile.open(DataFixtures.path("\(file).npz"))
    }
    #expect(error?.rule == DataRules.zipMethod)
    #expect(error?.reason.contains(name) == true)
  }
}

/// A change to a sound archive of one stored member, and what must be said of the result.
struct ZipFault: CustomTestStringConvertible, Sendable {
  /// The record in which bytes are changed.
  enum Record { case header, contents, directory, end }

  let testDescription: String
  let record: Record
  let field: Int
  let bytes: [UInt8]
  let rule: Rule

  /// Where the fault must be said to lie.
  let place: (record: Record, offset: Int)

  static let all: [ZipFault] = [
    .init("header signature", .header, 0, [0x51], DataRules.zip, (.header, 0)),
    .init("header flags", .header, 6, [1], DataRules.zip, (.header, 0)),
    .init("header method", .header, 8, [8], DataRules.zip, (.header, 0)),
    .init("header checksum", .header, 14, [0, 0, 0, 0], DataRules.zip, (.header, 14)),
    .init("header packed size", .header, 18, [1, 0, 0, 0], DataRules.zip, (.header, 18)),
    .init("header size", .header, 22, [1, 0, 0, 0], DataRules.zip, (.header, 22)),
    .init("header name", .header, 30, [0x62], DataRules.zip, (.header, 0)),
    .init("header name too long", .header, 26, [0xFF, 0xFF], DataRules.zip, (.header, 0)),
    .init("contents", .contents, 75, [0xFF], DataRules.checksum, (.contents, 0)),
    .init("encrypted", .directory, 8, [1], DataRules.zipMethod, (.directory, 8)),
    .init("strongly encrypted", .directory, 8, [0x40], DataRules.zipMethod, (.directory, 8)),
    .init("method 9", .directory, 10, [9], DataRules.zipMethod, (.directory, 10)),
    .init("checksum", .directory, 16, [0, 0, 0, 0], DataRules.zip, (.header, 14)),
    .init("packed size", .directory, 20, [1, 0, 0, 0], DataRules.sizeMismatch, (.directory, 24)),
    .init(
      "packed size too large", .directory, 20, [0, 0, 0, 0x70], DataRules.range, (.contents, 0)),
    .init("size", .directory, 24, [1, 0, 0, 0], DataRules.sizeMismatch, (.directory, 24)),
    .init(
      "ZIP64 size without field", .directory, 24, [255, 255, 255, 255], DataRules.zip,
      (.directory, 51)),
    .init("name too long", .directory, 28, [0xFF, 0xFF], DataRules.zip, (.directory, 0)),
    .init("place", .directory, 42, [1, 0, 0, 0], DataRules.zip, (.header, 1)),
    .init("place beyond the file", .directory, 42, [0, 0, 0, 0x7F], DataRules.zip, (.end, 22)),
    .init("directory signature", .directory, 0, [0], DataRules.zip, (.directory, 0)),
    .init("another name", .directory, 49, [0x78], DataRules.zip, (.header, 0)),
    .init("name not UTF-8", .directory, 46, [0xFF], DataRules.zip, (.directory, 46)),
    .init("end signature", .end, 0, [0], DataRules.truncated, (.end, 22)),
    .init("parts", .end, 4, [1, 0], DataRules.zip, (.end, 4)),
    .init("count", .end, 8, [2, 0, 2, 0], DataRules.zip, (.end, 0)),
    .init("count of this part", .end, 8, [0, 0], DataRules.zip, (.end, 4)),
    .init("no count", .end, 8, [0, 0, 0, 0], DataRules.zip, (.directory, 0)),
    .init("directory size", .end, 12, [1, 0, 0, 0], DataRules.zip, (.end, 0)),
    .init("directory place", .end, 16, [1, 0, 0, 0], DataRules.zip, (.end, 0)),
    .init("comment length", .end, 20, [1, 0], DataRules.truncated, (.end, 22)),
  ]

  private init(
    _ name: String, _ record: Record, _ field: Int, _ bytes: [UInt8], _ rule: Rule,
    _ place: (Record, Int)
  ) {
    testDescription = name
    self.record = record
    self.field = field
    self.bytes = bytes
    self.rule = rule
    self.place = place
  }
}

/// An archive of stored members, built by hand.
struct ZipBytes {
  /// A member as the archive is to describe it.
  struct Member {
    var name: String
    var contents: [UInt8]
    var method: UInt16 = 0
    var size: Int?
    var place: Int?
  }

  /// The archive.
  private(set) var bytes: [UInt8] = []

  /// Where the contents of the first member, its directory entry and the end record start.
  private(set) var starts = (contents: 0, directory: 0, end: 0)

  /// Builds an archive; sizes and places are true unless given.
  init(_ members: [Member]) {
    var file = FileBytes()
    var directory = FileBytes()
    for member in members {
      let place = member.place ?? file.bytes.count
      let checksum = member.contents.withUnsafeBytes { CRC32.checksum($0) }
      var common = FileBytes()
      common.add([20, 0, 0, 0])
      common.add(member.method)
      common.add(UInt32(0))
      common.add(checksum)
      common.add(UInt32(member.contents.count))
      common.add(UInt32(member.size ?? member.contents.count))
      common.add(UInt16(member.name.utf8.count))
      common.add(UInt16(0))
      if member.place == nil {
        file.add([0x50, 0x4B, 3, 4] + common.bytes)
        file.add(member.name)
        if starts.contents == 0 { starts.contents = file.bytes.count }
        file.add(member.contents)
      }
      directory.add([0x50, 0x4B, 1, 2, 20, 0] + common.bytes)
      directory.add([UInt8](repeating: 0, count: 10))
      directory.add(UInt32(place))
      directory.add(member.name)
    }
    starts.directory = file.bytes.count
    starts.end = file.bytes.count + directory.bytes.count
    file.add(directory.bytes)
    file.add([0x50, 0x4B, 5, 6, 0, 0, 0, 0])
    file.add(UInt16(members.count))
    file.add(UInt16(members.count))
    file.add(UInt32(directory.bytes.count))
    file.add(UInt32(starts.directory))
    file.add(UInt16(0))
    bytes = file.bytes
  }
}

@Suite struct NumPyArchiveFaultTests {
  private static let array = FileBytes.npy(
    "{'descr': '|i1', 'fortran_order': False, 'shape': (40,)}", dataCount: 40)

  private func expectFault(_ bytes: [UInt8], _ rule: Rule, at offset: Int) throws {
    let error = try #require(try DataFixtures.fault(in: bytes, named: "x.npz"))
    #expect(error.rule == rule, "\(error)")
    #expect(error.offset == offset, "\(error)")
  }

  @Test func theUndamagedArchiveIsSound() throws {
    let zip = ZipBytes([.init(name: "a.npy", contents: Self.array)])
    #expect(try DataFixtures.fault(in: zip.bytes, named: "x.npz") == nil)
  }

  @Test(arguments: ZipFault.all)
  func everyFaultIsNamed(_ fault: ZipFault) throws {
    let zip = ZipBytes([.init(name: "a.npy", contents: Self.array)])
    var bytes = zip.bytes
    func start(_ record: ZipFault.Record) -> Int {
      switch record {
      case .header: 0
      case .contents: zip.starts.contents
      case .directory: zip.starts.directory
      case .end: zip.starts.end
      }
    }
    let first = start(fault.record) + fault.field
    bytes.replaceSubrange(first..<first + fault.bytes.count, with: fault.bytes)
    let error = try #require(try DataFixtures.fault(in: bytes, named: "x.npz"))
    #expect(error.rule == fault.rule, "\(error)")
    #expect(error.offset == start(fault.place.record) + fault.place.offset, "\(error)")
  }

  @Test func namesThatStandTwiceAreRefused() throws {
    let member = ZipBytes.Member(name: "a.npy", contents: Self.array)
    let zip = ZipBytes([member, member])
    try expectFault(zip.bytes, DataRules.duplicateName, at: zip.starts.directory + 51)
  }

  @Test func membersThatShareBytesAreRefused() throws {
    let member = ZipBytes.Member(name: "a.npy", contents: Self.array)
    var other = member
    other.place = 0
    try expectFault(ZipBytes([member, other]).bytes, DataRules.overlap, at: 0)
  }

  @Test func membersThatAreNoArraysAreRefused() throws {
    let zip = ZipBytes([.init(name: "a.npy", contents: [1, 2, 3])])
    try expectFault(zip.bytes, DataRules.truncated, at: zip.starts.contents + 3)
    let text = ZipBytes([.init(name: "readme", contents: [1, 2, 3])])
    try expectFault(text.bytes, DataRules.zip, at: text.starts.directory)
  }

  @Test func aSizeThatDeflateCannotReachIsRefusedBeforeMemoryIsTaken() throws {
    let member = ZipBytes.Member(
      name: "a.npy", contents: [UInt8](repeating: 0, count: 100), method: 8, size: 4_000_000_000)
    let zip = ZipBytes([member])
    try expectFault(zip.bytes, DataRules.sizeMismatch, at: zip.starts.directory + 24)
  }

  @Test func aSizeThatTheShapeDoesNotNeedIsRefusedBeforeInflating() throws {
    // A stored block is a DEFLATE stream of its own, so the true size is that of the array.
    var stream = FileBytes()
    stream.add([1])
    stream.add(UInt16(Self.array.count))
    stream.add(~UInt16(Self.array.count))
    stream.add(Self.array)
    let sound = ZipBytes.Member(
      name: "a.npy", contents: stream.bytes, method: 8, size: Self.array.count)
    // Sound but for the checksum, which the builder took of the compressed bytes.
    try expectFault(ZipBytes([sound]).bytes, DataRules.checksum, at: 35)
    var larger = sound
    larger.size = Self.array.count + 1
    try expectFault(ZipBytes([larger]).bytes, DataRules.trailing, at: 35)
    larger.size = Self.array.count - 1
    try expectFault(ZipBytes([larger]).bytes, DataRules.truncated, at: 35)
  }
}
