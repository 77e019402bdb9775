import Foundation

/// Whether tests print what they measure.
enum Measurement {
  /// `DNNC_BENCHMARK` is set.
  static var isWanted: Bool { ProcessInfo.processInfo.environment["DNNC_BENCHMARK"] != nil }
}
