import Basic
import IR
import Interpreter

/// The smallest and largest value seen, zero included.
package struct ObservedRange: Sendable, Equatable {
  /// The smallest value, or zero.
  package var low: Float

  /// The largest value, or zero.
  package var high: Float

  /// Makes a range; the range of no values is zero.
  package init(low: Float = 0, high: Float = 0) {
    self.low = low
    self.high = high
  }

  /// Widens to take in `values`; what is not a number is passed over.
  package mutating func include(_ values: UnsafeBufferPointer<Float>) {
    var (low, high) = (self.low, self.high)
    for value in values {
      low = value < low ? value : low
      high = value > high ? value : high
    }
    (self.low, self.high) = (low, high)
  }

  /// Widens to take in another range.
  package mutating func include(_ other: ObservedRange) {
    low = min(low, other.low)
    high = max(high, other.high)
  }
}

/// Runs a program over samples, one at a time, and notes the range of every value.
package enum RangeObserver {
  /// The range of each value, by id.
  package static func observe(
    _ program: Program, _ context: inout PassContext
  ) throws(ExecutionError) -> [ObservedRange] {
    let interpreter = Interpreter(catalog: context.catalog, threads: context.threads)
    let prepared = try interpreter.prepare(program)
    var ranges = [ObservedRange](repeating: ObservedRange(), count: program.graph.values.count)
    func note(_ id: ID<Value>, _ tensor: Tensor) {
      guard tensor.type.element == .f32 else { return }
      tensor.withElements(of: Float.self) { ranges[id.index].include($0) }
    }
    for index in 0..<context.samples.count {
      let inputs = context.samples.sample(index, for: program)
      for (id, tensor) in zip(program.graph.inputs, inputs) { note(id, tensor) }
      _ = try prepared.run(inputs, observe: note)
    }
    for id in program.graph.values.ids {
      if let tensor = program.tensor(of: id) { note(id, tensor) }
    }
    return ranges
  }
}
