/// The choice of output channels that keep their 8 bits, over all layers of a network at once.
/// ([bbs24] algorithm 2)
package struct SensitiveChannels: Sendable {
  /// What is chosen: channels one by one, or blocks of neighbours.
  package enum Unit: String, Sendable, CaseIterable {
    case channels, blocks
  }

  /// The part of all channels that are sensitive, from 0 to 1.
  package let part: Double

  /// The channels that an accelerator works on at once: of each layer a multiple of them is chosen.
  package let alignment: Int

  /// What is chosen.
  package let unit: Unit

  /// States how to choose.
  package init(part: Double, alignment: Int, unit: Unit) {
    self.part = part
    self.alignment = alignment
    self.unit = unit
  }

  /// The sensitive channels of each layer, in ascending order.
  ///
  /// - Parameter scores: of each layer the score of each channel; the greatest are sensitive.
  package func choose(_ scores: [[Double]]) -> [[Int]] {
    switch unit {
    case .channels: channels(scores)
    case .blocks: blocks(scores)
    }
  }

  /// A channel or a block by its place.
  private struct Place {
    let layer: Int
    let index: Int
    let score: Double
  }

  /// The places of greatest score; of equal ones the first.
  private func greatest(_ places: [Place], _ count: Int) -> ArraySlice<Place> {
    places.sorted { a, b in
      (-a.score, a.layer, a.index) < (-b.score, b.layer, b.index)
    }.prefix(count)
  }

  /// The number that the part stands for, halves up.
  private func count(of total: Int) -> Int { Int((part * Double(total)).rounded()) }

  /// Channels of greatest score in the network; in each layer as many more as fill the alignment.
  private func channels(_ scores: [[Double]]) -> [[Int]] {
    let places = scores.enumerated().flatMap { layer, scores in
      scores.enumerated().map { Place(layer: layer, index: $0, score: $1) }
    }
    var counts = [Int](repeating: 0, count: scores.count)
    for place in greatest(places, count(of: places.count)) { counts[place.layer] += 1 }
    return scores.indices.map { layer in
      let aligned = (counts[layer] + alignment - 1) / alignment * alignment
      let own = scores[layer].enumerated().map { Place(layer: layer, index: $0, score: $1) }
      return greatest(own, aligned).map(\.index).sorted()
    }
  }

  /// Blocks of greatest norm; a layer that does not divide into blocks keeps all its channels.
  private func blocks(_ scores: [[Double]]) -> [[Int]] {
    let divides = scores.map { $0.count % alignment == 0 }
    let places = scores.indices.filter { divides[$0] }.flatMap { layer in
      (0..<scores[layer].count / alignment).map { block in
        let part = scores[layer][block * alignment..<(block + 1) * alignment]
        return Place(
          layer: layer, index: block,
          score: part.reduce(0) { $0 + $1 * $1 }.squareRoot())
      }
    }
    var chosen = scores.indices.map { divides[$0] ? [] : Array(scores[$0].indices) }
    for place in greatest(places, count(of: places.count)) {
      chosen[place.layer] += place.index * alignment..<(place.index + 1) * alignment
    }
    return chosen.map { $0.sorted() }
  }
}
