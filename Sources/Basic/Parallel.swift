import Dispatch

/// Runs independent pieces of work on several threads.
///
/// The split into pieces never depends on the number of threads, so neither do results.
package enum Parallel {
  /// The number of threads that the machine offers.
  package static var machineThreads: Int {
    max(1, ProcessActivity.processorCount)
  }

  /// Calls `body` for every index below `count`, on at most `threads` threads.
  package static func forEach(_ count: Int, threads: Int, _ body: @Sendable (Int) -> Void) {
    let lanes = min(count, threads)
    guard lanes > 1 else {
      for index in 0..<count { body(index) }
      return
    }
    DispatchQueue.concurrentPerform(iterations: lanes) { lane in
      for index in stride(from: lane, to: count, by: lanes) { body(index) }
    }
  }
}
