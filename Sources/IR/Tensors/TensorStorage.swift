import Basic

/// Immutable bytes that tensors share: memory of their own, or a part of a mapped file.
package final class TensorStorage: @unchecked Sendable {
  // Unchecked: the bytes are written only before the object is handed out.

  /// The bytes; aligned to 64 if they are memory of their own.
  package let bytes: UnsafeRawBufferPointer

  /// What keeps borrowed bytes alive; `nil` if the memory is our own.
  private let owner: AnyObject?

  /// Takes memory of its own and lets `fill` write it.
  package init(byteCount: Int, fill: (UnsafeMutableRawBufferPointer) -> Void) {
    let memory = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(1, byteCount), alignment: 64)
    fill(UnsafeMutableRawBufferPointer(rebasing: memory[..<byteCount]))
    bytes = UnsafeRawBufferPointer(rebasing: memory[..<byteCount])
    owner = nil
  }

  /// Borrows a range of a mapped file.
  package init(mapping file: MappedFile, _ range: Range<Int>) {
    bytes = UnsafeRawBufferPointer(rebasing: file.bytes[range])
    owner = file
  }

  /// Borrows a range of other bytes.
  package init(sharing storage: TensorStorage, _ range: Range<Int>) {
    bytes = UnsafeRawBufferPointer(rebasing: storage.bytes[range])
    owner = storage
  }

  deinit {
    if owner == nil { bytes.deallocate() }
  }
}
