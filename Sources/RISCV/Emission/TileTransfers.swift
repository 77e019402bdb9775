/// The transfers of a tile as initializers in C.
struct TileTransfers {
  let layer: PlanStep
  let tensors: [PlanTensor]

  /// The initializers of one transfer of the plan for a tile.
  func initializers(_ transfer: PlanTransfer, _ box: TileBox, local: Int) -> [String] {
    guard case .tensor(let tensor) = transfer.source else {
      return [constants(transfer, box, local)]
    }
    let part =
      transfer.isStore
      ? box : layer.step.inputBox(box, of: transfer.buffer == .second ? 1 : 0)
    guard part.shape.elementCount > 0 else { return [] }
    let bytes = tensors[tensor].shape.elementBytes
    // A permuted tensor is written as rows of single elements, none over another.
    let ring = layer.step.kernel == .permute ? Int.max : tensors[tensor].storedRows
    var texts: [String] = []
    var row = part.rows.lowerBound
    var address = local
    while row < part.rows.upperBound {
      // Rows that lie one behind the other, up to the end of the ring.
      let count = min(part.rows.upperBound - row, ring - row % ring)
      let external =
        transfer.external + row % ring * transfer.rowStride
        + part.columns.lowerBound * transfer.columnStride + part.channels.lowerBound * bytes
      texts.append(
        blocks(
          transfer, part, rows: count, bytes: part.channels.count * bytes, external: external,
          local: address))
      row += count
      address += count * part.columns.count * part.channels.count * bytes
    }
    return texts
  }

  /// Rows of columns of so many bytes, in as few lines as strides allow.
  private func blocks(
    _ transfer: PlanTransfer, _ part: TileBox, rows: Int, bytes: Int, external: Int, local: Int
  ) -> String {
    var (bytes, count, stride) = (bytes, part.columns.count, transfer.columnStride)
    var (blocks, blockStride) = (rows, transfer.rowStride)
    if bytes == stride || count == 1 { (bytes, count, stride) = (bytes * count, 1, 0) }
    if count == 1 {
      (count, stride, blocks, blockStride) = (blocks, blockStride, 1, 0)
      if bytes == stride || count == 1 { (bytes, count, stride) = (bytes * count, 1, 0) }
    }
    let (l1, l2) = ("dnnc_l1 + \(local)", "dnnc_l2 + \(external)")
    let ends = transfer.isStore ? "\(l2), \(l1)" : "\(l1), \(l2)"
    func pair(_ compact: Int, _ wide: Int) -> String {
      transfer.isStore ? "\(wide), \(compact)" : "\(compact), \(wide)"
    }
    return "{\(ends), \(bytes), \(count), \(pair(bytes, stride)), \(blocks), "
      + "\(pair(bytes * count, blockStride))}"
  }

  private func constants(_ transfer: PlanTransfer, _ box: TileBox, _ local: Int) -> String {
    guard let constant = layer.constants.first(where: { $0.role == transfer.buffer }) else {
      preconditionFailure("a transfer of constants that '\(layer.step.name)' does not have")
    }
    let block = constant.block(at: box.channels.lowerBound)
    let start = transfer.external + block.lowerBound
    return "{dnnc_l1 + \(local), dnnc_constants + \(start), \(block.count), 1, 0, 0, 1, 0, 0}"
  }
}
