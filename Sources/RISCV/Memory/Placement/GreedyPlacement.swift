/// Places bodies one after the other, each where it fits among those before.
struct GreedyPlacement: ~Copyable {
  /// Which of the holes that are large enough a body takes.
  enum Fit: CaseIterable {
    /// The lowest.
    case first
    /// The smallest, and the lowest of these.
    case best
  }

  private let bodies: MemoryBodies
  private let pairs: BodyPairs

  /// The offsets of the last placement; -1 before a body is placed.
  private(set) var offsets: [Int]

  /// The stretches of offsets that neighbours forbid, without their ends, by lower end.
  private var forbidden: [(lower: Int, upper: Int)] = []

  /// Prepares placements of some bodies.
  init(_ bodies: MemoryBodies, _ pairs: BodyPairs) {
    self.bodies = bodies
    self.pairs = pairs
    offsets = [Int](repeating: -1, count: bodies.count)
  }

  /// Places all bodies in some order and gives the peak.
  mutating func place(_ order: [Int], fit: Fit) -> Int {
    for body in offsets.indices { offsets[body] = -1 }
    var peak = 0
    for body in order {
      let offset = findOffset(body, fit)
      offsets[body] = offset
      peak = max(peak, offset + bodies.heights[body])
    }
    return peak
  }

  private mutating func findOffset(_ body: Int, _ fit: Fit) -> Int {
    forbidden.removeAll(keepingCapacity: true)
    for position in pairs.starts[body]..<pairs.starts[body + 1] {
      let offset = offsets[Int(pairs.neighbours[position])]
      guard offset >= 0 else { continue }
      let stretch = (
        lower: offset - pairs.risesTo[position], upper: offset + pairs.risesFrom[position]
      )
      // A window may leave a neighbour nothing that it could meet.
      if stretch.lower < stretch.upper { forbidden.append(stretch) }
    }
    forbidden.sort { $0.lower < $1.lower }
    let alignment = bodies.alignments[body]
    var candidate = 0
    var best: (offset: Int, room: Int)?
    for stretch in forbidden {
      if candidate <= stretch.lower {
        if fit == .first { return candidate }
        let room = stretch.lower - candidate
        if best.map({ room < $0.room }) ?? true { best = (candidate, room) }
      }
      if candidate < stretch.upper {
        let excess = stretch.upper % alignment
        candidate = excess == 0 ? stretch.upper : stretch.upper + alignment - excess
      }
    }
    return best?.offset ?? candidate
  }
}
