import Basic
import Foundation
import IR
import Passes
import Report

/// What bits a weight buy: the best ways to prune a network, from few bits to many.
struct FrontierTable {
  private let frontier: PruningFrontier

  /// The rows of the table; there are many more points.
  private static let rows = 24

  /// Takes the frontier of a network.
  init(_ frontier: PruningFrontier) {
    self.frontier = frontier
  }

  /// A row for each of some budgets, evenly spaced from the fewest bits to 8.
  var table: ReportTable {
    var table = ReportTable(
      [
        .init("bits a weight", key: "bits_a_weight"), .init("SQNR, dB", key: "sqnr_db"),
      ] + frontier.layers.map { .init($0, key: $0) })
    guard let first = frontier.points.first, let last = frontier.points.last else { return table }
    var shown = -1.0
    for index in 0..<Self.rows {
      let step = (last.bitsAWeight - first.bitsAWeight) / Double(Self.rows - 1)
      let budget =
        index == Self.rows - 1 ? last.bitsAWeight : first.bitsAWeight + Double(index) * step
      guard let point = frontier.best(within: budget), point.bitsAWeight > shown else { continue }
      shown = point.bitsAWeight
      table.append(
        [
          .number(point.bitsAWeight, decimals: 2),
          point.error > 0 ? .number(-10 * log10(point.error), decimals: 1) : .text("exact"),
        ] + point.encodings.map { .text(Self.word($0)) })
    }
    return table
  }

  /// `8`, or the stored columns with the method and a mark for sensitive channels: `4s`, `5a+`.
  private static func word(_ encoding: BitSparseEncoding?) -> String {
    guard let encoding else { return "8" }
    let method = encoding.method == .roundedAveraging ? "a" : "s"
    return "\(8 - encoding.columns)\(method)\(encoding.sensitive.isEmpty ? "" : "+")"
  }
}
