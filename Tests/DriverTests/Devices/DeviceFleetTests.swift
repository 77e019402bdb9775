import Basic
import Driver
import Foundation
import IR
import Interpreter
import Operators
import Passes
import TestSupport
import Testing

/// Processes that run a plan together, and what happens when one of them does not.
@Suite(.serialized) struct DeviceFleetTests {
  private static let environment = """
    {"kind": "devices", "network": {"latency_s": 0.0001, "bandwidth_bits_per_s": 1e9}, "devices": [
      {"name": "a", "macs_per_second": 1e8}, {"name": "b", "macs_per_second": 1e8},
      {"name": "c", "macs_per_second": 1e8}]}

    """

  /// A folder with a plan of LeNet-5 for three devices.
  private static func plan(_ words: [String] = []) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write(environment, to: "devices.json")
    let model = RepositoryPaths.models.appendingPathComponent("lenet5.dnn").path
    let result = CommandRunner.run(
      ["compile", model, "--split", "iop", "--devices", "devices.json", "-o", "plan"] + words,
      in: folder.path)
    try #require(result.status == 0, "\(result.error)")
    return folder
  }

  private static let hasProgram = DeviceFleet.executable != nil

  @Test(.enabled(if: hasProgram), arguments: [["--arithmetic", "float"], []])
  func devicesGiveWhatTheNetworkGives(_ words: [String]) throws {
    let folder = try Self.plan(words)
    let result = CommandRunner.run(
      ["run", "plan", "--devices", "3", "--samples", "1"], in: folder.path)
    #expect(result.status == 0, "\(result.error)")
    let row = try #require(result.output.split(separator: "\n").last)
    let numbers = row.split(separator: " ")
    #expect(numbers[0] == "0" && numbers[1] == "12")
    #expect(words.isEmpty ? numbers[3] == "0" : try #require(Double(numbers[3])) < 1e-4)
  }

  @Test(.enabled(if: hasProgram)) func anotherNumberOfDevicesIsRefused() throws {
    let folder = try Self.plan()
    let result = CommandRunner.run(["run", "plan", "--devices", "2"], in: folder.path)
    #expect(result.status == 64)
    #expect(result.error.contains("the plan has 3 devices [run.devices]"))
  }

  /// A run on a folder whose plan predicts something else than is sent.
  @Test(.enabled(if: hasProgram)) func anotherPredictionIsReported() throws {
    let folder = try Self.plan()
    let text = String(decoding: try folder.data("plan/plan.json"), as: UTF8.self)
    try folder.write(
      text.replacingOccurrences(of: "\"connections\": 12", with: "\"connections\": 13"),
      to: "plan/plan.json")
    let result = CommandRunner.run(["run", "plan", "--devices", "3"], in: folder.path)
    #expect(result.status == 2)
    #expect(result.error.contains("but the plan says 13 with"))
  }

  /// How a device is made to fail.
  enum Fault: CaseIterable { case killedBefore, killedDuring, stopped }

  @Test(.enabled(if: hasProgram), arguments: Fault.allCases)
  func aLostDeviceIsReportedOnEverySide(_ fault: Fault) throws {
    let folder = try Self.plan()
    let fleet = try DeviceFleet(folder: folder.path + "/plan", deviceCount: 3)
    defer { fleet.stop() }
    let inputs = [Tensor(TensorType(.i8, [1, 1, 28, 28]), [Int8](repeating: 1, count: 784))]
    _ = try fleet.run(inputs)
    let victim = fleet.processIdentifiers[1]
    var start = ContinuousClock.now
    switch fault {
    case .killedBefore: kill(victim, SIGKILL)
    case .stopped: kill(victim, SIGSTOP)
    case .killedDuring:
      DispatchQueue.global().asyncAfter(deadline: .now() + 0.2) { kill(victim, SIGKILL) }
      start += .milliseconds(200)
    }
    var failures: [DeviceFleet.Failure] = []
    while failures.isEmpty {
      do throws(DeviceFleet.Failures) { _ = try fleet.run(inputs) } catch {
        failures = error.failures
      }
    }
    let waited = ContinuousClock.now - start
    // A stopped device counts as lost after four seconds of silence, and no side waits longer.
    #expect(waited < .seconds(5))
    var devices = Set(failures.map(\.device))
    if fault == .killedDuring {
      // A device that had done its part of that run finds out in the next.
      do throws(DeviceFleet.Failures) { _ = try fleet.run(inputs) } catch {
        devices.formUnion(error.failures.map(\.device))
      }
    }
    #expect(devices.sorted() == [0, 1, 2])
    #expect(failures[0].reason.contains("device 1"))
    if fault == .stopped { kill(victim, SIGCONT) }
  }

  /// A device to which a damaged message comes says so to the process that started it.
  @Test func aDamagedMessageEndsTheDevice() throws {
    var program = Program(Graph(name: "receiver"))
    let id = program.graph.append(
      Operation(
        "receive", operands: [],
        attributes: AttributeList([
          Attribute("from", .integer(1)), Attribute("type", .storage(StorageType(.f32))),
          Attribute("shape", .integers([1])),
        ]), origins: ["y"]), names: ["y"], types: [TensorType(.f32, [1])])
    program.graph.outputs = program.graph[id].results
    let listener = try #require(LoopbackSocket.listen())
    defer { close(listener.descriptor) }
    let worker = try #require(DeviceWorker(device: 0, deviceCount: 2, port: listener.port))
    let control = FrameConnection(
      try #require(LoopbackSocket.accept(listener, seconds: 5)), own: DeviceWorker.controller,
      peer: 0)
    let execution = try DeviceExecution(program, Interpreter(catalog: .standard))
    let thread = Thread { _ = worker.run { execution } }
    thread.start()
    let hello = try control.receive()
    let port = UInt16(hello.payload[0]) | UInt16(hello.payload[1]) << 8
    try control.send(.peers, hello.payload + [0, 0])
    let peer = try #require(LoopbackSocket.connect(port: port))
    var bytes = MessageFrame(.hello, sender: 1, sequence: 0).bytes
    bytes += MessageFrame(.tensor, sender: 1, sequence: 1, payload: [0, 0, 0, 0]).bytes
    bytes[bytes.count - 1] ^= 0x10
    #expect(send(peer, bytes, bytes.count, 0) == bytes.count)
    try control.send(.run)
    let answer = try control.receive()
    #expect(answer.kind == .failure)
    #expect(
      String(decoding: answer.payload, as: UTF8.self)
        == "'y': a message from device 1 is damaged: its checksum is wrong")
    close(peer)
  }
}
