import Basic
import IR
import Interpreter
import Passes

/// Counts of the magnitudes of a value, in bins of a 64th of a power of two.
struct MagnitudeCounts {
  private var bins: [Int: Int] = [:]
  private var total = 0

  /// Adds numbers; what is not finite is passed over.
  mutating func include(_ values: UnsafeBufferPointer<Float>) {
    for value in values where value.isFinite {
      bins[Int(value.magnitude.bitPattern >> 17), default: 0] += 1
      total += 1
    }
  }

  /// A magnitude that at least `part` of the numbers do not exceed: the upper end of their bin.
  func quantile(_ part: Double) -> Double {
    let wanted = Int((part * Double(total)).rounded(.up))
    var count = 0
    for (bin, number) in bins.sorted(by: { $0.key < $1.key }) {
      count += number
      guard count >= wanted else { continue }
      return bin == 0 ? 0 : Double(Float(bitPattern: UInt32(bin + 1) << 17))
    }
    return 0
  }
}

/// Runs a floating-point program over samples and counts the magnitudes of every value.
enum MagnitudeObserver {
  /// The counts of each value, by id.
  static func observe(
    _ program: Program, _ context: PassContext
  ) throws(ExecutionError) -> [MagnitudeCounts] {
    let prepared = try Interpreter(catalog: context.catalog, threads: context.threads)
      .prepare(program)
    var counts = [MagnitudeCounts](repeating: MagnitudeCounts(), count: program.graph.values.count)
    func note(_ id: ID<Value>, _ tensor: Tensor) {
      guard tensor.type.element == .f32 else { return }
      tensor.withElements(of: Float.self) { counts[id.index].include($0) }
    }
    for index in 0..<context.samples.count {
      let inputs = context.samples.sample(index, for: program)
      for (id, tensor) in zip(program.graph.inputs, inputs) { note(id, tensor) }
      _ = try prepared.run(inputs, observe: note)
    }
    return counts
  }
}
