/// Which bodies are ever live together, and how far one must then lie above the other.
///
/// Body `b` lies above `a` if its offset is at least that of `a` plus the rise from `a` to `b`; two
/// neighbours are apart if either lies above the other.
struct BodyPairs {
  /// The position of the first neighbour of each body, and the end of the last.
  private(set) var starts: [Int]

  /// The neighbours of each body, in order.
  private(set) var neighbours: [Int32]

  /// The rise from the body to the neighbour.
  private(set) var risesTo: [Int]

  /// The rise from the neighbour to the body.
  private(set) var risesFrom: [Int]

  private struct Meeting {
    var low: Int32
    var high: Int32
    var rise: Int
    var fall: Int
  }

  /// Finds the pairs by a sweep over the sections; the work is that of the pairs that meet.
  init(_ bodies: MemoryBodies) {
    var meetings: [Meeting] = []
    var live: [MemoryBodies.Piece] = []
    for piece in bodies.pieces.sorted(by: { $0.sections.lowerBound < $1.sections.lowerBound }) {
      live.removeAll { $0.sections.upperBound <= piece.sections.lowerBound }
      for other in live where other.body != piece.body {
        let (low, high) = other.body < piece.body ? (other, piece) : (piece, other)
        meetings.append(
          Meeting(
            low: Int32(low.body), high: Int32(high.body), rise: low.top - high.bottom,
            fall: high.top - low.bottom))
      }
      live.append(piece)
    }
    meetings.sort { ($0.low, $0.high) < ($1.low, $1.high) }
    var pairs: [Meeting] = []
    for meeting in meetings {
      if let last = pairs.last, last.low == meeting.low, last.high == meeting.high {
        pairs[pairs.count - 1].rise = max(last.rise, meeting.rise)
        pairs[pairs.count - 1].fall = max(last.fall, meeting.fall)
      } else {
        pairs.append(meeting)
      }
    }
    starts = [Int](repeating: 0, count: bodies.count + 1)
    for pair in pairs {
      starts[Int(pair.low) + 1] += 1
      starts[Int(pair.high) + 1] += 1
    }
    for body in 0..<bodies.count { starts[body + 1] += starts[body] }
    var next = starts
    neighbours = [Int32](repeating: 0, count: 2 * pairs.count)
    risesTo = [Int](repeating: 0, count: 2 * pairs.count)
    risesFrom = risesTo
    for pair in pairs {
      for (body, other, rise, fall) in [
        (pair.low, pair.high, pair.rise, pair.fall), (pair.high, pair.low, pair.fall, pair.rise),
      ] {
        let position = next[Int(body)]
        neighbours[position] = other
        risesTo[position] = rise
        risesFrom[position] = fall
        next[Int(body)] += 1
      }
    }
  }
}
