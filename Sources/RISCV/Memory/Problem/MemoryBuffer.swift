import Basic

/// A stretch of bytes that a program needs for some of its steps.
package struct MemoryBuffer: Sendable, Hashable {
  /// The name, which no other buffer of the problem has.
  package var name: String

  /// The number of bytes; at least one.
  package var size: Bytes

  /// The steps in which its bytes must be kept.
  package var lifetime: Range<Int>

  /// What its offset is a multiple of; at least one.
  package var alignment: Int

  /// Steps of the lifetime in which all of the bytes, or all outside a window, are free for others.
  package var gaps: [MemoryGap]

  /// The dying input whose bytes this buffer may take, starting at the same offset.
  package var inPlace: ID<MemoryBuffer>?

  /// Describes a buffer.
  package init(
    _ name: String, size: Bytes, lifetime: Range<Int>, alignment: Int = 1, gaps: [MemoryGap] = [],
    inPlace: ID<MemoryBuffer>? = nil
  ) {
    self.name = name
    self.size = size
    self.lifetime = lifetime
    self.alignment = alignment
    self.gaps = gaps
    self.inPlace = inPlace
  }
}

/// A part of a lifetime in which a buffer holds less than all of its bytes.
///
/// Source: M. D. Moffitt, MiniMalloc, ASPLOS 2023, whose table of buffers has them.
package struct MemoryGap: Sendable, Hashable {
  /// The steps of the gap.
  package var steps: Range<Int>

  /// The bytes that stay in use, from the start of the buffer; none if it is `nil`.
  package var window: Range<Int>?

  /// Describes a gap.
  package init(_ steps: Range<Int>, window: Range<Int>? = nil) {
    self.steps = steps
    self.window = window
  }
}
