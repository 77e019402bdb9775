import Basic
import BitSparsity
import Foundation
import IR
import Report

/// Measures how fast weights lose columns; help does not list it.
enum BenchPruningCommand {
  static let spec = CommandSpec(
    name: "bench-pruning", summary: "Measures how fast weights lose columns.", arguments: "",
    argumentCount: 0...0,
    examples: [("dnnc bench-pruning", "what `make bench` runs")], options: [], run: run)

  /// As many weights as ResNet-50 has, in channels of 2,048.
  private static let shape = [12_451, 2048]

  private static func run(
    _ arguments: ParsedArguments, _ session: inout Session
  ) throws(CommandFailure) -> ExitStatus {
    guard let layout = WeightLayout(shape, axis: 0) else { return .done }
    let weights = gaussian(shape[0] * shape[1])
    var table = ReportTable([
      .init("pruning", key: "pruning"), .init("threads", key: "threads"),
      .init("ms", key: "milliseconds"), .init("million weights/s", key: "rate"),
      .init("per thread", key: "rate_per_thread"),
    ])
    for (name, method, columns) in [
      ("rounded averaging, 2 columns", BitSparseEncoding.Method.roundedAveraging, 2),
      ("zero-point shifting, 4 columns", .zeroPointShifting, 4),
    ] {
      let encoding = BitSparseEncoding(
        method: method, columns: columns, group: 32, constantBits: 6, axis: 0, sensitive: [])
      for threads in [1, session.threads] {
        let seconds = median(5) {
          var pruned = weights
          let start = ContinuousClock.now
          BitSparsePruner(encoding, threads: threads).prune(&pruned, layout)
          return start.duration(to: .now) / .seconds(1)
        }
        let rate = Double(weights.count) / seconds / 1e6
        table.append([
          .text(name), .integer(threads), .number(seconds * 1e3, decimals: 1),
          .number(rate, decimals: 1), .number(rate / Double(threads), decimals: 1),
        ])
      }
    }
    session.give("\(NumberText.grouped(weights.count)) weights in groups of 32\n\n")
    session.give(table.text)
    return .done
  }

  /// Weights that are nearly normal, with a deviation of 24.
  private static func gaussian(_ count: Int) -> [Int8] {
    var state: UInt64 = 1
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      // The sum of eight bytes has a deviation of 209.
      let sum = (0..<8).reduce(0) { $0 + Int(truncatingIfNeeded: state >> UInt64(8 * $1) & 0xff) }
      return Int8(clamping: (sum - 1020) * 24 / 209)
    }
  }

  private static func median(_ runs: Int, _ body: () -> Double) -> Double {
    (0..<runs).map { _ in body() }.sorted()[runs / 2]
  }
}
