/// A complete search for offsets under a limit, one body after the other from the bottom up.
///
/// A placement is canonical if every body lies as low as the bodies below it allow, and bodies are
/// placed in order of offset, those of equal offset by rank. If there is any placement there is a
/// canonical one, so only these are tried. What cannot succeed is left early: a body that must be
/// raised has to find another to stand on, a section must have room for all that is still to be
/// placed in it, no body may be left a hole that it fits in, and of equal bodies the first comes
/// first. Whatever time separates is searched apart. The method follows M. D. Moffitt, MiniMalloc,
/// ASPLOS 2023, §4 to §6; it wants bodies that are flat (`MemoryBodies.isFlat`).
struct CanonicalSearch: ~Copyable {
  /// How a search ended.
  enum Outcome {
    /// Offsets under the limit were found.
    case found
    /// There are none.
    case impossible
    /// The nodes were used up.
    case undecided
  }

  let bodies: MemoryBodies
  let pairs: BodyPairs
  let count: Int

  /// The bytes that may be used.
  var limit = 0
  /// The nodes that may still be opened.
  var nodesLeft = 0

  /// The lowest offset that placed bodies allow each body, and the offset of those placed.
  let floors: UnsafeMutableBufferPointer<Int>
  let isPlaced: UnsafeMutableBufferPointer<Bool>
  /// The order among bodies of equal offset.
  let ranks: UnsafeMutableBufferPointer<Int>
  /// The equal body of the rank before, or -1.
  let twins: UnsafeMutableBufferPointer<Int>
  let heights: UnsafeMutableBufferPointer<Int>
  /// The bytes still to be placed in each section.
  let remaining: UnsafeMutableBufferPointer<Int>
  /// The lowest floor of those still to be placed in each section, for `hasRoom`.
  let lowest: UnsafeMutableBufferPointer<Int>

  let starts: [Int]
  let neighbours: [Int32]
  let risesTo: [Int]
  let risesFrom: [Int]
  let alignments: [Int]
  let spans: [Range<Int>]
  let pieceRanges: [Range<Int>]
  let pieceSections: [Range<Int>]
  let pieceTops: [Int]

  /// Lists of bodies, those of the node that is open at the end.
  var arena: [Int32] = []

  /// Bodies whose floor was raised, with the floor before.
  var trail: [(body: Int, floor: Int)] = []

  /// Prepares searches of some bodies.
  init(_ bodies: MemoryBodies, _ pairs: BodyPairs) {
    self.bodies = bodies
    self.pairs = pairs
    count = bodies.count
    starts = pairs.starts
    neighbours = pairs.neighbours
    risesTo = pairs.risesTo
    risesFrom = pairs.risesFrom
    alignments = bodies.alignments
    pieceRanges = bodies.pieceRanges
    pieceSections = bodies.pieces.map(\.sections)
    pieceTops = bodies.pieces.map(\.top)
    spans = bodies.spans
    floors = .allocate(capacity: count)
    floors.initialize(repeating: 0)
    isPlaced = .allocate(capacity: count)
    isPlaced.initialize(repeating: false)
    ranks = .allocate(capacity: count)
    ranks.initialize(repeating: 0)
    twins = .allocate(capacity: count)
    twins.initialize(repeating: -1)
    heights = .allocate(capacity: count)
    _ = heights.initialize(from: bodies.heights)
    remaining = .allocate(capacity: bodies.sectionCount)
    remaining.initialize(repeating: 0)
    lowest = .allocate(capacity: bodies.sectionCount)
    lowest.initialize(repeating: 0)
  }

  /// Starts from nothing placed, with an order among equals.
  mutating func prepare(_ order: [Int]) {
    trail.removeAll(keepingCapacity: true)
    arena = (0..<count).sorted { (spans[$0].lowerBound, $0) < (spans[$1].lowerBound, $1) }
      .map { Int32($0) }
    for section in remaining.indices { remaining[section] = 0 }
    for (rank, body) in order.enumerated() {
      ranks[body] = rank
      floors[body] = 0
      isPlaced[body] = false
      twins[body] = -1
      for piece in pieceRanges[body] {
        for section in pieceSections[piece] { remaining[section] += pieceTops[piece] }
      }
    }
    var lastOfKind: [[Int]: Int] = [:]
    for body in order {
      var kind = [alignments[body]]
      for piece in bodies.pieces[pieceRanges[body]] {
        kind += [piece.sections.lowerBound, piece.sections.upperBound, piece.top]
      }
      twins[body] = lastOfKind[kind] ?? -1
      lastOfKind[kind] = body
    }
  }

  deinit {
    floors.deallocate()
    isPlaced.deallocate()
    ranks.deallocate()
    twins.deallocate()
    heights.deallocate()
    remaining.deallocate()
    lowest.deallocate()
  }
}
