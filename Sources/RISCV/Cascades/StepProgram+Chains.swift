extension StepProgram {
  /// Whether the steps can take turns: each reads rows near those that it writes, and what they
  /// hand on is read by nothing else.
  func isChain(_ run: Range<Int>) -> Bool {
    for step in run {
      guard steps[step].isLocalInRows else { return false }
      guard step < run.upperBound - 1 else { continue }
      let tensor = steps[step].output
      let readers = steps.indices.filter { index in
        steps[index].inputs.contains { $0.tensor == tensor }
      }
      let writers = steps.filter { $0.output == tensor }
      let isRead = !readers.isEmpty && readers.allSatisfy { $0 > step && run.contains($0) }
      let isPlain = readers.allSatisfy { reader in
        steps[reader].inputs.allSatisfy {
          $0.tensor != tensor || $0.shape == tensors[tensor].shape
        }
      }
      guard isRead, isPlain, writers.count == 1, tensors[tensor].role == .intermediate
      else { return false }
    }
    return true
  }
}
