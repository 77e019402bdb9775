/// A transfer of the DMA engine that the loops of a step repeat: a part of a map or of constants,
/// compact in L1.
package struct PlanTransfer: Sendable, Hashable {
  /// What it moves.
  package enum Source: Sendable, Hashable {
    /// A tensor, by its index.
    case tensor(Int)
    /// The constants of the step in the role of the buffer.
    case constants
  }

  /// A loop of the step.
  package enum Loop: String, Sendable, CaseIterable {
    case rows, columns, channels
  }

  package var source: Source

  /// The buffer in L1; the copies take turns.
  package var buffer: BufferRole

  /// The loops whose steps make it necessary anew; without any it is done once for each stripe.
  package var changes: [Loop]

  /// Where the first byte of the tensor or of the constants lies.
  package var external: Int

  /// Bytes from row to row and from column to column of the tensor.
  package var rowStride: Int
  package var columnStride: Int

  /// What a whole tile moves away from borders: rows of pieces of contiguous bytes.
  package var rows: Int
  package var pieces: Int
  package var length: Int

  /// The number by which its loads or stores are waited for.
  package var future: Int

  /// Whether it goes to L2.
  package var isStore: Bool { buffer == .result }
}
