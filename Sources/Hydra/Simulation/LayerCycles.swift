/// Where the cycles of one layer go.
package struct LayerCycles: Sendable, Hashable {
  /// Reading the descriptor, and the start.
  package var configuration = 0
  /// Loading a segment of weights and biases.
  package var segment = 0
  /// Loading biases.
  package var bias = 0
  /// Reading features and multiplying.
  package var multiplication = 0
  /// Emptying the pipeline of the multipliers.
  package var pipeline = 0
  /// Handing sums to the shift register.
  package var load = 0
  /// Shifting sums out, where nothing else goes on.
  package var drain = 0
  /// Emptying the pipeline of the shared unit.
  package var flush = 0
  /// Waiting for features, or for the shift register, where drain and multiplication overlap.
  package var wait = 0

  /// Multiplications, or comparisons, that the layer is made of.
  package var operations = 0

  /// All cycles.
  package var total: Int {
    configuration + segment + bias + multiplication + pipeline + load + drain + flush + wait
  }

  /// The cycles that `lanes` lanes would take if each multiplied in every cycle.
  package func ideal(lanes: Int) -> Double { Double(operations) / Double(lanes) }

  /// The part of the multipliers' time that is used.
  package func utilisation(lanes: Int) -> Double { ideal(lanes: lanes) / Double(max(1, total)) }

  /// The cycles of one layer after the other.
  package static func + (a: LayerCycles, b: LayerCycles) -> LayerCycles {
    var sum = LayerCycles()
    for path in paths { sum[keyPath: path] = a[keyPath: path] + b[keyPath: path] }
    sum.operations = a.operations + b.operations
    return sum
  }

  /// Every part with its name, in the order of reports.
  package static let parts: [(name: String, path: WritableKeyPath<LayerCycles, Int> & Sendable)] = [
    ("configuration", \.configuration), ("segment", \.segment), ("bias", \.bias),
    ("multiplication", \.multiplication),
    ("pipeline", \.pipeline), ("load", \.load), ("drain", \.drain), ("flush", \.flush),
    ("wait", \.wait),
  ]

  /// The parts that reports show of programs: that of segments where there are some.
  package static func parts(
    of total: LayerCycles
  ) -> [(name: String, path: WritableKeyPath<LayerCycles, Int> & Sendable)] {
    parts.filter { $0.name != "segment" || total.segment > 0 }
  }

  private static var paths: [WritableKeyPath<LayerCycles, Int> & Sendable] { parts.map(\.path) }
}
