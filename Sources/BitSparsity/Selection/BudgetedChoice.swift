/// The choice of one option for each layer with the least error under a budget of bits.
///
/// Errors of layers add up, so the best choice for the first layers at a number of bits is part of the best
/// choice for all: dynamic programming over layers, which keeps every choice that no other beats in both
/// bits and error. It is exact as long as no more than `labelLimit` of these are left.
package struct BudgetedChoice: Sendable {
  /// What a layer takes under one way to store it.
  package struct Option: Sendable, Hashable {
    /// The bits that its weights take.
    package let bits: Int

    /// The error that it adds.
    package let error: Double

    /// States an option.
    package init(bits: Int, error: Double) {
      self.bits = bits
      self.error = error
    }
  }

  /// A choice for all layers.
  package struct Point: Sendable, Hashable {
    /// The bits of all layers.
    package let bits: Int

    /// The error of all layers.
    package let error: Double

    /// The option of each layer.
    package let options: [Int]
  }

  /// The most choices that are kept; beyond, neighbours in bits are thinned out.
  package static let labelLimit = 1 << 15

  /// Every choice that no other beats, from few bits and much error to many bits and little.
  package let frontier: [Point]

  /// Combines the options of all layers; each has at least one.
  package init(_ layers: [[Option]]) {
    var labels = [Label(bits: 0, error: 0, option: 0, before: 0)]
    var history: [[Label]] = []
    for options in layers {
      var next: [Label] = []
      next.reserveCapacity(labels.count * options.count)
      for (before, label) in labels.enumerated() {
        for (index, option) in options.enumerated() {
          next.append(
            Label(
              bits: label.bits + option.bits, error: label.error + option.error, option: index,
              before: before))
        }
      }
      labels = Self.thinned(Self.undominated(next))
      history.append(labels)
    }
    frontier = labels.indices.map { last in
      var (options, index) = ([Int](), last)
      for labels in history.reversed() {
        options.append(labels[index].option)
        index = labels[index].before
      }
      return Point(
        bits: labels[last].bits, error: labels[last].error, options: options.reversed())
    }
  }

  /// The choice of least error with at most `bits`, or `nil` if all take more.
  package func best(within bits: Int) -> Point? { frontier.last { $0.bits <= bits } }

  /// A choice for the layers so far.
  private struct Label {
    let bits: Int
    let error: Double
    let option: Int
    let before: Int
  }

  /// Those that no other beats, in ascending order of bits; of equal ones the first.
  private static func undominated(_ labels: [Label]) -> [Label] {
    let order = labels.indices.sorted { a, b in
      (labels[a].bits, labels[a].error, a) < (labels[b].bits, labels[b].error, b)
    }
    var kept: [Label] = []
    for index in order where labels[index].error < kept.last?.error ?? .infinity {
      kept.append(labels[index])
    }
    return kept
  }

  private static func thinned(_ labels: [Label]) -> [Label] {
    guard labels.count > labelLimit else { return labels }
    return (0..<labelLimit).map { labels[$0 * (labels.count - 1) / (labelLimit - 1)] }
  }
}
