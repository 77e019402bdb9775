/// What `resize` makes the elements of along one axis: for each index of the result, indices of the
/// operand with their weights.
///
/// Every mode comes down to these lists; what lies beyond an end of the axis is its last element.
package struct ResizeTaps: Sendable, Equatable {
  /// The size of the operand.
  package let input: Int

  /// For each index of the result where its taps start, and at last their number.
  package private(set) var starts: [Int] = [0]

  /// The indices of the operand, ascending for each index of the result.
  package private(set) var indices: [Int] = []

  /// Their weights, of which none is 0.
  package private(set) var weights: [Double] = []

  /// The size of the result.
  package var output: Int { starts.count - 1 }

  /// The positions of `indices` and `weights` that make index `position` of the result.
  @inlinable
  package func range(_ position: Int) -> Range<Int> { starts[position]..<starts[position + 1] }

  /// Whether every index of the result is the same index of the operand.
  package var isIdentity: Bool {
    input == output && indices.elementsEqual(0..<input) && weights.allSatisfy { $0 == 1 }
  }

  /// Computes the taps of an axis.
  init(_ axis: ResizeAxis, _ filter: ResizeFilter) {
    input = axis.input
    starts.reserveCapacity(axis.output + 1)
    for position in 0..<axis.output {
      append(filter, axis.source(position, filter.transformation), scale: axis.scale)
    }
  }

  /// Adds the taps of the next index, which lies at `place` of the operand.
  private mutating func append(_ filter: ResizeFilter, _ place: Double, scale: Double) {
    // An element that the place lies on counts as its upper neighbour, as in ONNX. However far beyond
    // an end a place is, it is the same; the limit keeps sums of indices within 64 bits.
    let place = min(max(place, -0x1p50), 0x1p50)
    let base = place.rounded(.up) - 1
    var (first, weights) = filter.weights(place - base, scale: scale)
    first += Int(base)
    if filter.excludesOutside {
      for tap in weights.indices where first + tap < 0 || first + tap >= input {
        weights[tap] = 0
      }
      let sum = weights.reduce(0, +)
      if sum != 0 { weights = weights.map { $0 / sum } }
    }
    for (tap, weight) in weights.enumerated() where weight != 0 {
      let index = min(max(first + tap, 0), input - 1)
      if indices.count > starts[starts.count - 1], indices[indices.count - 1] == index {
        self.weights[indices.count - 1] += weight
      } else {
        indices.append(index)
        self.weights.append(weight)
      }
    }
    starts.append(indices.count)
  }
}
