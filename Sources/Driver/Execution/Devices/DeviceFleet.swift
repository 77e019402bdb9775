import Basic
import Foundation
import IR
import Interpreter
import Operators

/// The processes that run the programs of a plan, one for each device.
package final class DeviceFleet {
  /// What a device could not do.
  package struct Failure: Error, Sendable, Equatable {
    /// The device.
    package let device: Int
    /// Why, in words.
    package let reason: String
  }

  /// What one run gave.
  package struct Run: Sendable {
    /// The bytes of the outputs.
    package let outputs: [[UInt8]]
    /// Every message, those of a sender in order.
    package let traffic: [MessageRecord]
  }

  private let processes: [Process]
  private let controls: [FrameConnection]

  /// The processes, by device.
  package var processIdentifiers: [Int32] { processes.map(\.processIdentifier) }

  /// The program that runs a device: `dnnc` itself, or the one beside the tests.
  package static var executable: String? {
    guard let own = Bundle.main.executablePath else { return nil }
    let url = URL(fileURLWithPath: own).resolvingSymlinksInPath()
    let beside = url.deletingLastPathComponent().appendingPathComponent("dnnc").path
    return url.lastPathComponent == "dnnc"
      ? url.path : FileManager.default.isExecutableFile(atPath: beside) ? beside : nil
  }

  /// Starts a process for each device of the plan in a folder, and waits until all are there.
  ///
  /// - Parameter folder: an absolute path, or one from the folder of this process.
  package init(folder: String, deviceCount: Int) throws(Failure) {
    guard let executable = Self.executable, let listener = LoopbackSocket.listen() else {
      throw Failure(device: 0, reason: "dnnc cannot start itself")
    }
    defer { close(listener.descriptor) }
    var processes: [Process] = []
    for device in 0..<deviceCount {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: executable)
      process.arguments = [
        DeviceWorkerCommand.spec.name, folder, "--device", "\(device)", "--devices",
        "\(deviceCount)", "--port", "\(listener.port)",
      ]
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      guard (try? process.run()) != nil else {
        processes.forEach { $0.terminate() }
        throw Failure(device: device, reason: "its process cannot be started")
      }
      processes.append(process)
    }
    self.processes = processes
    do throws(Failure) {
      controls = try Self.meet(listener, processes)
    } catch {
      processes.forEach { $0.terminate() }
      throw error
    }
  }

  deinit { stop() }

  /// Ends all processes.
  package func stop() {
    for control in controls { control.end() }
    for process in processes where process.isRunning { process.terminate() }
    for process in processes { process.waitUntilExit() }
  }

  private static func meet(
    _ listener: LoopbackSocket.Listener, _ processes: [Process]
  ) throws(Failure) -> [FrameConnection] {
    var controls: [Int: FrameConnection] = [:]
    var ports: [Int: [UInt8]] = [:]
    var waited = 0
    while controls.count < processes.count {
      guard let descriptor = LoopbackSocket.accept(listener, seconds: 1) else {
        waited += 1
        let missing = processes.indices.filter { controls[$0] == nil }
        if let ended = missing.first(where: { !processes[$0].isRunning }) {
          throw Failure(device: ended, reason: "its process ended before it began")
        }
        guard waited < DeviceWorker.startLimit else {
          throw Failure(device: missing[0], reason: "its process does not answer")
        }
        continue
      }
      let control = FrameConnection(
        descriptor, own: DeviceWorker.controller, peer: FrameConnection.unknownPeer)
      guard let hello = try? control.receive(), hello.kind == .hello, hello.payload.count == 2,
        processes.indices.contains(hello.sender), controls[hello.sender] == nil
      else { continue }
      control.peer = hello.sender
      controls[hello.sender] = control
      ports[hello.sender] = hello.payload
    }
    let all = processes.indices.flatMap { ports[$0] ?? [] }
    for device in processes.indices { try? controls[device]?.send(.peers, all) }
    return processes.indices.compactMap { controls[$0] }
  }

  /// Runs the network once.
  ///
  /// - Throws: what each device that failed says, in the order of devices.
  package func run(_ inputs: [Tensor]) throws(Failures) -> Run {
    for input in inputs { try? controls[0].send(.tensor, Array(input.storage.bytes)) }
    for control in controls { try? control.send(.run) }
    // Read at once, so that each one's silence is noticed when it begins.
    let connections = controls
    let answers = Parallel.onThreads(connections.count) { device in
      Self.answer(of: device, connections[device])
    }
    var outputs: [[UInt8]] = []
    var traffic: [MessageRecord] = []
    var failures: [Failure] = []
    for answer in answers {
      switch answer {
      case .success(let run):
        outputs += run.outputs
        traffic += run.traffic
      case .failure(let failure): failures.append(failure)
      }
    }
    guard failures.isEmpty else { throw Failures(failures: failures) }
    return Run(outputs: outputs, traffic: traffic)
  }

  /// What a device gives, or why it does not.
  private static func answer(
    of device: Int, _ control: FrameConnection
  ) -> Result<Run, Failure> {
    var outputs: [[UInt8]] = []
    do throws(CommunicationError) {
      while true {
        let frame = try control.receive()
        switch frame.kind {
        case .tensor: outputs.append(frame.payload)
        case .done:
          return .success(
            Run(
              outputs: outputs, traffic: DeviceWorker.traffic(frame.payload, of: device)))
        default:
          return .failure(
            Failure(device: device, reason: String(decoding: frame.payload, as: UTF8.self)))
        }
      }
    } catch {
      return .failure(Failure(device: device, reason: error.reason))
    }
  }

  /// What the devices say that could not run their programs.
  package struct Failures: Error, Sendable, Equatable {
    /// In the order of devices.
    package let failures: [Failure]
  }
}
