/// One layer of a plan: its kernel, tiles, buffers, transfers and time.
package struct PlanStep: Sendable, Equatable {
  /// What it computes.
  package var step: KernelStep

  /// The rows of the result at which its stripes begin, and the number of rows.
  package var stripes: [Int]

  /// How each stripe is cut into tiles.
  package var tiling: StepTiling

  /// Its buffers in L1.
  package var buffers: [PlanBuffer]

  /// Its constants.
  package var constants: [PlanConstant]

  /// What is moved between the memories.
  package var transfers: [PlanTransfer]

  /// What happens for each tile, in order.
  package var actions: [PlanAction]

  /// What the cores share of a tile.
  package var unit: WorkUnit

  /// The units of a whole tile that each core computes.
  package var shares: [Range<Int>]

  /// Its time over all stripes.
  package var cycles: StepCycles

  /// What it moves.
  package var traffic: PlanTraffic

  /// The buffer of a role, or `nil`.
  package func buffer(_ role: BufferRole) -> PlanBuffer? { buffers.first { $0.role == role } }

  /// Where the kernel reads an operand or writes the result of a tile in place, in a tensor in L1;
  /// `nil` where it uses a buffer.
  func placeInL1(_ role: BufferRole, _ box: TileBox, _ tensors: [PlanTensor]) -> Int? {
    let (tensor, row, bytes): (Int, Int, Int)
    switch role {
    case .first, .second:
      let operand = role == .first ? 0 : 1
      guard step.inputs.indices.contains(operand) else { return nil }
      tensor = step.inputs[operand].tensor
      row = step.inputRows(box.rows, of: operand).positions.lowerBound
      bytes = step.inputs[operand].shape.rowBytes
    case .result:
      tensor = step.output
      row = box.rows.lowerBound
      bytes = tensors[tensor].shape.rowBytes
    case .stored, .weights, .parameters, .table, .scratch: return nil
    }
    let place = tensors[tensor]
    guard place.level == .l1 else { return nil }
    return place.offset + (place.isRing ? row % place.storedRows : row) * bytes
  }
}

/// A buffer in L1.
package struct PlanBuffer: Sendable, Hashable {
  package var role: BufferRole

  /// Where its first copy lies in L1.
  package var offset: Int

  /// Bytes of a copy.
  package var bytes: Int

  /// Copies that take turns, one after the other at multiples of the alignment.
  package var copies: Int

  /// Where a copy lies in L1.
  package func offset(ofCopy copy: Int) -> Int { offset + copy * BufferNeed.aligned(bytes) }

  /// Bytes of all copies.
  package var total: Int { copies * BufferNeed.aligned(bytes) }
}

/// The constants of a step in their memory.
package struct PlanConstant: Sendable, Hashable {
  /// Weights as kernels read them or stored, parameters of channels, or a table.
  package var role: BufferRole
  package var offset: Int
  package var bytes: Int

  /// The channels of a tile, which are packed together, and their bytes; a table is one block.
  package var blockChannels: Int
  package var blockBytes: Int

  /// Where the blocks begin if they differ in size, and `blockBytes` is the largest.
  package var blockStarts: [Int] = []

  /// Bytes from block to block.
  package var blockStride: Int { PlanConstant.stride(of: blockBytes) }

  /// Blocks begin at words.
  static func stride(of bytes: Int) -> Int { (bytes + 3) / 4 * 4 }

  /// The bytes of the block that begins at a channel.
  func block(at channel: Int) -> Range<Int> {
    let index = role == .table ? 0 : channel / max(1, blockChannels)
    if blockStarts.indices.contains(index) {
      let next = index + 1 < blockStarts.count ? blockStarts[index + 1] : bytes
      return blockStarts[index]..<max(blockStarts[index], next)
    }
    let start = index * blockStride
    return start..<min(start + blockBytes, bytes)
  }
}

/// What happens for each tile.
package enum PlanAction: String, Sendable, CaseIterable {
  /// Wait for the loads of this tile.
  case waitLoads = "wait-loads"
  /// Start the loads of the next tile, if there is one.
  case startNextLoads = "start-next-loads"
  /// Wait until every core is here.
  case barrier
  /// Decode the weights of this tile on all cores where they are new, and wait for every core.
  case decode
  /// Compute this tile on all cores.
  case kernel
  /// Wait for the store of the tile before this one.
  case waitPreviousStore = "wait-previous-store"
  /// Start the store of this tile.
  case startStore = "start-store"

  /// The double-buffered loop; the loads of the first tile are started before it, and the store of
  /// the last is waited for behind it.
  static func doubleBuffered(decodes: Bool) -> [PlanAction] {
    [.waitLoads, .startNextLoads, .barrier] + (decodes ? [.decode] : [])
      + [.kernel, .barrier, .waitPreviousStore, .startStore]
  }
}

/// Bytes that a step or a plan moves.
package struct PlanTraffic: Sendable, Hashable {
  /// From L2 to L1, from L1 to L2, and from the constants to L1.
  package var loaded = 0
  package var stored = 0
  package var constants = 0

  /// All of them.
  package var total: Int { loaded + stored + constants }

  static func += (a: inout PlanTraffic, b: PlanTraffic) {
    a.loaded += b.loaded
    a.stored += b.stored
    a.constants += b.constants
  }
}
