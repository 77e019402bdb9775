import BitSparsity
import IR

/// The columns of a layer's stored weights, as elements take them.
struct StoredColumns {
  /// What makes sums of products of a piece's columns.
  struct Piece {
    /// The number of stored columns, the sign first.
    let columns: Int

    /// The columns below the stored ones.
    let dropped: Int

    /// What every weight has beside its columns.
    let addend: Int

    /// The stored columns of each weight, as a number in two's complement.
    let stored: ArraySlice<Int>
  }

  /// The pieces of each stored channel.
  let channels: [[Piece]]

  /// Reads stored weights; `nil` if they are not as many bytes as the layer needs.
  init?(_ bytes: [UInt8], _ mapping: BitVertMapping) {
    let (shape, split) = (mapping.shape, mapping.tiling.split)
    let sizes = split.sizes
    let filterSize = shape.depth * shape.kernel.area
    func raw(_ channel: Int) -> [Piece] {
      var start = channel * filterSize
      return sizes.map { size in
        defer { start += size }
        let stored = bytes[start..<start + size].map { Int(Int8(bitPattern: $0)) }
        return Piece(columns: 8, dropped: 0, addend: 0, stored: stored[...])
      }
    }
    guard let encoding = mapping.encoding else {
      guard bytes.count == shape.filters * filterSize else { return nil }
      channels = (0..<shape.filters).map(raw)
      return
    }
    let dimensions = [shape.filters, shape.depth, shape.kernel.height, shape.kernel.width]
    guard let encoded = EncodedWeights(stored: bytes, shape: dimensions, encoding) else {
      return nil
    }
    var channels = encoding.sensitive.indices.map(raw)
    var last = -1
    for group in encoded.groups() {
      if group.channel != last { channels.append([]) }
      last = group.channel
      let (stored, form) = (group.stored.stored, group.stored.form)
      for start in stride(from: 0, to: stored.count, by: split.lanes) {
        channels[channels.count - 1].append(
          Piece(
            columns: 8 - encoding.columns, dropped: form.droppedColumns, addend: form.addend,
            stored: stored[start..<min(start + split.lanes, stored.count)]))
      }
    }
    self.channels = channels
  }

  /// What schedulers select, channel by channel, piece by piece, column by column.
  func selections() -> (words: [UInt16], statistics: SelectionStatistics) {
    let choices = (UInt8.min...UInt8.max).map { ColumnSelection($0) }
    var (words, statistics) = ([UInt16](), SelectionStatistics())
    for piece in channels.joined() {
      for column in piece.allColumns {
        let selection = choices[Int(column)]
        words.append(selection.word)
        statistics.count(column, selection)
      }
    }
    return (words, statistics)
  }
}

extension StoredColumns.Piece {
  /// The columns of each sub-group of eight weights, the sign first; bit `i` belongs to weight `i`.
  var allColumns: [UInt8] {
    var result: [UInt8] = []
    for index in 0..<columns {
      let bit = columns - 1 - index
      for start in stride(
        from: stored.startIndex, to: stored.endIndex, by: ColumnSelection.lanes)
      {
        var column: UInt8 = 0
        for lane in start..<min(start + ColumnSelection.lanes, stored.endIndex)
        where (stored[lane] >> bit) & 1 == 1 { column |= 1 << UInt8(lane - start) }
        result.append(column)
      }
    }
    return result
  }
}
