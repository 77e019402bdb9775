import Basic
import IR

/// Compares what devices give with what the whole network gives.
struct SplitComparison {
  /// How far a float may be from the whole network's, as a part of the greatest: sums are taken in
  /// another order.
  private static let tolerance: Float = 1e-5

  /// The whole network.
  let program: Program

  /// The number of the sample, for diagnostics.
  let sample: Int

  /// The greatest difference, in units of the output: integers, or real numbers.
  ///
  /// - Parameter found: the bytes of each output.
  func worst(
    _ found: [[UInt8]], _ expected: [Tensor], _ session: inout Session
  ) -> Float {
    var worst: Float = 0
    for (position, tensor) in expected.enumerated() {
      let name = program.graph[program.graph.outputs[position]].name
      guard found.indices.contains(position), found[position].count == tensor.type.byteCount
      else {
        session.bag.report(
          .error(SplitRun.differs, "sample \(sample): output '\(name)' has another size"))
        continue
      }
      let bytes = found[position]
      let output = Tensor(
        tensor.type, TensorStorage(byteCount: bytes.count) { $0.copyBytes(from: bytes) })
      let difference = Self.difference(output, tensor)
      let greatest = tensor.numbers.reduce(0) { max($0, Float(abs($1))) }
      let limit = tensor.type.element.isFloat ? greatest * Self.tolerance : 0
      if !(difference <= limit) {
        session.bag.report(
          .error(
            SplitRun.differs,
            "sample \(sample): output '\(name)' differs by \(NumberText.shortest(difference))"))
      }
      worst = max(worst, difference)
    }
    return worst
  }

  private static func difference(_ a: Tensor, _ b: Tensor) -> Float {
    zip(a.numbers, b.numbers).reduce(Float(0)) { worst, pair in
      let difference = pair.0 == pair.1 ? 0 : Float(abs(pair.0 - pair.1))
      // What is no number on one side alone is as far as can be.
      return difference.isNaN
        ? (pair.0.isNaN && pair.1.isNaN ? worst : .infinity)
        : max(worst, difference)
    }
  }
}
