/// How the window of a step moves over its input; 1 x 1 with a stride of 1 where there is none.
package struct StepWindow: Hashable, Sendable {
  package var kernelHeight = 1
  package var kernelWidth = 1
  package var strideHeight = 1
  package var strideWidth = 1
  package var dilationHeight = 1
  package var dilationWidth = 1

  /// Rows and columns of padding before the input.
  package var top = 0
  package var left = 0

  /// Makes a window.
  package init(
    kernelHeight: Int = 1, kernelWidth: Int = 1, strideHeight: Int = 1, strideWidth: Int = 1,
    dilationHeight: Int = 1, dilationWidth: Int = 1, top: Int = 0, left: Int = 0
  ) {
    self.kernelHeight = kernelHeight
    self.kernelWidth = kernelWidth
    self.strideHeight = strideHeight
    self.strideWidth = strideWidth
    self.dilationHeight = dilationHeight
    self.dilationWidth = dilationWidth
    self.top = top
    self.left = left
  }

  /// The window of an element.
  package static let element = StepWindow()

  /// The rows from the first to the last that a window reads.
  package var rowExtent: Int { (kernelHeight - 1) * dilationHeight + 1 }

  /// The columns from the first to the last that a window reads.
  package var columnExtent: Int { (kernelWidth - 1) * dilationWidth + 1 }

  /// The number of positions under the window.
  package var taps: Int { kernelHeight * kernelWidth }
}

/// The part of one axis of an input that a range of outputs reads.
package struct WindowSpan: Hashable, Sendable {
  /// Positions of the input.
  package var positions: Range<Int>

  /// Positions of padding before and after them.
  package var before: Int
  package var after: Int

  /// What windows from `outputs.lowerBound` to the last of `outputs` read.
  ///
  /// - Parameters:
  ///   - size: positions of the input.
  ///   - extent: positions from the first to the last of a window.
  ///   - padding: positions of padding before the input.
  package init(_ outputs: Range<Int>, size: Int, extent: Int, stride: Int, padding: Int) {
    guard !outputs.isEmpty else {
      self.init(positions: 0..<0, before: 0, after: 0)
      return
    }
    let first = outputs.lowerBound * stride - padding
    let end = (outputs.upperBound - 1) * stride - padding + extent
    let lower = min(max(0, first), size)
    let upper = max(lower, min(size, end))
    // A window that lies wholly in the padding reads no position, but all of its extent is padding.
    let before = min(max(0, -first), end - first)
    self.init(
      positions: lower..<upper, before: before,
      after: max(0, end - first - before - (upper - lower)))
  }

  private init(positions: Range<Int>, before: Int, after: Int) {
    self.positions = positions
    self.before = before
    self.after = after
  }
}
