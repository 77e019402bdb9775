import Basic

/// The sum of amounts over time.
struct LiveBytes {
  private var changes: [(time: Int, amount: Int)] = []

  /// Adds an amount that is live for some time.
  mutating func add(_ amount: Int, during times: Range<Int>) {
    guard !times.isEmpty else { return }
    changes.append((times.lowerBound, amount))
    changes.append((times.upperBound, -amount))
  }

  /// The largest sum at any time; at least zero.
  var maximum: Int {
    var (live, largest) = (0, 0)
    let sorted = changes.sorted { $0.time < $1.time }
    for (index, change) in sorted.enumerated() {
      live += change.amount
      let isLastOfTime = index + 1 == sorted.count || sorted[index + 1].time > change.time
      if isLastOfTime { largest = max(largest, live) }
    }
    return largest
  }
}

extension MemoryBodies {
  /// Bytes that every placement of these bodies needs: the most that are live in one section, or
  /// the highest body.
  ///
  /// Between two bodies of one section lie only multiples of the common divisor of all alignments,
  /// so every body but the uppermost counts with its size rounded up.
  var lowerBound: Int {
    var divisor = 0
    for alignment in alignments {
      divisor = Self.greatestCommonDivisor(alignment, divisor)
    }
    for piece in pieces where piece.bottom > 0 {
      divisor = Self.greatestCommonDivisor(piece.bottom, divisor)
    }
    var sizes = [Int](repeating: 0, count: sectionCount)
    var rounded = sizes
    var slack = sizes
    for piece in pieces {
      let size = piece.top - piece.bottom
      let excess = (divisor - size % divisor) % divisor
      for section in piece.sections {
        sizes[section] += size
        rounded[section] += size + excess
        slack[section] = max(slack[section], excess)
      }
    }
    var bound = heights.max() ?? 0
    for section in 0..<sectionCount {
      bound = max(bound, sizes[section], rounded[section] - slack[section])
    }
    return bound
  }
}

extension MemoryProblem {
  /// The most bytes that are live at once, which no plan can do without.
  ///
  /// Where an output may take the place of its dying input, the smaller of the two counts as saved;
  /// one output at most can take the place of an input.
  package var lowerBound: Bytes { lowerBound(of: Array(buffers.ids)) }

  /// The most bytes that some of the buffers have live at once.
  func lowerBound(of ids: [ID<MemoryBuffer>]) -> Bytes {
    var live = LiveBytes()
    var largest = 0
    var savings: [ID<MemoryBuffer>: (sum: Int, most: Int, isWhole: Bool)] = [:]
    for id in ids {
      let buffer = buffers[id]
      largest = max(largest, buffer.size.count)
      live.add(buffer.size.count, during: buffer.lifetime)
      for gap in buffer.gaps {
        live.add((gap.window?.count ?? 0) - buffer.size.count, during: gap.steps)
      }
      guard allowsSharing(id), let input = buffer.inPlace else { continue }
      let step = buffer.lifetime.lowerBound
      let shared = min(buffer.bytes(at: step), buffers[input].bytes(at: step))
      var saving = savings[input] ?? (0, 0, true)
      saving.sum += shared
      saving.most = max(saving.most, shared)
      saving.isWhole = saving.isWhole && buffer.gaps.isEmpty
      savings[input] = saving
    }
    for id in ids {
      guard let saving = savings[id] else { continue }
      let step = buffers[id].lifetime.upperBound - 1
      // Windows of several outputs may lie apart, so all of them can be in the input's place.
      live.add(-(saving.isWhole ? saving.most : saving.sum), during: step..<step + 1)
    }
    return Bytes(max(largest, live.maximum))
  }
}

extension MemoryBuffer {
  /// The number of bytes in use in a step of the lifetime.
  func bytes(at step: Int) -> Int {
    for gap in gaps where gap.steps.contains(step) { return gap.window?.count ?? 0 }
    return size.count
  }
}
