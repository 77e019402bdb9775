import Foundation

/// What the operating system says of this process.
package enum ProcessActivity {
  /// The number of processors this process may use.
  package static var processorCount: Int { ProcessInfo.processInfo.activeProcessorCount }

  /// The largest amount of memory held so far.
  package static var peakMemory: Bytes {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return Bytes(Int(usage.ru_maxrss) * 1024)
  }
}
