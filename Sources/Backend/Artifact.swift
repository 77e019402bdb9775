import Basic

/// A file that a compilation writes.
package struct Artifact: Sendable, Equatable {
  /// The name of the file, without a folder.
  package var name: String

  /// The contents.
  package var bytes: [UInt8]

  /// Takes bytes.
  package init(_ name: String, _ bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }

  /// Takes a text.
  package init(_ name: String, _ text: String) {
    self.init(name, Array(text.utf8))
  }
}
