/// What the DMA engine takes for a transfer: a set-up, and for each contiguous piece a start and
/// its bytes.
struct TransferTime: Sendable {
  let setup: Int
  let row: Int
  let bytesPerCycle: Int

  init(_ target: RISCVTarget) {
    setup = target.dmaSetupCycles
    row = target.dmaRowCycles
    bytesPerCycle = target.dmaBytesPerCycle
  }

  /// Cycles of `pieces` contiguous pieces of `length` bytes each.
  func cycles(pieces: Int, length: Int, setups: Int = 1) -> Int {
    guard pieces > 0, length > 0 else { return 0 }
    return setups * setup + pieces * (row + (length + bytesPerCycle - 1) / bytesPerCycle)
  }

  /// Cycles of a part of a map.
  ///
  /// A map that keeps only some of its rows may go on at its start in the middle of a transfer,
  /// which makes two of it.
  func cycles(rows: Int, columns: Int, channels: Int, of map: MapSlot) -> Int {
    let shape = map.shape
    let setups = map.isRing ? 2 : 1
    let length = channels * shape.elementBytes
    if channels < shape.channels {
      return cycles(pieces: rows * columns, length: length, setups: setups)
    }
    if columns < shape.width || map.isRing {
      return cycles(pieces: rows, length: columns * length, setups: setups)
    }
    return cycles(pieces: 1, length: rows * columns * length)
  }
}

/// A map as far as transfers are concerned.
package struct MapSlot: Hashable, Sendable {
  /// Its sizes.
  package var shape: MapShape

  /// Whether it keeps fewer rows than it has, one over the other.
  package var isRing: Bool

  /// Where it lies; nothing is moved of a map in L1.
  package var level: MemoryLevel

  /// Describes a map.
  package init(_ shape: MapShape, isRing: Bool, level: MemoryLevel = .l2) {
    self.shape = shape
    self.isRing = isRing
    self.level = level
  }
}
