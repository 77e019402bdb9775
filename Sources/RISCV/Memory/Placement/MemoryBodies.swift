import Basic

/// Rigid bodies in the plane of steps and bytes, which a planner moves along the bytes alone.
///
/// A body is one buffer, or a chain of buffers in place that start at the same byte. Where it is
/// live it holds the bytes from `bottom` to `top`, counted from its offset. Steps are compressed to
/// sections: the smallest number of steps in which all pairs meet that meet at all.
struct MemoryBodies {
  /// A stretch of sections in which a body holds the same bytes.
  struct Piece {
    var body: Int
    var sections: Range<Int>
    var bottom: Int
    var top: Int
  }

  /// The end of the last byte of each body.
  private(set) var heights: [Int] = []

  /// What the offset of each body is a multiple of.
  private(set) var alignments: [Int] = []

  /// The buffers of each body, which all have its offset.
  private(set) var members: [[ID<MemoryBuffer>]] = []

  /// The sections from the first to the last in which each body is live.
  private(set) var spans: [Range<Int>] = []

  /// The number of steps in which each body is live.
  private(set) var lengths: [Int] = []

  /// The pieces of all bodies, those of one after the other.
  private(set) var pieces: [Piece] = []

  /// The pieces of each body.
  private(set) var pieceRanges: [Range<Int>] = []

  /// The number of sections.
  private(set) var sectionCount = 0

  /// Whether all buffers share that were to.
  private(set) var isShared = true

  /// The number of bodies.
  var count: Int { heights.count }

  /// Whether every piece starts at the offset of its body, so that who lies lower starts lower.
  var isFlat: Bool { pieces.allSatisfy { $0.bottom == 0 } }

  /// Makes the bodies of some buffers; `sharing` says which of them, other than those that come
  /// first in a chain, take the bytes of their partner.
  init(_ problem: MemoryProblem, buffers: [ID<MemoryBuffer>], sharing: Set<ID<MemoryBuffer>>) {
    var bodyOf: [ID<MemoryBuffer>: Int] = [:]
    // A partner starts before its output, so in order of start every chain is met from its head.
    let ordered = buffers.sorted {
      (problem.buffers[$0].lifetime.lowerBound, $0)
        < (problem.buffers[$1].lifetime.lowerBound, $1)
    }
    for id in ordered {
      let buffer = problem.buffers[id]
      if sharing.contains(id), let partner = buffer.inPlace, let body = bodyOf[partner],
        let alignment = Self.commonMultiple(alignments[body], buffer.alignment)
      {
        bodyOf[id] = body
        members[body].append(id)
        heights[body] = max(heights[body], buffer.size.count)
        alignments[body] = alignment
      } else {
        isShared = isShared && !sharing.contains(id)
        bodyOf[id] = count
        members.append([id])
        heights.append(buffer.size.count)
        alignments.append(buffer.alignment)
      }
    }
    for body in 0..<count {
      let own = Self.profile(members[body].map { problem.buffers[$0] }, body: body)
      pieceRanges.append(pieces.count..<pieces.count + own.count)
      pieces += own
    }
    lengths = pieceRanges.map { pieces[$0].reduce(0) { $0 + $1.sections.count } }
    compressSteps()
    spans = pieceRanges.map { range in
      let own = pieces[range]
      return (own.first?.sections.lowerBound ?? 0)..<(own.last?.sections.upperBound ?? 0)
    }
  }

  /// The least common multiple of two alignments, or `nil` if it is larger than any that makes
  /// sense, so that offsets stay far from overflow.
  private static func commonMultiple(_ a: Int, _ b: Int) -> Int? {
    if a % b == 0 { return a }
    if b % a == 0 { return b }
    let (multiple, overflow) = (a / greatestCommonDivisor(a, b)).multipliedReportingOverflow(by: b)
    return overflow || multiple > 1 << 32 ? nil : multiple
  }

  /// The greatest common divisor of two numbers of which the first is positive.
  static func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
    var (x, y) = (a, b)
    while y != 0 { (x, y) = (y, x % y) }
    return x
  }

  /// What buffers at the same offset hold together, in steps.
  private static func profile(_ buffers: [MemoryBuffer], body: Int) -> [Piece] {
    var parts: [Piece] = []
    for buffer in buffers {
      var start = buffer.lifetime.lowerBound
      func add(_ end: Int, _ window: Range<Int>) {
        guard start < end else { return }
        parts.append(
          Piece(
            body: body, sections: start..<end, bottom: window.lowerBound, top: window.upperBound))
      }
      for gap in buffer.gaps {
        add(gap.steps.lowerBound, 0..<buffer.size.count)
        start = gap.steps.lowerBound
        if let window = gap.window { add(gap.steps.upperBound, window) }
        start = gap.steps.upperBound
      }
      add(buffer.lifetime.upperBound, 0..<buffer.size.count)
    }
    guard buffers.count > 1 else { return parts }
    // An output and its dying input meet in one step, in which both windows are held.
    let cuts = Set(parts.flatMap { [$0.sections.lowerBound, $0.sections.upperBound] }).sorted()
    var joined: [Piece] = []
    var live: [Piece] = []
    var next = 0
    parts.sort { $0.sections.lowerBound < $1.sections.lowerBound }
    for (start, end) in zip(cuts, cuts.dropFirst()) {
      live.removeAll { $0.sections.upperBound <= start }
      while next < parts.count, parts[next].sections.lowerBound <= start {
        live.append(parts[next])
        next += 1
      }
      guard let bottom = live.map(\.bottom).min(), let top = live.map(\.top).max() else { continue }
      if let last = joined.last, last.sections.upperBound == start, last.bottom == bottom,
        last.top == top
      {
        joined[joined.count - 1].sections = last.sections.lowerBound..<end
      } else {
        joined.append(Piece(body: body, sections: start..<end, bottom: bottom, top: top))
      }
    }
    return joined
  }

  /// Numbers sections in place of steps: a section ends where a piece ends after another started,
  /// so that what is live between two ends at most is live at once.
  private mutating func compressSteps() {
    let starts = pieces.map(\.sections.lowerBound).sorted()
    let ends = pieces.map(\.sections.upperBound).sorted()
    // The last start before each end that follows a start: all pieces that meet do so in one.
    var representatives: [Int] = []
    var next = 0
    for end in ends {
      var latest: Int?
      while next < starts.count, starts[next] < end {
        latest = starts[next]
        next += 1
      }
      if let latest { representatives.append(latest) }
    }
    sectionCount = representatives.count
    func section(_ step: Int) -> Int {
      var (low, high) = (0, representatives.count)
      while low < high {
        let middle = (low + high) / 2
        if representatives[middle] < step { low = middle + 1 } else { high = middle }
      }
      return low
    }
    for index in pieces.indices {
      let steps = pieces[index].sections
      pieces[index].sections = section(steps.lowerBound)..<section(steps.upperBound)
    }
  }
}
