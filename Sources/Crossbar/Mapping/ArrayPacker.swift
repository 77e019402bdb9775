/// Packs tiles into as few arrays as it can: Tile&Pack.
///
/// Tiles are sorted, then each goes into the open array where it leaves the least beside it (Bin
/// Best Fit), or into a new one. Tiles are not rotated: rows are inputs. ([garofalo22],
/// algorithm 1; docs/targets/crossbar.md, "Packing")
package struct ArrayPacker: Sendable {
  /// Where a tile lies.
  package struct Placement: Hashable, Sendable {
    /// The index of the tile in the list that was packed.
    package var tile: Int

    /// Its cells.
    package var rectangle: CellRectangle
  }

  /// The arrays with what lies in each, in the order in which it was placed.
  package struct Packing: Sendable, Equatable {
    /// The placements in each array.
    package var arrays: [[Placement]]
  }

  /// The order that was used, and the number of arrays that each order gives.
  package struct Choice: Sendable, Equatable {
    /// The order that was used.
    package var order: CrossbarTarget.TileOrder

    /// How the tiles lie.
    package var packing: Packing

    /// The number of arrays for each order that was tried.
    package var compared: [(order: CrossbarTarget.TileOrder, arrays: Int)]

    /// Equal in everything.
    package static func == (a: Choice, b: Choice) -> Bool {
      a.order == b.order && a.packing == b.packing
        && a.compared.elementsEqual(b.compared, by: ==)
    }
  }

  /// The columns of an array.
  package let width: Int

  /// The rows of an array.
  package let height: Int

  /// Takes the size of an array.
  package init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  /// Packs in the given order; `best` tries all and takes the first with the fewest arrays.
  package func choose(
    _ sizes: [(width: Int, height: Int)], order: CrossbarTarget.TileOrder
  ) -> Choice {
    let orders = order == .best ? [.area, .longestSide, .perimeter, .none] : [order]
    var choice: Choice?
    var compared: [(order: CrossbarTarget.TileOrder, arrays: Int)] = []
    for order in orders {
      let packing = pack(sizes, order: order)
      compared.append((order, packing.arrays.count))
      if let best = choice, best.packing.arrays.count <= packing.arrays.count { continue }
      choice = Choice(order: order, packing: packing, compared: [])
    }
    var result = choice ?? Choice(order: .none, packing: Packing(arrays: []), compared: [])
    result.compared = compared
    return result
  }

  /// Packs tiles, each no larger than an array.
  package func pack(
    _ sizes: [(width: Int, height: Int)], order: CrossbarTarget.TileOrder
  ) -> Packing {
    var arrays: [[Placement]] = []
    // Full arrays leave the list, so that large networks do not walk over them again and again.
    var open: [(array: Int, space: FreeSpace)] = []
    for tile in sorted(sizes, by: order) {
      let (width, height) = sizes[tile]
      var best: (slot: Int, index: Int, leftover: Int)?
      for slot in open.indices {
        guard let fit = open[slot].space.bestFit(width: width, height: height),
          fit.leftover < best?.leftover ?? .max
        else { continue }
        best = (slot, fit.index, fit.leftover)
      }
      if best == nil {
        open.append((arrays.count, FreeSpace(width: self.width, height: self.height)))
        arrays.append([])
      }
      let slot = best?.slot ?? open.count - 1
      let taken = open[slot].space.take(best?.index ?? 0, width: width, height: height)
      arrays[open[slot].array].append(Placement(tile: tile, rectangle: taken))
      if open[slot].space.isFull { open.remove(at: slot) }
    }
    return Packing(arrays: arrays)
  }

  /// Indices of tiles from the largest to the smallest; equal ones keep their order.
  private func sorted(
    _ sizes: [(width: Int, height: Int)], by order: CrossbarTarget.TileOrder
  ) -> [Int] {
    let keys: [(Int, Int)] = sizes.map { size in
      switch order {
      case .area: (size.width * size.height, 0)
      case .longestSide: (max(size.width, size.height), min(size.width, size.height))
      case .perimeter: (size.width + size.height, 0)
      case .best, .none: (0, 0)
      }
    }
    return sizes.indices.sorted { a, b in
      keys[a] == keys[b] ? a < b : keys[a] > keys[b]
    }
  }
}
