import IR

/// The constant weights of a layer seen as a matrix: rows are inputs, columns are outputs.
///
/// Each group of a convolution has a matrix of its own.
struct WeightMatrix: Sendable {
  /// The elements as the network stores them, `i8` or `i4`.
  let tensor: Tensor

  /// Matrices.
  let groups: Int

  /// Rows of each matrix.
  let rows: Int

  /// Outputs of each matrix.
  let outputs: Int

  /// Distance between the weights of neighbouring outputs.
  private let outputStride: Int

  /// Position of each row's weight from the first of its output.
  private let rowOffsets: [Int]

  /// Weights of a convolution, weight: [O, C/groups, kh, kw]; rows count ky, kx, c.
  init(convolution tensor: Tensor, groups: Int) {
    let shape = tensor.type.shape
    let (channels, height, width) = (shape[1], shape[2], shape[3])
    self.tensor = tensor
    self.groups = groups
    rows = channels * height * width
    outputs = shape[0] / groups
    outputStride = rows
    rowOffsets = (0..<rows).map { row in
      let (tap, channel) = row.quotientAndRemainder(dividingBy: channels)
      return channel * height * width + tap
    }
  }

  /// Weights of a dense layer, weight: [U, K].
  init(dense tensor: Tensor) {
    self.tensor = tensor
    groups = 1
    rows = tensor.type.shape[1]
    outputs = tensor.type.shape[0]
    outputStride = rows
    rowOffsets = Array(0..<rows)
  }

  /// The right factor of a matrix product, b: [K, N].
  init(product tensor: Tensor) {
    self.tensor = tensor
    groups = 1
    rows = tensor.type.shape[0]
    outputs = tensor.type.shape[1]
    outputStride = 1
    let outputs = outputs
    rowOffsets = (0..<rows).map { $0 * outputs }
  }

  /// Calls `body` with a row and its weight for each row in `range` of one output.
  @inline(__always)
  func forEachWeight(
    group: Int, output: Int, rows range: Range<Int>, _ body: (Int, Int) -> Void
  ) {
    let start = (group * outputs + output) * outputStride
    tensor.withElements(of: Int8.self) { elements in
      rowOffsets.withUnsafeBufferPointer { offsets in
        for row in range { body(row, Int(elements[start + offsets[row]])) }
      }
    }
  }

  /// The sum of the weights of one output.
  func sum(group: Int, output: Int) -> Int {
    var sum = 0
    forEachWeight(group: group, output: output, rows: 0..<rows) { sum += $1 }
    return sum
  }
}
