import IR

/// Blocks of neighbouring elements, found in a tensor by their offsets.
struct IndexedBlocks {
  /// The offset of each block, counted in elements.
  var offsets: [Int]

  /// The number of elements in a block.
  var size: Int

  /// How often all blocks are taken, each time `step` elements further on.
  var repeats = 1

  /// The distance from one time to the next.
  var step = 0

  /// The blocks of `x`, one after the other.
  func gathered(from x: Tensor, _ result: TensorType) -> Tensor {
    switch result.element.storedBytes {
    case 1: gather(UInt8.self, x, result)
    case 2: gather(UInt16.self, x, result)
    case 4: gather(Int32.self, x, result)
    default: gather(Int64.self, x, result)
    }
  }

  private func gather<Element: TensorScalar>(
    _: Element.Type, _ x: Tensor, _ result: TensorType
  ) -> Tensor {
    Tensor(result, of: Element.self) { target in
      x.withElements(of: Element.self) { x in
        guard let target = target.baseAddress, let x = x.baseAddress else { return }
        var place = target
        for time in 0..<repeats {
          let x = x + time * step
          if size == 1 {
            for index in offsets.indices { place[index] = x[offsets[index]] }
            place += offsets.count
          } else {
            for offset in offsets {
              place.update(from: x + offset, count: size)
              place += size
            }
          }
        }
      }
    }
  }

  /// `x` with its blocks replaced by those of `updates`, which stand one after the other; the last
  /// of those for one place stays.
  func scattered(_ updates: Tensor, into x: Tensor) -> Tensor {
    switch x.type.element.storedBytes {
    case 1: scatter(UInt8.self, updates, x)
    case 2: scatter(UInt16.self, updates, x)
    case 4: scatter(Int32.self, updates, x)
    default: scatter(Int64.self, updates, x)
    }
  }

  private func scatter<Element: TensorScalar>(
    _: Element.Type, _ updates: Tensor, _ x: Tensor
  ) -> Tensor {
    DataMovement.make(x.type) { bytes in
      bytes.copyMemory(from: x.storage.bytes)
      updates.withElements(of: Element.self) { updates in
        guard let target = bytes.bindMemory(to: Element.self).baseAddress,
          var update = updates.baseAddress
        else { return }
        for offset in offsets {
          (target + offset).update(from: update, count: size)
          update += size
        }
      }
    }
  }

  /// `x` with those of `updates` joined to its blocks, one after the other.
  func joined<Fold: FoldOperation>(_: Fold.Type, _ updates: Tensor, into x: Tensor) -> Tensor {
    x.type.element.accept(Joining<Fold>(blocks: self, updates: updates, x: x))
  }

  /// Joins elements of one format.
  private struct Joining<Fold: FoldOperation>: FormatVisitor {
    let blocks: IndexedBlocks
    let updates: Tensor
    let x: Tensor

    func visit<Format: ElementFormat>(_: Format.Type) -> Tensor {
      DataMovement.make(x.type) { bytes in
        bytes.copyMemory(from: x.storage.bytes)
        let target = bytes.bindMemory(to: Format.Stored.self)
        updates.withElements(of: Format.Stored.self) { updates in
          var update = 0
          for offset in blocks.offsets {
            for place in offset..<offset + blocks.size {
              target[place] = Format.store(
                Fold.combine(Format.load(target[place]), Format.load(updates[update])))
              update += 1
            }
          }
        }
      }
    }
  }
}
