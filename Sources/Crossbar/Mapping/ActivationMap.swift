/// The activations of a layer as the streamer reads them, and the pixels that it computes.
///
/// The map lies in memory as [height, width, channels] with its borders materialised; a dense
/// layer is a map of one row whose pixels are its vectors.
package struct ActivationMap: Sendable, Hashable {
  /// Maps in the batch; each is streamed from a memory of its own.
  package var images: Int

  /// Size in memory, borders included.
  package var height: Int
  package var width: Int
  package var channels: Int

  /// Size of the part that is not border, and where it begins.
  package var inputHeight: Int
  package var inputWidth: Int
  package var top: Int
  package var left: Int

  /// The window that a pixel of the output reads.
  package var kernelHeight: Int
  package var kernelWidth: Int
  package var strideY: Int
  package var strideX: Int
  package var dilationY: Int
  package var dilationX: Int

  /// Size of the output.
  package var outputHeight: Int
  package var outputWidth: Int

  /// Whether this is a list of vectors rather than a picture.
  package var isVectors: Bool

  /// Bytes of one map.
  package var byteCount: Int { height * width * channels }

  /// The largest map or step that the registers hold, in bytes.
  static let spanLimit = 1 << 31

  /// The largest of the map and the steps of a walk over it, in bytes; `nil` if it is no `Int`.
  var span: Int? {
    func product(_ factors: Int...) -> Int? {
      factors.reduce(1 as Int?) { product, factor in
        product.flatMap {
          let (result, overflow) = $0.multipliedReportingOverflow(by: factor)
          return overflow ? nil : result
        }
      }
    }
    guard let bytes = product(height, width, channels),
      let rowStep = product(strideY, width, channels), let step = product(strideX, channels),
      let tapRow = product(dilationY, width, channels), let tap = product(dilationX, channels)
    else { return nil }
    return max(bytes, max(rowStep, step), max(tapRow, tap))
  }

  /// Pixels of one output map.
  package var pixels: Int { outputHeight * outputWidth }

  /// Distance in bytes between the first inputs of pixel `pixel` and of pixel zero.
  package func pixelOffset(_ pixel: Int) -> Int {
    let (y, x) = pixel.quotientAndRemainder(dividingBy: outputWidth)
    return (y * strideY * width + x * strideX) * channels
  }

  /// Distance in bytes between the input of weight row `row` and the first input of the pixel.
  ///
  /// Rows count kernel rows, kernel columns and channels of the group, the last fastest.
  package func rowOffset(_ row: Int, groupChannels: Int) -> Int {
    let (tap, channel) = row.quotientAndRemainder(dividingBy: groupChannels)
    let (ky, kx) = tap.quotientAndRemainder(dividingBy: kernelWidth)
    return (ky * dilationY * width + kx * dilationX) * channels + channel
  }
}
