import Basic
import Foundation
import Testing

/// A folder of its own that is removed at the end.
private final class TemporaryFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "/dnnc-basic-" + UUID().uuidString
    try FileOutput.makeFolder(path)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
  }
}

@Suite struct FileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func writesAndReplacesWithoutLeavings() throws {
    let path = folder.path + "/a.txt"
    try FileOutput.write("a longer first text", to: path)
    try FileOutput.write("second\n", to: path)
    #expect(try FileInput.text(at: path) == "second\n")
    #expect(try folder.names == ["a.txt"])
  }

  @Test func aFailedWriteLeavesTheOldFileAndNothingElse() throws {
    let path = folder.path + "/occupied"
    try FileOutput.makeFolder(path + "/inner")
    let failure = #expect(throws: FileError.self) { try FileOutput.write("text", to: path) }
    #expect(failure?.path == path)
    #expect(failure?.isWrite == true)
    #expect(try folder.names == ["occupied"])
    #expect(FileManager.default.fileExists(atPath: path + "/inner"))
  }

  @Test func aMissingFolderIsNamed() {
    let path = folder.path + "/no/such/file"
    #expect(throws: FileError(path: path, reason: "No such file or directory", isWrite: true)) {
      try FileOutput.write("text", to: path)
    }
  }

  @Test func mapsBytes() throws {
    let path = folder.path + "/bytes"
    let bytes = (0..<10_000).map { UInt8($0 % 251) }
    try FileOutput.write(bytes, to: path)
    let file = try MappedFile(path: path)
    #expect(withExtendedLifetime(file) { file.bytes.elementsEqual(bytes) })
  }

  @Test func mapsAnEmptyFile() throws {
    let path = folder.path + "/empty"
    try FileOutput.write([UInt8](), to: path)
    let file = try MappedFile(path: path)
    #expect(withExtendedLifetime(file) { file.bytes.isEmpty })
    #expect(try FileInput.text(at: path) == "")
  }

  @Test func aMissingFileIsAnError() {
    let path = folder.path + "/missing"
    #expect(throws: FileError(path: path, reason: "No such file or directory")) {
      try MappedFile(path: path)
    }
  }

  @Test func aFolderIsNotAFile() {
    let path = folder.path
    #expect(throws: FileError(path: path, reason: "not a regular file")) {
      try MappedFile(path: path)
    }
  }

  @Test func textIsUTF8() throws {
    let path = folder.path + "/latin"
    try FileOutput.write([0x63, 0xE9], to: path)
    #expect(throws: FileError(path: path, reason: "not UTF-8 text")) {
      try FileInput.text(at: path)
    }
  }

  @Test func aFolderCannotBeMadeUnderAFile() throws {
    let path = folder.path + "/file"
    try FileOutput.write("text", to: path)
    #expect(throws: FileError.self) { try FileOutput.makeFolder(path + "/below") }
  }
}
