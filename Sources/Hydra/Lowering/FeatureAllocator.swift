/// Gives each feature map a place in the feature memory.
struct FeatureAllocator {
  /// A map: its size, and the layers between which it must be kept.
  struct Map {
    /// Elements.
    var size: Int
    /// The layer that writes it, -1 for the host.
    var first: Int
    /// The last layer that reads it.
    var last: Int

    /// Whether two maps must not share an element; a layer's input and output must not either.
    func conflicts(with other: Map) -> Bool { first <= other.last && other.first <= last }
  }

  /// The first element of each map, and the elements that all take together.
  struct Placement {
    var bases: [Int]
    var peak: Int
  }

  /// The placement of maps of which some must lie side by side, each at most in one group.
  static func place(_ maps: [Map], together groups: [[Int]]) -> Placement {
    let blocks =
      (groups
      + maps.indices.filter { index in
        !groups.contains { $0.contains(index) }
      }.map { [$0] }).sorted { ($0.min() ?? 0) < ($1.min() ?? 0) }
    let placement = place(
      blocks.map { block in
        Map(
          size: block.reduce(0) { $0 + maps[$1].size },
          first: block.map { maps[$0].first }.min() ?? 0,
          last: block.map { maps[$0].last }.max() ?? 0)
      })
    var bases = [Int](repeating: 0, count: maps.count)
    for (block, base) in zip(blocks, placement.bases) {
      var next = base
      for index in block {
        bases[index] = next
        next += maps[index].size
      }
    }
    return Placement(bases: bases, peak: placement.peak)
  }

  /// The least memory that any placement takes: the maps that are kept at one time.
  static func lowerBound(_ maps: [Map]) -> Int {
    maps.indices.map { index in
      maps.filter { $0.first <= maps[index].first && maps[index].first <= $0.last }
        .reduce(0) { $0 + $1.size }
    }.max() ?? 0
  }

  /// The placement of the lowest peak of those tried: both ends of the least memory in turn, which is
  /// best for a chain; first fit in order of execution; first fit of the largest first.
  static func place(_ maps: [Map]) -> Placement {
    let bound = lowerBound(maps)
    let ends = maps.indices.map { $0 % 2 == 0 ? 0 : bound - maps[$0].size }
    if isSound(maps, ends) { return Placement(bases: ends, peak: bound) }
    let inOrder = firstFit(maps, Array(maps.indices))
    let bySize = firstFit(
      maps,
      maps.indices.sorted {
        maps[$0].size == maps[$1].size ? $0 < $1 : maps[$0].size > maps[$1].size
      })
    return bySize.peak < inOrder.peak ? bySize : inOrder
  }

  private static func isSound(_ maps: [Map], _ bases: [Int]) -> Bool {
    maps.indices.allSatisfy { a in
      maps.indices.allSatisfy { b in
        a >= b || !maps[a].conflicts(with: maps[b])
          || bases[a] + maps[a].size <= bases[b] || bases[b] + maps[b].size <= bases[a]
      }
    }
  }

  /// Puts each map, in the order given, at the lowest place that no map it conflicts with takes.
  private static func firstFit(_ maps: [Map], _ order: [Int]) -> Placement {
    var bases = [Int](repeating: 0, count: maps.count)
    var placed: [Int] = []
    for index in order {
      let taken = placed.filter { maps[$0].conflicts(with: maps[index]) }
        .map { bases[$0]..<bases[$0] + maps[$0].size }
        .sorted { $0.lowerBound < $1.lowerBound }
      var base = 0
      for range in taken where base + maps[index].size > range.lowerBound {
        base = max(base, range.upperBound)
      }
      bases[index] = base
      placed.append(index)
    }
    let peak = maps.indices.map { bases[$0] + maps[$0].size }.max() ?? 0
    return Placement(bases: bases, peak: peak)
  }
}
