import Basic
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
    let interpreter = interpreter
    return run(programs.count) { device, communicator throws(ExecutionError) in
      try interpreter.run(
        programs[device], inputs: device == 0 ? inputs : [], communicator: communicator)
    }
  }

  /// Runs what each device does, with its end of the connections.
  package func run(
    _ deviceCount: Int,
    _ body: @escaping @Sendable (Int, any Communicator) throws(ExecutionError) -> [Tensor]
  ) -> Run {
    let mailboxes = LocalMailboxes(deviceCount: deviceCount, seconds: seconds)
    let outcomes = Parallel.onThreads(deviceCount) { device -> Outcome in
      let outcome: Outcome
      do throws(ExecutionError) {
        outcome = .success(
          try body(device, LocalCommunicator(device: device, mailboxes)))
      } catch {
        outcome = .failure(error)
      }
      // Nobody waits for what will not come.
      mailboxes.leave(device, hasFailed: (try? outcome.get()) == nil)
      return outcome
    }
    return Run(outcomes: outcomes, traffic: mailboxes.traffic)
  }
}
