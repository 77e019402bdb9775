import Foundation

/// A file that cannot be read or written.
package struct FileError: Error, Sendable, Equatable {
  /// The file, as the user named it.
  package let path: String

  /// What the operating system says.
  package let reason: String

  /// Whether the file could not be written rather than read.
  package let isWrite: Bool

  /// Takes the reason from `errno`.
  package init(path: String, errno code: Int32, isWrite: Bool = false) {
    self.path = path
    reason = String(cString: strerror(code))
    self.isWrite = isWrite
  }

  /// States a reason.
  package init(path: String, reason: String, isWrite: Bool = false) {
    self.path = path
    self.reason = reason
    self.isWrite = isWrite
  }
}

/// The bytes of a file, mapped into memory and read as they are touched.
///
/// A file must not be truncated while it is mapped.
package final class MappedFile: @unchecked Sendable {
  // Unchecked: the mapping is private, read-only and lives as long as the object.

  /// The whole contents.
  package let bytes: UnsafeRawBufferPointer

  /// Maps the file at `path`.
  package init(path: String) throws(FileError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw FileError(path: path, errno: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileError(path: path, errno: errno) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw FileError(path: path, reason: "not a regular file")
    }
    let size = Int(status.st_size)
    guard size > 0 else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard let base = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), base != MAP_FAILED
    else { throw FileError(path: path, errno: errno) }
    bytes = UnsafeRawBufferPointer(start: base, count: size)
  }

  /// Gives back the memory of the whole pages in `range`; bytes that are read again come from the
  /// file again.
  package func release(_ range: Range<Int>) {
    guard let base = bytes.baseAddress, !range.isEmpty else { return }
    let page = Int(getpagesize())
    let start = (range.lowerBound + page - 1) / page * page
    let end = range.upperBound / page * page
    guard start < end else { return }
    madvise(UnsafeMutableRawPointer(mutating: base + start), end - start, Int32(MADV_DONTNEED))
  }

  deinit {
    guard let base = bytes.baseAddress else { return }
    munmap(UnsafeMutableRawPointer(mutating: base), bytes.count)
  }
}
