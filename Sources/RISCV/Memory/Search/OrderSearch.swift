/// Improves the order of a greedy placement by small changes, the same for the same seed.
///
/// A body that ends at the peak, or one that lies right below such a body, moves ahead in the order;
/// what does not raise the peak is kept.
struct OrderSearch {
  /// The number of placements to try.
  let evaluations: Int

  /// The peak at which there is nothing left to gain.
  let goal: Int

  /// Improves `order` and gives the best placement that was seen.
  func improve(
    _ order: [Int], _ bodies: MemoryBodies, _ pairs: BodyPairs, _ random: inout SeededGenerator
  ) -> (offsets: [Int], peak: Int) {
    var placement = GreedyPlacement(bodies, pairs)
    var order = order
    var peak = placement.place(order, fit: .first)
    var best = (offsets: placement.offsets, peak: peak)
    var current = placement.offsets
    guard order.count > 1 else { return best }
    for _ in 0..<evaluations where best.peak > goal {
      let body = culprit(current, peak, bodies, pairs, &random)
      var changed = order
      guard let position = changed.firstIndex(of: body) else { continue }
      let target = random.index(below: max(1, position))
      changed.remove(at: position)
      changed.insert(body, at: target)
      let changedPeak = placement.place(changed, fit: .first)
      guard changedPeak <= peak else { continue }
      (order, peak, current) = (changed, changedPeak, placement.offsets)
      if peak < best.peak { best = (current, peak) }
    }
    return best
  }

  /// A body to place earlier: one that ends at the peak, or one on which such a body rests.
  private func culprit(
    _ offsets: [Int], _ peak: Int, _ bodies: MemoryBodies, _ pairs: BodyPairs,
    _ random: inout SeededGenerator
  ) -> Int {
    let highest = offsets.indices.filter { offsets[$0] + bodies.heights[$0] == peak }
    var body = highest[random.index(below: highest.count)]
    while random.index(below: 2) == 0 {
      let below = (pairs.starts[body]..<pairs.starts[body + 1]).map { position in
        (body: Int(pairs.neighbours[position]), rise: pairs.risesFrom[position])
      }.filter { offsets[$0.body] < offsets[body] && offsets[$0.body] + $0.rise <= offsets[body] }
      guard let top = below.map({ offsets[$0.body] + $0.rise }).max() else { break }
      let supports = below.filter { offsets[$0.body] + $0.rise == top }
      body = supports[random.index(below: supports.count)].body
    }
    return body
  }
}
