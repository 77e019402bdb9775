import Basic
import Foundation
import IR
import Interpreter
import Partition
import Passes
import Report

/// Runs a plan for several devices as processes that talk over TCP, and compares with the whole
/// network: what `run PLAN --devices N` does.
struct SplitRun {
  /// The rules that it asserts.
  static let rules = [count, failed, differs, traffic]

  static let count = Rule(
    "run.devices", "--devices is the number of devices of the plan",
    "Each device has a program of its own; plan.txt lists them.")
  static let failed = Rule(
    "run.device-failed", "every device runs its program to the end",
    "A device that ends, a connection that breaks and a damaged message end the run on all devices."
  )
  static let differs = Rule(
    "run.devices-differ", "devices give what the whole network gives",
    "Integers are equal; floats are within 1e-5 of the greatest, for sums are taken in another order."
  )
  static let traffic = Rule(
    "run.devices-traffic", "devices send the messages that the plan predicts",
    "Messages and bytes of tensors are counted where they are sent.")

  let folder: SplitFolder

  /// The path of the folder, for the processes.
  let path: String

  /// The plan of a folder for so many devices, or the end of the command.
  ///
  /// - Parameter text: what the command line gives as their number, `nil` if nothing.
  init(_ path: String, devices text: String?, _ session: inout Session) throws(CommandFailure) {
    guard let text else {
      let count = try session.splitPlanJSON(path).prediction.devices
      throw session.fail(
        .error(
          CommandLineRules.usage, "'\(path)' is a plan for \(count) devices",
          help: "give --devices \(count) to start a process for each"), .usage)
    }
    folder = try session.loadSplitPlan(path)
    guard let count = Int(text), count == folder.devices.count else {
      throw session.fail(
        .error(
          Self.count, "--devices is '\(text)', but the plan has \(folder.devices.count) devices"),
        .usage)
    }
    self.path = session.environment.path(path)
  }

  /// Runs all samples.
  func run(
    _ samples: any SampleSource, _ session: inout Session
  ) throws(CommandFailure) -> ReportTable {
    var table = ReportTable([
      .init("sample", key: "sample"), .init("messages", key: "messages"),
      .init("bytes", key: "bytes"), .init("worst difference", key: "difference"),
    ])
    let fleet: DeviceFleet
    do throws(DeviceFleet.Failure) {
      fleet = try DeviceFleet(folder: path, deviceCount: folder.devices.count)
    } catch {
      throw session.fail(
        .error(Self.failed, "device \(error.device): \(error.reason)"), .assertionFailed)
    }
    defer { fleet.stop() }
    for index in 0..<samples.count {
      let inputs = zip(samples.sample(index, for: folder.program), folder.program.graph.inputs)
        .map { tensor, id in tensor.retyped(folder.program.graph[id].type) }
      let expected = try reference(inputs, &session)
      let run: DeviceFleet.Run
      do throws(DeviceFleet.Failures) {
        run = try fleet.run(inputs)
      } catch {
        for failure in error.failures {
          session.bag.report(
            .error(Self.failed, "device \(failure.device): \(failure.reason)"))
        }
        throw CommandFailure(.assertionFailed)
      }
      let bytes = run.traffic.reduce(0) { $0 + $1.bytes }
      if run.traffic.count != folder.connections || bytes != folder.bytes {
        session.bag.report(
          .error(
            Self.traffic,
            "sample \(index): \(run.traffic.count) messages with \(bytes) bytes, but the plan says "
              + "\(folder.connections) with \(folder.bytes)"))
      }
      let difference = SplitComparison(program: folder.program, sample: index)
        .worst(run.outputs, expected, &session)
      table.append([
        .integer(index), .integer(run.traffic.count), .integer(bytes),
        .text(NumberText.shortest(difference)),
      ])
    }
    return table
  }

  private func reference(
    _ inputs: [Tensor], _ session: inout Session
  ) throws(CommandFailure) -> [Tensor] {
    do throws(ExecutionError) {
      return try session.interpreter.run(folder.program, inputs: inputs)
    } catch {
      throw session.fail(error.diagnostic)
    }
  }
}
