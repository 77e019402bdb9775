import Basic

/// Writes weights into the images of arrays and takes their digests.
struct ArrayImageWriter: Sendable {
  /// The target, which gives the size of an array.
  let target: CrossbarTarget

  /// The weights of the layers that lie on the crossbar, by layer.
  let layers: [(matrix: WeightMatrix, mapping: LayerMapping)?]

  /// The images of arrays, one after the other, and the digest of each.
  func images(
    _ arrays: [[PlanArray.PlacedTile]], threads: Int
  ) -> (bytes: [UInt8], digests: [ContentHash]) {
    let size = target.arrayBytes
    var bytes = [UInt8](repeating: 0, count: arrays.count * size)
    bytes.withUnsafeMutableBufferPointer { buffer in
      // Each iteration writes the part of its own array alone.
      nonisolated(unsafe) let image = buffer
      Parallel.forEach(arrays.count, threads: threads) { index in
        let part = UnsafeMutableBufferPointer(rebasing: image[index * size..<(index + 1) * size])
        for placed in arrays[index] { write(placed, into: part) }
      }
    }
    return (bytes, Self.digests(bytes, size: size, count: arrays.count, threads: threads))
  }

  /// The digest of each array's part of an image.
  static func digests(
    _ bytes: [UInt8], size: Int, count: Int, threads: Int
  ) -> [ContentHash] {
    bytes.withUnsafeBytes { bytes in
      // Iterations only read the image.
      nonisolated(unsafe) let image = bytes
      var digests = [ContentHash?](repeating: nil, count: count)
      digests.withUnsafeMutableBufferPointer { buffer in
        // Each iteration writes its own element alone.
        nonisolated(unsafe) let target = buffer
        Parallel.forEach(count, threads: threads) { index in
          let part = image[index * size..<(index + 1) * size]
          target[index] = ContentHash(of: UnsafeRawBufferPointer(rebasing: part))
        }
      }
      return digests.compactMap { $0 }
    }
  }

  private func write(
    _ placed: PlanArray.PlacedTile, into array: UnsafeMutableBufferPointer<UInt8>
  ) {
    guard let layer = layers[placed.tile.layer] else { return }
    let tile = placed.tile
    let mapping = layer.mapping
    let (columns, encoding) = (mapping.columns(ofGroup: tile.group), mapping.encoding)
    let order = mapping.order(ofGroup: tile.group)
    var column = tile.columns.lowerBound
    while column < tile.columns.upperBound {
      let isWide = column < columns.firstNarrow
      let x = placed.x + column - tile.columns.lowerBound
      let output = order[columns.place(at: column)]
      layer.matrix.forEachWeight(group: tile.group, output: output, rows: tile.rows) {
        (row, weight) in
        let line = (placed.y + row - tile.rows.lowerBound) * target.rowBytes
        let (first, second) = encoding.cells(weight)
        Self.set(array, line, x, first)
        if isWide { Self.set(array, line, x + 1, second) }
      }
      column += isWide ? 2 : 1
    }
  }

  @inline(__always)
  private static func set(
    _ array: UnsafeMutableBufferPointer<UInt8>, _ line: Int, _ x: Int, _ cell: Int
  ) {
    array[line + (x >> 1)] |= UInt8(cell & 15) << UInt8((x & 1) * 4)
  }
}

/// Reads cells from an image.
enum ArrayImageReader {
  /// The cells of one row of an array: signed numbers from -8 to 7.
  @inline(__always)
  static func cell(_ image: UnsafeRawBufferPointer, _ line: Int, _ x: Int) -> Int8 {
    let byte = image[line + (x >> 1)]
    let half = x & 1 == 0 ? byte << 4 : byte & 0xF0
    return Int8(bitPattern: half) >> 4
  }
}
