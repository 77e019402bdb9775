/// The sizes of an activation as it lies in memory: rows of columns of channels.
///
/// `[1, C, H, W]` of the IR is `H x W x C`; any other shape is one row whose columns are vectors
/// along the last axis.
package struct MapShape: Hashable, Sendable {
  package var height: Int
  package var width: Int
  package var channels: Int

  /// Bytes of an element: 4 for sums, 1 for all else.
  package var elementBytes = 1

  /// Makes a shape of bytes.
  package init(height: Int, width: Int, channels: Int) {
    self.height = height
    self.width = width
    self.channels = channels
  }

  /// The map of a tensor of the IR; its shape is known to be sound and its batch to be 1.
  package init(_ shape: [Int]) {
    if shape.count == 4 {
      self.init(height: shape[2], width: shape[3], channels: shape[1])
    } else {
      let last = shape.last ?? 1
      self.init(height: 1, width: shape.reduce(1, *) / max(1, last), channels: last)
    }
  }

  /// The same sizes in bytes, as which results are computed.
  package var ofBytes: MapShape { MapShape(height: height, width: width, channels: channels) }

  /// Elements of the whole map.
  package var elementCount: Int { height * width * channels }

  /// Bytes of a column.
  package var columnBytes: Int { channels * elementBytes }

  /// Bytes of a row.
  package var rowBytes: Int { width * columnBytes }

  /// Bytes of the whole map.
  package var byteCount: Int { height * rowBytes }
}

extension MapShape: CustomStringConvertible {
  /// The form that plans use, such as `32x32x16`.
  package var description: String { "\(height)x\(width)x\(channels)" }
}
