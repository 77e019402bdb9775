/// A part of the weights and biases that the memories of the lanes hold at one time.
///
/// A program whose weights are more than that is divided into segments, each for some layers in a row. The
/// device reads a segment from its bitstream in memory before the first of these layers, in every run.
package struct WeightSegment: Sendable, Hashable {
  /// Weights of each lane.
  package var weights: Int

  /// Biases of each lane.
  package var biases: Int

  /// States the size of a segment.
  package init(weights: Int, biases: Int) {
    (self.weights, self.biases) = (weights, biases)
  }

  /// The cycles from the request to the first layer: one a word and one a packed weight, and three around
  /// them.
  package func loadingCycles(lanes: Int, profile: NumberProfile) -> Int {
    func words(_ count: Int, _ perWord: Int) -> Int {
      stride(from: 0, to: count, by: Bitstream.blockLimit).reduce(0) { sum, start in
        let block = min(Bitstream.blockLimit, count - start)
        return sum + 2 + (block + perWord - 1) / perWord
      }
    }
    let head = 3
    let checks = 2 * 2
    return head + checks + 3
      + lanes * (words(weights, profile.elementsPerWord) + weights + words(biases, 1))
  }
}

extension HydraProgram {
  /// Where the weights and biases of a layer's segment start in those of each lane.
  package struct SegmentStart: Sendable, Hashable {
    /// The number of the segment; `nil` if the program has none.
    package var segment: Int?
    /// The first weight of each lane.
    package var weights = 0
    /// The first bias of each lane.
    package var biases = 0
  }

  /// The start for each layer: one that loads goes on to the next segment.
  package var segmentStarts: [SegmentStart] {
    var start = SegmentStart()
    return layers.map { layer in
      if layer.loads {
        if let number = start.segment {
          if segments.indices.contains(number) {
            start.weights += segments[number].weights
            start.biases += segments[number].biases
          }
          start.segment = number + 1
        } else {
          start.segment = 0
        }
      }
      return start
    }
  }

  /// What the memories hold for a layer that starts so.
  func size(at start: SegmentStart) -> WeightSegment {
    guard let number = start.segment, segments.indices.contains(number) else {
      return WeightSegment(weights: weightCount, biases: biasCount)
    }
    return segments[number]
  }
}
