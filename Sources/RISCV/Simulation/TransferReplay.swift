/// Moves the bytes of one transfer for one tile, as the plan states addresses and strides.
struct TransferReplay {
  let layer: PlanStep
  let tensors: [PlanTensor]

  /// Copies between L2, or the constants, and a buffer in L1.
  func run(
    _ transfer: PlanTransfer, _ box: TileBox, local: Int, l1: UnsafeMutableRawBufferPointer,
    l2: UnsafeMutableRawBufferPointer, constants: UnsafeRawBufferPointer
  ) {
    guard case .tensor(let tensor) = transfer.source else {
      moveConstants(transfer, box, local, l1, constants)
      return
    }
    let part =
      transfer.isStore
      ? box : layer.step.inputBox(box, of: transfer.buffer == .second ? 1 : 0)
    let rows = tensors[tensor].storedRows
    // A permuted tensor is written as rows of single elements, none over another.
    let ring = layer.step.kernel == .permute ? Int.max : rows
    let bytes = tensors[tensor].shape.elementBytes
    let length = part.channels.count * bytes
    var address = local
    for row in part.rows {
      for column in part.columns {
        let external =
          transfer.external + row % ring * transfer.rowStride + column * transfer.columnStride
          + part.channels.lowerBound * bytes
        if transfer.isStore {
          copy(l1, address, to: l2, external, length)
        } else {
          copy(l2, external, to: l1, address, length)
        }
        address += length
      }
    }
  }

  private func copy(
    _ source: UnsafeMutableRawBufferPointer, _ from: Int,
    to target: UnsafeMutableRawBufferPointer, _ start: Int, _ length: Int
  ) {
    UnsafeMutableRawBufferPointer(rebasing: target[start..<start + length])
      .copyMemory(from: UnsafeRawBufferPointer(rebasing: source[from..<from + length]))
  }

  private func moveConstants(
    _ transfer: PlanTransfer, _ box: TileBox, _ local: Int,
    _ l1: UnsafeMutableRawBufferPointer, _ constants: UnsafeRawBufferPointer
  ) {
    guard let constant = layer.constants.first(where: { $0.role == transfer.buffer }) else {
      return
    }
    let block = constant.block(at: box.channels.lowerBound)
    let length = block.count
    UnsafeMutableRawBufferPointer(rebasing: l1[local..<local + length])
      .copyMemory(
        from: UnsafeRawBufferPointer(
          rebasing:
            constants[transfer.external + block.lowerBound..<transfer.external + block.upperBound]))
  }
}
