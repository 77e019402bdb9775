import Foundation

/// Writes files whole or not at all.
package enum FileOutput {
  /// Writes `bytes` to `path` by way of a temporary neighbour that is renamed at the end.
  package static func write(_ bytes: UnsafeRawBufferPointer, to path: String) throws(FileError) {
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      // A device or a pipe is written to, never replaced.
      return try append(bytes, to: path, at: path)
    }
    let temporary = path + ".partial-\(getpid())"
    do throws(FileError) {
      try append(bytes, to: temporary, at: path)
    } catch {
      unlink(temporary)
      throw error
    }
    guard rename(temporary, path) == 0 else {
      let code = errno
      unlink(temporary)
      throw FileError(path: path, errno: code, isWrite: true)
    }
  }

  /// Writes to `target`, made or emptied first; errors speak of `path`.
  private static func append(
    _ bytes: UnsafeRawBufferPointer, to target: String, at path: String
  ) throws(FileError) {
    let descriptor = open(target, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileError(path: path, errno: errno, isWrite: true) }
    var failure: Int32 = 0
    var offset = 0
    while offset < bytes.count, failure == 0 {
      let written = Foundation.write(
        descriptor, bytes.baseAddress?.advanced(by: offset), bytes.count - offset)
      if written >= 0 { offset += written } else if errno != EINTR { failure = errno }
    }
    if close(descriptor) != 0, failure == 0 { failure = errno }
    if failure != 0 { throw FileError(path: path, errno: failure, isWrite: true) }
  }

  /// Writes a text.
  package static func write(_ text: String, to path: String) throws(FileError) {
    try write(Array(text.utf8), to: path)
  }

  /// Writes bytes.
  package static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    do {
      try bytes.withUnsafeBytes { try write($0, to: path) }
    } catch {
      throw error as? FileError ?? FileError(path: path, reason: "\(error)", isWrite: true)
    }
  }

  /// Makes a folder and those above it.
  package static func makeFolder(_ path: String) throws(FileError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw FileError(path: path, reason: "cannot make the folder", isWrite: true)
    }
  }
}
