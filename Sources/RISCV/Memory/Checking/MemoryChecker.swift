import Basic

/// Checks a plan by the rules alone, knowing nothing of how it was made.
package struct MemoryChecker {
  private let problem: MemoryProblem
  private let plan: MemoryPlan
  private let place: (ID<MemoryBuffer>) -> Diagnostic.Place

  /// Bytes in use for some steps.
  private struct Use {
    var buffer: ID<MemoryBuffer>
    var steps: Range<Int>
    var bytes: Range<Int>
  }

  /// Reports every violation of `MemoryRules.plans`; `false` if there is one.
  ///
  /// - Parameters:
  ///   - problem: what `MemoryProblem.validate` finds nothing wrong with.
  ///   - place: where a buffer is described.
  @discardableResult
  package static func check(
    _ plan: MemoryPlan, of problem: MemoryProblem, into diagnostics: inout DiagnosticBag,
    place: @escaping (ID<MemoryBuffer>) -> Diagnostic.Place = { _ in .none }
  ) -> Bool {
    let errorsBefore = diagnostics.errorCount
    MemoryChecker(problem: problem, plan: plan, place: place).check(&diagnostics)
    return diagnostics.errorCount == errorsBefore
  }

  private func check(_ diagnostics: inout DiagnosticBag) {
    guard plan.offsets.count == problem.buffers.count else {
      diagnostics.report(
        .error(
          MemoryRules.placed,
          "the plan has \(plan.offsets.count) offsets for \(problem.buffers.count) buffers"))
      return
    }
    var uses: [Use] = []
    var end = 0
    for id in problem.buffers.ids {
      let (buffer, offset) = (problem.buffers[id], plan.offsets[id.index])
      guard offset >= 0, offset < 1 << 60 else {
        diagnostics.report(
          .error(MemoryRules.placed, "'\(buffer.name)' has the offset \(offset)", at: place(id)))
        continue
      }
      if !offset.isMultiple(of: buffer.alignment) {
        diagnostics.report(
          .error(
            MemoryRules.aligned,
            "'\(buffer.name)' at \(range(id)) does not start at a multiple of \(buffer.alignment)",
            at: place(id)))
      }
      if let capacity = problem.capacity, offset + buffer.size.count > capacity.count {
        diagnostics.report(
          .error(
            MemoryRules.capacity,
            "'\(buffer.name)' at \(range(id)) ends beyond the capacity of \(capacity.count) bytes",
            at: place(id)))
      }
      end = max(end, offset + buffer.size.count)
      uses += self.uses(id, buffer, offset)
    }
    if plan.peak.count != end {
      diagnostics.report(
        .error(
          MemoryRules.peak,
          "the plan states a peak of \(plan.peak.count) bytes, but its last byte ends at \(end)"))
    }
    sweep(uses, &diagnostics)
  }

  /// The stretches of steps in which a buffer keeps the same bytes.
  private func uses(_ id: ID<MemoryBuffer>, _ buffer: MemoryBuffer, _ offset: Int) -> [Use] {
    let all = offset..<offset + buffer.size.count
    var uses: [Use] = []
    var step = buffer.lifetime.lowerBound
    for gap in buffer.gaps {
      uses.append(Use(buffer: id, steps: step..<gap.steps.lowerBound, bytes: all))
      if let window = gap.window {
        let bytes = offset + window.lowerBound..<offset + window.upperBound
        uses.append(Use(buffer: id, steps: gap.steps, bytes: bytes))
      }
      step = gap.steps.upperBound
    }
    uses.append(Use(buffer: id, steps: step..<buffer.lifetime.upperBound, bytes: all))
    return uses.filter { !$0.steps.isEmpty }
  }

  /// Meets the uses in order of their first step and compares each with those that still last.
  private func sweep(_ uses: [Use], _ diagnostics: inout DiagnosticBag) {
    var lasting: [Use] = []
    var reported: Set<[ID<MemoryBuffer>]> = []
    let ordered = uses.sorted {
      ($0.steps.lowerBound, $0.buffer) < ($1.steps.lowerBound, $1.buffer)
    }
    for use in ordered {
      lasting.removeAll { $0.steps.upperBound <= use.steps.lowerBound }
      for other in lasting where other.buffer != use.buffer && other.bytes.overlaps(use.bytes) {
        let pair = [min(use.buffer, other.buffer), max(use.buffer, other.buffer)]
        let (first, second) = other.buffer < use.buffer ? (other, use) : (use, other)
        guard let conflict = conflict(first, second), reported.insert(pair).inserted else {
          continue
        }
        diagnostics.report(conflict)
      }
      lasting.append(use)
    }
  }

  /// What is wrong with two uses of the same bytes in one step, if anything is.
  private func conflict(_ first: Use, _ second: Use) -> Diagnostic? {
    let shared = first.bytes.clamped(to: second.bytes)
    var message =
      "'\(problem.buffers[first.buffer].name)' at \(range(first.buffer)) and "
      + "'\(problem.buffers[second.buffer].name)' at \(range(second.buffer)) share the bytes "
      + "\(shared.lowerBound)..<\(shared.upperBound) in step "
      + "\(max(first.steps.lowerBound, second.steps.lowerBound))"
    var rule = MemoryRules.overlap
    if takesPlace(second.buffer, of: first.buffer) || takesPlace(first.buffer, of: second.buffer) {
      guard plan.offsets[first.buffer.index] != plan.offsets[second.buffer.index] else {
        return nil
      }
      rule = MemoryRules.sharing
      message += " but do not start at the same byte"
    }
    return .error(
      rule, message, at: place(second.buffer),
      notes: [
        .init(
          "'\(problem.buffers[first.buffer].name)' is described here", at: place(first.buffer))
      ].filter { $0.place != .none })
  }

  /// Whether the problem lets `output` take the bytes of `input` as it dies.
  private func takesPlace(_ output: ID<MemoryBuffer>, of input: ID<MemoryBuffer>) -> Bool {
    let (later, earlier) = (problem.buffers[output], problem.buffers[input])
    guard later.inPlace == input, later.size <= earlier.size else { return false }
    return earlier.lifetime.contains(later.lifetime.lowerBound)
      && earlier.lifetime.upperBound == later.lifetime.lowerBound + 1
      && earlier.lifetime.lowerBound != later.lifetime.lowerBound
  }

  private func range(_ id: ID<MemoryBuffer>) -> String {
    let offset = plan.offsets[id.index]
    return "\(offset)..<\(offset + problem.buffers[id].size.count)"
  }
}
