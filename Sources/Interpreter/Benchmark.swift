import Basic
import IR

/// Measures how fast a prepared program runs.
package enum KernelBenchmark {
  /// What was measured.
  package struct Measurement: Sendable {
    /// The median time of a run.
    package let seconds: Double

    /// The multiply-accumulate operations of a run by that time, in 10⁹ per second.
    package let gigaMACsPerSecond: Double

    /// The most memory that the process has held so far.
    package let peakMemory: Bytes
  }

  /// Runs a program some times after one run that is not counted.
  package static func measure(
    _ prepared: PreparedProgram, inputs: [Tensor], macs: Int, runs: Int
  ) throws(ExecutionError) -> Measurement {
    _ = try prepared.run(inputs)
    let clock = ContinuousClock()
    var times: [Double] = []
    for _ in 0..<max(1, runs) {
      let start = clock.now
      _ = try prepared.run(inputs)
      let (seconds, attoseconds) = (clock.now - start).components
      times.append(Double(seconds) + Double(attoseconds) * 1e-18)
    }
    times.sort()
    let median = times[times.count / 2]
    return Measurement(
      seconds: median, gigaMACsPerSecond: Double(macs) / median / 1e9,
      peakMemory: ProcessActivity.peakMemory)
  }
}
