/// A part of a map: rows, columns and channels.
package struct TileBox: Hashable, Sendable {
  package var rows: Range<Int>
  package var columns: Range<Int>
  package var channels: Range<Int>

  /// Makes a box.
  package init(rows: Range<Int>, columns: Range<Int>, channels: Range<Int>) {
    self.rows = rows
    self.columns = columns
    self.channels = channels
  }

  /// The whole of a map.
  package init(_ shape: MapShape) {
    self.init(rows: 0..<shape.height, columns: 0..<shape.width, channels: 0..<shape.channels)
  }

  /// The sizes.
  package var shape: MapShape {
    MapShape(height: rows.count, width: columns.count, channels: channels.count)
  }

  /// Whether it lies in a map.
  package func isInside(_ shape: MapShape) -> Bool {
    rows.lowerBound >= 0 && rows.upperBound <= shape.height && columns.lowerBound >= 0
      && columns.upperBound <= shape.width && channels.lowerBound >= 0
      && channels.upperBound <= shape.channels
  }
}

extension KernelStep {
  /// The rows of an operand that rows of the result read.
  func inputRows(_ rows: Range<Int>, of operand: Int = 0) -> WindowSpan {
    let height = inputs[operand].shape.height
    if kernel == .permute {
      return WindowSpan(0..<min(1, rows.count), size: 1, extent: 1, stride: 1, padding: 0)
    }
    return WindowSpan(
      rows, size: height, extent: window.rowExtent, stride: window.strideHeight,
      padding: window.top)
  }

  /// The columns of an operand that columns of the result read.
  func inputColumns(_ columns: Range<Int>, of operand: Int = 0) -> WindowSpan {
    WindowSpan(
      columns, size: inputs[operand].shape.width, extent: window.columnExtent,
      stride: window.strideWidth, padding: window.left)
  }

  /// The part of an operand that a part of the result reads.
  func inputBox(_ box: TileBox, of operand: Int = 0) -> TileBox {
    let shape = inputs[operand].shape
    if kernel == .permute {
      return TileBox(rows: 0..<1, columns: box.columns, channels: box.rows)
    }
    return TileBox(
      rows: inputRows(box.rows, of: operand).positions,
      columns: inputColumns(box.columns, of: operand).positions,
      channels: readsAllChannels ? 0..<shape.channels : box.channels)
  }

  /// The tile that the cost of a kernel depends on: so many rows, columns and channels of the
  /// result, and what they read away from borders.
  func kernelTile(rows: Int, columns: Int, channels: Int) -> KernelTile {
    let shape = inputs[0].shape
    let inputRows = min(
      shape.height, (rows - 1) * window.strideHeight + window.rowExtent)
    let inputColumns = min(
      shape.width, (columns - 1) * window.strideWidth + window.columnExtent)
    let isPermuted = kernel == .permute
    return KernelTile(
      kernel,
      input: (
        height: isPermuted ? 1 : inputRows, width: isPermuted ? columns : inputColumns,
        channels: isPermuted ? rows : readsAllChannels ? shape.channels : channels
      ),
      output: (height: rows, width: columns, channels: channels),
      window: (height: window.kernelHeight, width: window.kernelWidth),
      stride: (height: window.strideHeight, width: window.strideWidth),
      rounding: requantization(.result)?.mode ?? .single, run: run)
  }
}
