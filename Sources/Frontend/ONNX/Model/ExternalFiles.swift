import Basic

/// The files beside a model that hold elements of its tensors, each mapped once.
package struct ExternalFiles: Sendable {
  /// The folder of the model, in which the files must lie.
  package let folder: DataFolder

  private var files: [String: MappedFile] = [:]

  /// Starts without any file.
  package init(in folder: DataFolder) {
    self.folder = folder
  }

  /// The file at `location`, relative to the folder.
  mutating func file(_ location: String) throws(DataError) -> MappedFile {
    if let file = files[location] { return file }
    let path = try folder.resolve(location)
    do {
      let file = try MappedFile(path: path)
      files[location] = file
      return file
    } catch { throw DataError(error) }
  }
}
