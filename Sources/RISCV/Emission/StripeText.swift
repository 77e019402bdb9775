/// The C tables of one stripe of a layer: the transfers and the call of each tile.
struct StripeText {
  let arguments: TileArguments
  let name: String
  private let layer: PlanStep
  private let tiles: [TileWalk.Tile]

  init(_ arguments: TileArguments, stripe: Int) {
    self.arguments = arguments
    layer = arguments.layer
    name = "step_\(arguments.number)_stripe_\(stripe)"
    tiles = TileWalk(layer, stripe: stripe).tiles
  }

  /// Whether the stripe has any tile.
  var isEmpty: Bool { tiles.isEmpty }

  /// The number of tiles.
  var count: Int { tiles.count }

  /// The name of the table of transfers, or 0 where nothing is moved.
  var transfers: String { layer.transfers.isEmpty ? "0" : "\(name)_transfers" }

  /// The tables and the function that calls the kernel for a tile.
  var text: String {
    let transfers = TileTransfers(layer: layer, tensors: arguments.tensors)
    var counts = [Int](repeating: 0, count: layer.transfers.count)
    var (moves, calls, tables): ([String], [String], [String]) = ([], [], [])
    var (decodings, decodes): ([String], [String]) = ([], [])
    for (index, tile) in tiles.enumerated() {
      let firstLoad = moves.count
      for (number, transfer) in layer.transfers.enumerated() where !transfer.isStore {
        guard tile.needs(transfer, isFirst: index == 0) else { continue }
        counts[number] += 1
        moves += transfers.initializers(
          transfer, tile.box,
          local: address(transfer.buffer, counts[number] - 1))
      }
      let firstStore = moves.count
      for transfer in layer.transfers where transfer.isStore {
        moves += transfers.initializers(transfer, tile.box, local: address(.result, index))
      }
      tables.append("{\(firstLoad), \(firstStore), \(moves.count)}")
      let current = counts
      func place(_ role: BufferRole) -> Int {
        if let place = layer.placeInL1(role, tile.box, arguments.tensors) { return place }
        if role == .result { return address(role, index) }
        let number = layer.transfers.firstIndex { $0.buffer == role }
        return address(role, number.map { current[$0] - 1 } ?? 0)
      }
      calls.append(arguments.initializer(tile.box, place))
      guard let stored = layer.step.stored else { continue }
      decodes.append(tile.decodes ? "\(decodings.count)" : "-1")
      if tile.decodes { decodings.append(arguments.decoding(stored, tile.box.channels, place)) }
    }
    let kernel = layer.step.kernel
    func table(_ type: String, _ suffix: String, _ items: [String]) -> String {
      "static const \(type) \(name)_\(suffix)[] = {\n  "
        + items.joined(separator: ",\n  ") + "};\n"
    }
    var decoding = ""
    var text = moves.isEmpty ? "" : table("dnnc_transfer", "transfers", moves)
    text += table("dnnc_tile", "tiles", tables) + table(kernel.arguments, "arguments", calls)
    if !decodings.isEmpty {
      text += table("dnnc_decode_arguments", "decodings", decodings)
      text += table("int32_t", "decodes", decodes)
      decoding = """
          int32_t decode = \(name)_decodes[tile];
          if (decode >= 0) {
            dnnc_decode(\(name)_decodings + decode, core, DNNC_CORES);
            dnnc_barrier(core);
          }

        """
    }
    return text + """
      static void \(name)_kernel(unsigned tile, unsigned core) {
      \(decoding)  \(kernel.function)(\(name)_arguments + tile, core, DNNC_CORES);
      }

      """
  }

  /// Where the copy of a buffer lies that is filled by a transfer of this number.
  private func address(_ role: BufferRole, _ count: Int) -> Int {
    guard let buffer = layer.buffer(role) else { return 0 }
    return buffer.offset(ofCopy: count % max(1, buffer.copies))
  }
}
