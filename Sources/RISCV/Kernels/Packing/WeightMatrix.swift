/// Weights as a matrix: a row for each output channel, in the order in which a kernel sums.
package struct WeightMatrix: Hashable, Sendable {
  /// The rows, one after another.
  package let elements: [Int8]

  /// The number of rows.
  package let channels: Int

  /// The length of a row.
  package let depth: Int

  /// The matrix of a dense layer, or of rows that are in order.
  package init(rows elements: [Int8], channels: Int) {
    precondition(channels > 0 && elements.count.isMultiple(of: channels))
    self.elements = elements
    self.channels = channels
    depth = elements.count / channels
  }

  /// The matrix of a convolution whose weights lie as `[K, C, rows, columns]`, for tiles that lie
  /// as rows, columns, channels.
  package init(convolution weights: [Int8], shape: [Int]) {
    precondition(shape.count == 4 && shape.reduce(1, *) == weights.count)
    let (inputs, size) = (shape[1], shape[2] * shape[3])
    var elements: [Int8] = []
    elements.reserveCapacity(weights.count)
    for channel in 0..<shape[0] {
      for tap in 0..<size {
        for input in 0..<inputs {
          elements.append(weights[(channel * inputs + input) * size + tap])
        }
      }
    }
    self.init(rows: elements, channels: shape[0])
  }

  /// The matrix of a dense layer that reads `[C, H, W]` from a tile that lies as rows, columns,
  /// channels.
  package init(dense weights: [Int8], channels: Int, image: (channels: Int, pixels: Int)) {
    self.init(
      convolution: weights, shape: [channels, image.channels, image.pixels, 1])
  }

  /// A row.
  package func row(_ channel: Int) -> ArraySlice<Int8> {
    elements[channel * depth..<(channel + 1) * depth]
  }

  /// Some of the rows.
  package func rows(_ range: Range<Int>) -> WeightMatrix {
    WeightMatrix(
      rows: Array(elements[range.lowerBound * depth..<range.upperBound * depth]),
      channels: range.count)
  }

  /// The biases less what the zero point of the input adds to each sum.
  package func folded(_ biases: [Int32], inputZero: Int32) -> [Int32] {
    biases.indices.map { channel in
      let sum = row(channel).reduce(Int32(0)) { $0 &+ Int32($1) }
      return biases[channel] &- inputZero &* sum
    }
  }

  /// The range of each sum, for inputs of a range and biases that belong to the inputs as they are.
  package func ranges(_ biases: [Int32], inputs: ClosedRange<Int32>) -> [ClosedRange<Int64>] {
    let (low, high) = (Int64(inputs.lowerBound), Int64(inputs.upperBound))
    return biases.indices.map { channel in
      var (least, greatest) = (Int64(biases[channel]), Int64(biases[channel]))
      for weight in row(channel) {
        let products = (Int64(weight) * low, Int64(weight) * high)
        least += min(products.0, products.1)
        greatest += max(products.0, products.1)
      }
      return least...greatest
    }
  }
}
