import Basic
import RISCV
import TestSupport

/// Problems that follow from a seed.
struct RandomProblems {
  /// What the buffers of a problem have beside sizes and lifetimes.
  struct Features: OptionSet {
    let rawValue: Int
    static let alignment = Features(rawValue: 1)
    static let gaps = Features(rawValue: 2)
    static let windows = Features(rawValue: 4)
    static let inPlace = Features(rawValue: 8)
    static let all: Features = [.alignment, .gaps, .windows, .inPlace]
  }

  /// A problem of some buffers, with sizes of up to `largest` bytes in up to `steps` steps.
  static func problem(
    seed: Int, count: Int, steps: Int, largest: Int, _ features: Features = []
  ) -> MemoryProblem {
    var random = SplitMix(seed)
    var problem = MemoryProblem()
    for index in 0..<count {
      let start = Int.random(in: 0..<steps, using: &random)
      let end = Int.random(in: start + 1...min(steps, start + 1 + steps / 2), using: &random)
      var buffer = MemoryBuffer(
        "b\(index)", size: Bytes(Int.random(in: 1...largest, using: &random)),
        lifetime: start..<end)
      if features.contains(.alignment) {
        buffer.alignment = [1, 1, 2, 3, 4, 8].randomElement(using: &random) ?? 1
      }
      if features.contains(.gaps), end - start > 2, Bool.random(using: &random) {
        let first = Int.random(in: start..<end - 1, using: &random)
        var gap = MemoryGap(first..<Int.random(in: first + 1...end, using: &random))
        if features.contains(.windows), Bool.random(using: &random) {
          let lower = Int.random(in: 0..<buffer.size.count, using: &random)
          gap.window = lower..<Int.random(in: lower + 1...buffer.size.count, using: &random)
        }
        buffer.gaps = [gap]
      }
      problem.add(buffer)
    }
    if features.contains(.inPlace) { addPartners(&problem) }
    return problem
  }

  /// Gives every buffer the first partner whose bytes it may take.
  private static func addPartners(_ problem: inout MemoryProblem) {
    for output in problem.buffers.ids {
      let (start, size) = (
        problem.buffers[output].lifetime.lowerBound, problem.buffers[output].size
      )
      problem.buffers[output].inPlace = problem.buffers.ids.first { input in
        let input = problem.buffers[input]
        return input.lifetime.upperBound - 1 == start && input.lifetime.lowerBound < start
          && input.size >= size
      }
    }
  }
}

/// The lowest peak, by trying every offset of every buffer; for a handful of tiny buffers.
struct BruteForce {
  private let problem: MemoryProblem
  private var offsets: [Int] = []

  /// The lowest peak of any plan of `problem`.
  static func peak(of problem: MemoryProblem) -> Int {
    var search = BruteForce(problem: problem)
    var limit = 1
    while !search.fits(limit) { limit += 1 }
    return limit
  }

  /// The number of pairs that use a byte in the same step.
  static func conflicts(of offsets: [Int], _ problem: MemoryProblem) -> Int {
    let ids = Array(problem.buffers.ids)
    return ids.indices.reduce(0) { sum, a in
      sum
        + ids.indices[..<a].count { b in
          conflict(problem, ids[a], offsets[a], ids[b], offsets[b])
        }
    }
  }

  private init(problem: MemoryProblem) { self.problem = problem }

  private mutating func fits(_ limit: Int) -> Bool {
    guard offsets.count < problem.buffers.count else { return true }
    let ids = Array(problem.buffers.ids)
    let buffer = problem.buffers[ids[offsets.count]]
    guard buffer.size.count <= limit else { return false }
    for offset in stride(from: 0, through: limit - buffer.size.count, by: buffer.alignment) {
      let isFree = offsets.indices.allSatisfy { other in
        !Self.conflict(problem, ids[other], offsets[other], ids[offsets.count], offset)
      }
      guard isFree else { continue }
      offsets.append(offset)
      defer { offsets.removeLast() }
      if fits(limit) { return true }
    }
    return false
  }

  /// Whether two buffers use a byte in the same step, step by step and byte by byte.
  private static func conflict(
    _ problem: MemoryProblem, _ a: ID<MemoryBuffer>, _ offsetOfA: Int, _ b: ID<MemoryBuffer>,
    _ offsetOfB: Int
  ) -> Bool {
    let (first, second) = (problem.buffers[a], problem.buffers[b])
    if first.inPlace == b || second.inPlace == a, offsetOfA == offsetOfB { return false }
    return first.lifetime.clamped(to: second.lifetime).contains { step in
      let bytes = used(first, step, offsetOfA)
      return !bytes.isEmpty && bytes.overlaps(used(second, step, offsetOfB))
    }
  }

  private static func used(_ buffer: MemoryBuffer, _ step: Int, _ offset: Int) -> Range<Int> {
    for gap in buffer.gaps where gap.steps.contains(step) {
      guard let window = gap.window else { return 0..<0 }
      return offset + window.lowerBound..<offset + window.upperBound
    }
    return offset..<offset + buffer.size.count
  }
}
