import Basic

extension MemoryProblem {
  /// The largest step, size, alignment or offset that is understood.
  static let largestNumber = 1 << 48 - 1

  /// Reports everything that is wrong with the problem; `false` if something is.
  ///
  /// - Parameter place: where a buffer is described.
  @discardableResult
  package func validate(
    into diagnostics: inout DiagnosticBag,
    place: (ID<MemoryBuffer>) -> Diagnostic.Place = { _ in .none }
  ) -> Bool {
    let errorsBefore = diagnostics.errorCount
    var firstUse: [String: ID<MemoryBuffer>] = [:]
    var total = 0
    for id in buffers.ids {
      let buffer = buffers[id]
      if buffer.name.isEmpty {
        diagnostics.report(.error(MemoryRules.name, "a buffer has no name", at: place(id)))
      } else if let first = firstUse[buffer.name] {
        diagnostics.report(
          .error(
            MemoryRules.name, "the name '\(buffer.name)' is used twice", at: place(id),
            notes: [.init("it is first used here", at: place(first))]))
      } else {
        firstUse[buffer.name] = id
      }
      for fault in faults(of: id) {
        diagnostics.report(
          .error(fault.rule, "buffer '\(buffer.name)' \(fault.text)", at: place(id)))
      }
      let reserved =
        max(0, min(buffer.size.count, Self.largestNumber))
        + max(0, min(buffer.alignment, Self.largestNumber))
      total = min(total + reserved, 1 << 60)
    }
    if total >= 1 << 60 {
      diagnostics.report(
        .error(MemoryRules.size, "the buffers have 2^60 bytes or more together"))
    }
    return diagnostics.errorCount == errorsBefore
  }

  private func faults(of id: ID<MemoryBuffer>) -> [(rule: Rule, text: String)] {
    let buffer = buffers[id]
    var faults: [(rule: Rule, text: String)] = []
    if buffer.size.count < 1 || buffer.size.count > Self.largestNumber {
      faults.append((MemoryRules.size, "has \(buffer.size.count) bytes"))
    }
    let (lower, upper) = (buffer.lifetime.lowerBound, buffer.lifetime.upperBound)
    if buffer.lifetime.isEmpty {
      faults.append((MemoryRules.lifetime, "lives from step \(lower) to before \(upper)"))
    }
    if lower < 0 || upper > Self.largestNumber {
      faults.append((MemoryRules.number, "lives in steps that are negative or too large"))
    }
    if buffer.alignment < 1 || buffer.alignment > Self.largestNumber {
      faults.append((MemoryRules.alignment, "has the alignment \(buffer.alignment)"))
    }
    faults += gapFaults(buffer)
    if buffer.inPlace != nil, !allowsSharing(id) { faults.append(inPlaceFault(id)) }
    return faults
  }

  private func gapFaults(_ buffer: MemoryBuffer) -> [(rule: Rule, text: String)] {
    var faults: [(rule: Rule, text: String)] = []
    var end = buffer.lifetime.lowerBound
    for gap in buffer.gaps {
      let (lower, upper) = (gap.steps.lowerBound, gap.steps.upperBound)
      if gap.steps.isEmpty || lower < end || upper > buffer.lifetime.upperBound {
        faults.append(
          (MemoryRules.gap, "has a gap \(lower)-\(upper) that is empty, out of order or outside"))
      }
      end = max(end, upper)
      guard let window = gap.window else { continue }
      if window.isEmpty || window.lowerBound < 0 || window.upperBound > buffer.size.count {
        faults.append(
          (
            MemoryRules.gap,
            "has a window \(window.lowerBound):\(window.upperBound) that is empty or outside its "
              + "\(buffer.size.count) bytes"
          ))
      }
    }
    return faults
  }

  private func inPlaceFault(_ id: ID<MemoryBuffer>) -> (rule: Rule, text: String) {
    guard let partner = buffers[id].inPlace, buffers.contains(partner) else {
      return (MemoryRules.inPlace, "takes the bytes of a buffer that is not there")
    }
    let (output, input) = (buffers[id], buffers[partner])
    return (
      MemoryRules.inPlace,
      "has \(output.size.count) bytes from step \(output.lifetime.lowerBound) on and cannot take "
        + "those of '\(input.name)', which has \(input.size.count) in steps "
        + "\(input.lifetime.lowerBound)..<\(input.lifetime.upperBound)"
    )
  }
}
