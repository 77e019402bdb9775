/// Reads texts.
package enum FileInput {
  /// The file at `path` as UTF-8 text.
  package static func text(at path: String) throws(FileError) -> String {
    let file = try MappedFile(path: path)
    let text = withExtendedLifetime(file) { String(validating: file.bytes, as: UTF8.self) }
    guard let text else {
      throw FileError(path: path, reason: "not UTF-8 text")
    }
    return text
  }
}
