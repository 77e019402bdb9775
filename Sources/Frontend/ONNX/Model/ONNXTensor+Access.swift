import Basic
import IR

extension ONNXTensor {
  /// The tensor as the compiler keeps it, with nothing but 4-bit elements converted.
  ///
  /// Elements that are aligned in a mapped file stay there; others are copied, and the pages that
  /// they were copied from are given back. A tensor may have no elements.
  ///
  /// - Parameter files: the files beside the model, for elements that lie there.
  package func tensor(in files: inout ExternalFiles) throws(DataError) -> Tensor {
    guard let element = element.element else {
      throw error(
        ONNXRules.elementType, "elements of type \(self.element.name) are not supported",
        help: "convert them to a type of the compiler, such as int32 or float")
    }
    guard shape.contains(0) || TensorType.checkedElementCount(shape) != nil,
      let byteCount = self.element.byteCount(shape)
    else {
      throw error(
        DataRules.shape, "the shape \(shape) has more than \(TensorType.elementLimit) elements")
    }
    let type = TensorType(element, shape)
    switch content {
    case .mapped(let file, let range):
      return try tensor(type, mapping: file, range, of: nil)
    case .bytes(let bytes):
      do throws(DataFault) {
        return try TensorBytes(type).tensor(bytes)
      } catch { throw self.error(error.rule, error.reason, help: error.help) }
    case .strings:
      throw error(ONNXRules.elementType, "elements of type string are not supported")
    case .external(let data):
      let file = try files.file(data.location)
      let range = try stretch(data, of: file, byteCount)
      return try tensor(type, mapping: file, range, of: data.location)
    }
  }

  /// The tensor of a model whose other files are not kept open; see `tensor(in:)`.
  package func tensor(in folder: DataFolder) throws(DataError) -> Tensor {
    var files = ExternalFiles(in: folder)
    return try tensor(in: &files)
  }

  /// The diagnostic of an error of this tensor, at its place where the error has none.
  package func diagnostic(_ error: DataError) -> Diagnostic {
    var diagnostic = error.diagnostic
    if error.file.isEmpty { diagnostic.place = place }
    return diagnostic
  }

  private func stretch(
    _ data: ExternalData, of file: MappedFile, _ byteCount: Int
  ) throws(DataError) -> Range<Int> {
    if let length = data.length, length != byteCount {
      throw error(
        ONNXRules.externalData,
        "\(element.name)\(shape) needs \(byteCount) bytes but its length in '\(data.location)' is "
          + "\(length)")
    }
    guard data.offset <= file.bytes.count, byteCount <= file.bytes.count - data.offset else {
      throw error(
        ONNXRules.externalData,
        "\(byteCount) bytes from byte \(data.offset) on leave '\(data.location)', which has "
          + "\(file.bytes.count)")
    }
    return data.offset..<data.offset + byteCount
  }

  private func tensor(
    _ type: TensorType, mapping file: MappedFile, _ range: Range<Int>, of location: String?
  ) throws(DataError) -> Tensor {
    do throws(DataFault) {
      return try TensorBytes(type).tensor(mapping: file, range)
    } catch {
      guard let location else {
        throw self.error(error.rule, error.reason, help: error.help, at: error.offset)
      }
      throw self.error(
        error.rule, "\(error.reason) (byte \(error.offset) of '\(location)')", help: error.help)
    }
  }

  /// An error at the place of the tensor, or without a file if it comes from text.
  private func error(
    _ rule: Rule, _ reason: String, help: String? = nil, at offset: Int? = nil
  ) -> DataError {
    let text = name.isEmpty ? reason : "tensor '\(name)': \(reason)"
    guard case .file(let file, let start) = place else {
      return DataError(rule, text, file: "", offset: nil, help: help)
    }
    return DataError(rule, text, file: file, offset: offset ?? start, help: help)
  }
}
