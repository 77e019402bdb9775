import Foundation
import Synchronization

extension Parallel {
  /// Runs `body` for each index on a thread of its own, all at once, and gives what they return, in
  /// order.
  ///
  /// It is for bodies that wait for one another; `forEach` is for work that is to be shared.
  ///
  /// - Parameter stackSize: bytes of the stack of each thread.
  package static func onThreads<Result: Sendable>(
    _ count: Int, stackSize: Int = 8 << 20, _ body: @escaping @Sendable (Int) -> Result
  ) -> [Result] {
    let results = ThreadResults<Result>(count)
    let done = DispatchGroup()
    for index in 0..<count {
      done.enter()
      let thread = Thread {
        let result = body(index)
        results.values.withLock { $0[index] = result }
        done.leave()
      }
      thread.stackSize = stackSize
      thread.start()
    }
    done.wait()
    return results.values.withLock { $0.compactMap { $0 } }
  }
}

/// What threads have returned so far.
private final class ThreadResults<Result: Sendable>: Sendable {
  let values: Mutex<[Result?]>

  init(_ count: Int) { values = Mutex(Array(repeating: nil, count: count)) }
}
