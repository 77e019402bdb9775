/// How a window moves along one axis of an image, in convolution and in pooling.
///
/// Window `p` reads the positions `p · stride − before + k · dilation` for `k` in `0..<size`; those
/// outside `0..<input` are padding. ([dumoulin16] relationship 14)
package struct WindowAxis: Sendable, Equatable {
  /// The number of positions of the input.
  package let input: Int

  /// The number of positions that a window reads.
  package let size: Int

  /// The distance between the starts of neighbouring windows.
  package let stride: Int

  /// The distance between neighbouring positions of one window.
  package let dilation: Int

  /// The positions of padding before and after the input.
  package let padding: (before: Int, after: Int)

  /// Describes an axis; whether it makes sense is for `isSound` to say.
  package init(
    input: Int, size: Int, stride: Int, dilation: Int, padding: (before: Int, after: Int)
  ) {
    self.input = input
    self.size = size
    self.stride = stride
    self.dilation = dilation
    self.padding = padding
  }

  /// The positions from the first to the last that a window reads.
  package var extent: Int { dilation * (size - 1) + 1 }

  /// The positions of the input with its padding.
  package var padded: Int { input + padding.before + padding.after }

  /// The number of windows; sizes and steps are positive, padding is not negative, and the window
  /// fits.
  package var output: Int { (padded - extent) / stride + 1 }

  /// Where window `position` starts, negative in the padding.
  package func start(_ position: Int) -> Int { position * stride - padding.before }

  /// Which of the window's positions lie in the input.
  package func inside(_ position: Int) -> Range<Int> {
    let start = start(position)
    let first = start >= 0 ? 0 : (dilation - 1 - start) / dilation
    let end = start >= input ? 0 : (input - start + dilation - 1) / dilation
    let lower = min(first, size)
    return lower..<max(lower, min(end, size))
  }

  /// The position of the input that index `k` of window `position` reads.
  package func source(_ position: Int, _ k: Int) -> Int { start(position) + k * dilation }

  /// Equal in every number.
  package static func == (a: WindowAxis, b: WindowAxis) -> Bool {
    a.input == b.input && a.size == b.size && a.stride == b.stride && a.dilation == b.dilation
      && a.padding == b.padding
  }
}

/// How a window moves over an image `[N, C, H, W]`.
package struct WindowGeometry: Sendable, Equatable {
  /// Along the height.
  package let rows: WindowAxis

  /// Along the width.
  package let columns: WindowAxis

  /// Describes the windows over an image.
  ///
  /// - Parameters:
  ///   - image: `[N, C, H, W]`.
  ///   - window: height and width.
  ///   - stride: down and right.
  ///   - padding: top, left, bottom, right.
  ///   - dilation: down and right.
  package init(
    image: [Int], window: [Int], stride: [Int], padding: [Int], dilation: [Int] = [1, 1]
  ) {
    rows = WindowAxis(
      input: image[2], size: window[0], stride: stride[0], dilation: dilation[0],
      padding: (padding[0], padding[2]))
    columns = WindowAxis(
      input: image[3], size: window[1], stride: stride[1], dilation: dilation[1],
      padding: (padding[1], padding[3]))
  }

  /// Whether the window fits into the padded image.
  package var fits: Bool {
    rows.extent <= rows.padded && columns.extent <= columns.padded
  }

  /// Why it does not fit, in numbers.
  package var extentDetail: String {
    "the window covers \(rows.extent) x \(columns.extent) positions, but the padded image has only "
      + "\(rows.padded) x \(columns.padded)"
  }

  /// The shape of the result: an element for each window.
  package func resultShape(batch: Int, channels: Int) -> [Int] {
    [batch, channels, rows.output, columns.output]
  }
}
