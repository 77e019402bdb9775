import Basic
import Foundation
import Frontend
import IR
import Testing

/// The committed files made by NumPy, zlib and safetensors, and files made while a test runs.
enum DataFixtures {
  /// The path of a committed file.
  static func path(_ name: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
      .appendingPathComponent("DataFiles/\(name)").path
  }

  /// The bytes of a committed file.
  static func bytes(_ name: String) throws -> [UInt8] {
    let file = try MappedFile(path: path(name))
    return Array(file.bytes)
  }

  /// Calls `body` with a folder that exists only meanwhile.
  static func withFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let folder = NSTemporaryDirectory() + "dnnc-data-\(UUID().uuidString)"
    try FileOutput.makeFolder(folder)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try body(folder)
  }

  /// The fault that opening `bytes` and reading every tensor shows, or `nil` if there is none.
  static func fault(in bytes: [UInt8], named name: String) throws -> DataError? {
    try withFolder { folder in
      let path = "\(folder)/\(name)"
      try FileOutput.write(bytes, to: path)
      do {
        let archive = try TensorFile.open(path)
        for name in archive.names { _ = try archive.tensor(name) }
        return nil
      } catch let error as DataError {
        #expect(error.file == path)
        #expect((0...bytes.count).contains(error.offset ?? 0))
        return error
      }
    }
  }

  /// The numbers of `ramp` in the script that made the files.
  static func ramp(_ element: ElementType, _ shape: [Int]) -> Tensor {
    let isUnsigned = element == .u8 || element == .bool
    let values = (0..<shape.reduce(1, *)).map { index in
      var value = 7 * index % 23 - 9
      if isUnsigned { value = abs(value) }
      if element == .bool { value %= 2 }
      return Double(value)
    }
    return Tensor(TensorType(element, shape), numbers: values)
  }
}

/// A file under construction, whose parts are given as numbers and texts.
struct FileBytes {
  private(set) var bytes: [UInt8] = []

  /// Adds a text.
  mutating func add(_ text: String) { bytes += Array(text.utf8) }

  /// Adds bytes.
  mutating func add(_ more: [UInt8]) { bytes += more }

  /// Adds a number, least significant byte first.
  mutating func add<Word: FixedWidthInteger>(_ value: Word) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// A safetensors file.
  static func safetensors(_ header: String, dataCount: Int) -> [UInt8] {
    var file = FileBytes()
    file.add(UInt64(header.utf8.count))
    file.add(header)
    file.add([UInt8](repeating: 1, count: dataCount))
    return file.bytes
  }

  /// An .npy file of version 1.0.
  static func npy(_ header: String, dataCount: Int) -> [UInt8] {
    var file = FileBytes()
    file.add([0x93] + Array("NUMPY".utf8) + [1, 0])
    file.add(UInt16(header.utf8.count))
    file.add(header)
    file.add([UInt8](repeating: 1, count: dataCount))
    return file.bytes
  }
}
