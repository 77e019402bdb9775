import Foundation
import IR
import Operators

/// Runs the programs of several devices in one process, a thread each, until all have ended.
package struct DeviceGroup: Sendable {
  /// What a device gave, or why it could not.
  package typealias Outcome = Result<[Tensor], ExecutionError>

  /// What runs the programs.
  private let interpreter: Interpreter

  /// How long a device waits for a message.
  private let seconds: Int

  /// Makes a group; every device runs on one thread.
  package init(catalog: OperatorCatalog, seconds: Int = 60) {
    interpreter = Interpreter(catalog: catalog, threads: 1)
    self.seconds = seconds
  }

  /// What a run gave.
  package struct Run: Sendable {
    /// What each device gave.
    package let outcomes: [Outcome]

    /// Every message, those of a sender in the order in which it sent them.
    package let traffic: [MessageRecord]

    /// The outputs of device 0.
    ///
    /// - Throws: the first error of any device.
    package func outputs() throws(ExecutionError) -> [Tensor] {
      for outcome in outcomes { _ = try outcome.get() }
      return try outcomes[0].get()
    }
  }

  /// Runs a program for each device; `inputs` are those of device 0.
  package func run(_ programs: [Program], inputs: [Tensor]) -> Run {
    let mailboxes = LocalMailboxes(deviceCount: programs.count, seconds: seconds)
    let results = OutcomeList(count: programs.count)
    let done = DispatchGroup()
    for (device, program) in programs.enumerated() {
      done.enter()
      let thread = Thread { [interpreter] in
        let outcome: Outcome
        do throws(ExecutionError) {
          outcome = .success(
            try interpreter.run(
              program, inputs: device == 0 ? inputs : [],
              communicator: LocalCommunicator(device: device, mailboxes)))
        } catch {
          outcome = .failure(error)
        }
        // Nobody waits for what will not come.
        mailboxes.leave(device, hasFailed: (try? outcome.get()) == nil)
        results.set(device, outcome)
        done.leave()
      }
      thread.stackSize = 8 << 20
      thread.start()
    }
    done.wait()
    return Run(outcomes: results.all, traffic: mailboxes.traffic)
  }
}

/// Outcomes that several threads fill in.
private final class OutcomeList: @unchecked Sendable {
  // Unchecked: every access holds the lock.
  private let lock = NSLock()
  private var outcomes: [DeviceGroup.Outcome]

  init(count: Int) {
    outcomes = Array(repeating: .success([]), count: count)
  }

  func set(_ device: Int, _ outcome: DeviceGroup.Outcome) {
    lock.withLock { outcomes[device] = outcome }
  }

  var all: [DeviceGroup.Outcome] { lock.withLock { outcomes } }
}
