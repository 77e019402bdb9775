import Basic

/// Buffers with lifetimes that are to share one level of memory.
package struct MemoryProblem: Sendable, Equatable {
  /// The buffers.
  package var buffers = Table<MemoryBuffer>()

  /// The size of the level, if it is limited.
  package var capacity: Bytes?

  /// Makes a problem.
  package init(_ buffers: [MemoryBuffer] = [], capacity: Bytes? = nil) {
    self.capacity = capacity
    for buffer in buffers { self.buffers.append(buffer) }
  }

  /// Adds a buffer and gives its id.
  @discardableResult
  package mutating func add(_ buffer: MemoryBuffer) -> ID<MemoryBuffer> {
    buffers.append(buffer)
  }

  /// The problem with no output in place.
  package var withoutInPlace: MemoryProblem {
    var copy = self
    for id in buffers.ids { copy.buffers[id].inPlace = nil }
    return copy
  }

  /// Whether an output may take the bytes of an input: the input was there before, dies in the
  /// output's first step and is at least as large.
  func allowsSharing(_ output: ID<MemoryBuffer>) -> Bool {
    guard let partner = buffers[output].inPlace, buffers.contains(partner), partner != output
    else { return false }
    let (output, input) = (buffers[output], buffers[partner])
    return input.lifetime.lowerBound < output.lifetime.lowerBound
      && input.lifetime.upperBound - 1 == output.lifetime.lowerBound
      && input.size >= output.size
  }
}

/// Where the buffers of a problem lie.
package struct MemoryPlan: Sendable, Equatable {
  /// The first byte of each buffer, in the order of the problem.
  package var offsets: [Int]

  /// The end of the last byte in use.
  package var peak: Bytes

  /// Makes a plan of its parts, which `MemoryChecker` compares.
  package init(offsets: [Int], peak: Bytes) {
    self.offsets = offsets
    self.peak = peak
  }

  /// Makes a plan of offsets, one for each buffer of `problem`.
  package init(offsets: [Int], of problem: MemoryProblem) {
    precondition(offsets.count == problem.buffers.count)
    self.offsets = offsets
    peak = Bytes(
      zip(problem.buffers.ids, offsets)
        .reduce(0) { max($0, $1.1 + problem.buffers[$1.0].size.count) })
  }

  /// The first byte of a buffer.
  package func offset(of buffer: ID<MemoryBuffer>) -> Int { offsets[buffer.index] }
}
