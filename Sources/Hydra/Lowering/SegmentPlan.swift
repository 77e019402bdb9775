import Basic

/// The segments in which the weights of a network are loaded: as few as possible, each for layers in a row.
struct SegmentPlan {
  /// What the layers of a network take of each lane, layer by layer.
  let needs: [WeightSegment]

  /// What each lane holds.
  let held: WeightSegment

  /// What all layers take together.
  var whole: WeightSegment {
    needs.reduce(into: WeightSegment(weights: 0, biases: 0)) { $0.add($1) }
  }

  /// Whether the memories hold all at once.
  var fitsWhole: Bool { whole.fits(held) }

  /// The layers that take more than the memories hold.
  var tooLarge: [Int] { needs.indices.filter { !needs[$0].fits(held) } }

  /// The first layer of each segment; none if the memories hold all at once.
  ///
  /// Filling each before the next is begun gives the fewest, as what is left for the rest never grows.
  var starts: [Int] {
    guard !fitsWhole else { return [] }
    var starts = [0]
    var filled = WeightSegment(weights: 0, biases: 0)
    for (index, need) in needs.enumerated() {
      var more = filled
      more.add(need)
      if !more.fits(held) {
        starts.append(index)
        more = need
      }
      filled = more
    }
    return starts
  }
}

extension WeightSegment {
  mutating func add(_ other: WeightSegment) {
    weights += other.weights
    biases += other.biases
  }

  func fits(_ held: WeightSegment) -> Bool {
    weights <= held.weights && biases <= held.biases
  }
}
