import Basic

/// Reads ONNX models and tensors in protobuf form, without copying their elements.
///
/// Source: onnx-ml.proto of github.com/onnx/onnx. Of a model, the parts that only training and
/// distribution over several devices use (`training_info`, `configuration`) are passed over, and
/// so are denotations of types and quantization annotations.
package enum ONNXReader {
  /// Reads the model in the file at `path`; `name` is what diagnostics call it.
  package static func model(
    at path: String, named name: String? = nil
  ) throws(DataError) -> ONNXModel {
    try model(in: try map(path, name ?? path), named: name ?? path)
  }

  /// Reads the model that takes all of a mapped file.
  package static func model(
    in file: MappedFile, named name: String
  ) throws(DataError) -> ONNXModel {
    try read(file, name) { (reader, wire) throws(DataFault) in try reader.model(wire) }
  }

  /// Reads the tensor in the file at `path`, as test data are kept.
  package static func tensor(
    at path: String, named name: String? = nil
  ) throws(DataError) -> ONNXTensor {
    try tensor(in: try map(path, name ?? path), named: name ?? path)
  }

  /// Reads the tensor that takes all of a mapped file.
  package static func tensor(
    in file: MappedFile, named name: String
  ) throws(DataError) -> ONNXTensor {
    try read(file, name) { (reader, wire) throws(DataFault) in try reader.tensor(wire, at: 0) }
  }

  private static func map(_ path: String, _ name: String) throws(DataError) -> MappedFile {
    do {
      return try MappedFile(path: path)
    } catch { throw DataError(FileError(path: name, reason: error.reason)) }
  }

  private static func read<Result>(
    _ file: MappedFile, _ name: String,
    _ body: (ONNXMessages, WireReader) throws(DataFault) -> Result
  ) throws(DataError) -> Result {
    do throws(DataFault) {
      let result = try body(ONNXMessages(file: file, name: name), WireReader(file.bytes))
      withExtendedLifetime(file) {}
      return result
    } catch {
      throw DataError(
        error.rule, error.reason, file: name, offset: error.offset,
        help: error.help ?? guess(file.bytes))
    }
  }

  /// What to do about a file that is known to be something else, judged by how it starts.
  private static func guess(_ bytes: UnsafeRawBufferPointer) -> String? {
    let fields = ByteFields(bytes: bytes)
    if fields.hold(Array("version https://git-lfs".utf8), at: 0) {
      return "the file is a pointer of Git LFS: fetch its contents with 'git lfs pull'"
    }
    if fields.hold([0x50, 0x4B, 3, 4], at: 0) {
      return "the file is a ZIP archive: unpack it, or export the model to ONNX"
    }
    let start = bytes.prefix(64)
    // A model starts with a field key or a version: control characters that no text has.
    if !start.isEmpty, start.allSatisfy({ $0 >= 32 || (9...13).contains($0) }) {
      return "the file looks like text: name it .onnxtxt if it is a model in the syntax of ONNX"
    }
    return nil
  }
}

/// Reads the messages of one file.
struct ONNXMessages {
  /// The file.
  let file: MappedFile

  /// What diagnostics call it.
  let name: String

  /// The place of what starts at `offset`.
  func place(_ offset: Int) -> Diagnostic.Place { .file(name, offset: offset) }
}
