import Foundation
import IR
import Interpreter
import Operators

/// A process that runs the program of one device as often as it is told to.
///
/// It says on which port it listens, learns the ports of the others, connects to those before it
/// and waits for those behind. It ends when the process that started it does.
package struct DeviceWorker: Sendable {
  /// The device.
  package let device: Int

  /// The number of devices.
  package let deviceCount: Int

  /// The connection to the process that started it.
  private let control: FrameConnection

  /// The device number of the process that starts workers.
  package static let controller = 0xFFFF

  /// How long devices wait for each other to start.
  static let startLimit = 60

  /// Connects to the process that waits on a port, or gives `nil`.
  package init?(device: Int, deviceCount: Int, port: UInt16) {
    guard let descriptor = LoopbackSocket.connect(port: port) else { return nil }
    self.device = device
    self.deviceCount = deviceCount
    control = FrameConnection(descriptor, own: device, peer: Self.controller)
    // It waits for people, and when it ends, the connection does.
    control.silenceLimit = nil
  }

  /// Why a program could not be prepared.
  package struct Unprepared: Error, Sendable {
    /// In words.
    package let reason: String

    /// States why.
    package init(_ reason: String) { self.reason = reason }
  }

  /// Runs a program until there is no more to do.
  ///
  /// - Parameter prepare: makes the program ready, while signs of life tell the others to wait.
  /// - Returns: why it could not, or `nil`.
  package func run(_ prepare: () throws(Unprepared) -> DeviceExecution) -> String? {
    do {
      let communicator = try meet()
      defer { communicator.end() }
      let life = SignsOfLife(communicator, control)
      defer { life.stop() }
      let execution = try prepare()
      while let inputs = try inputs(execution.inputTypes) {
        let outputs = try execution.run(inputs, communicator)
        for output in outputs {
          try control.send(.tensor, Array(output.storage.bytes))
        }
        try control.send(.done, Self.text(communicator.takeTraffic()))
      }
      return nil
    } catch let error as CommunicationError {
      return tell(error.reason)
    } catch let error as ExecutionError {
      return tell(error.diagnostic.message)
    } catch let error as Unprepared {
      return tell(error.reason)
    } catch {
      return tell("\(error)")
    }
  }

  private func tell(_ reason: String) -> String {
    try? control.send(.failure, Array(reason.utf8))
    return reason
  }

  /// Connects to all other devices.
  private func meet() throws(CommunicationError) -> SocketCommunicator {
    guard let listener = LoopbackSocket.listen() else {
      throw .lost(device: device, reason: "it cannot listen")
    }
    defer { close(listener.descriptor) }
    try control.send(.hello, MessageFrame.littleEndian(listener.port))
    let peers = try control.receive()
    guard peers.kind == .peers, peers.payload.count == deviceCount * 2 else {
      throw .damaged(sender: Self.controller, reason: "it does not name \(deviceCount) ports")
    }
    var connections: [Int: FrameConnection] = [:]
    for other in 0..<device {
      let port = UInt16(MessageFrame.number(peers.payload[other * 2..<other * 2 + 2]))
      guard let descriptor = LoopbackSocket.connect(port: port) else {
        throw .lost(device: other, reason: "it does not answer")
      }
      let connection = FrameConnection(descriptor, own: device, peer: other)
      try connection.send(.hello)
      connections[other] = connection
    }
    while connections.count < deviceCount - 1 {
      guard let descriptor = LoopbackSocket.accept(listener, seconds: Self.startLimit) else {
        let missing = (device + 1..<deviceCount).first { connections[$0] == nil } ?? device
        throw .lost(device: missing, reason: "it does not connect")
      }
      let connection = FrameConnection(
        descriptor, own: device, peer: FrameConnection.unknownPeer)
      let hello = try connection.receive()
      guard hello.kind == .hello, (device + 1..<deviceCount).contains(hello.sender),
        connections[hello.sender] == nil
      else { throw .damaged(sender: hello.sender, reason: "it is no greeting") }
      connection.peer = hello.sender
      connections[hello.sender] = connection
    }
    return SocketCommunicator(
      device: device, deviceCount: deviceCount, connections: connections)
  }

  /// The inputs of the next run, or `nil` if there is none.
  private func inputs(_ types: [TensorType]) throws(CommunicationError) -> [Tensor]? {
    var inputs: [Tensor] = []
    while true {
      let frame: MessageFrame
      do throws(CommunicationError) {
        frame = try control.receive()
      } catch {
        // The process that started this one has ended.
        if case .lost = error { return nil }
        throw error
      }
      switch frame.kind {
      case .run: return inputs
      case .tensor where inputs.count < types.count:
        let type = types[inputs.count]
        guard frame.payload.count == type.byteCount else {
          throw .wrongSize(
            sender: Self.controller, expected: type.byteCount, found: frame.payload.count)
        }
        inputs.append(
          Tensor(
            type,
            TensorStorage(byteCount: type.byteCount) { $0.copyBytes(from: frame.payload) }))
      default: throw .damaged(sender: Self.controller, reason: "'\(frame.kind)' comes now")
      }
    }
  }

  /// Messages as the payload of a frame: receiver and bytes of each.
  private static func text(_ traffic: [MessageRecord]) -> [UInt8] {
    traffic.flatMap {
      MessageFrame.littleEndian(UInt32($0.receiver)) + MessageFrame.littleEndian(UInt32($0.bytes))
    }
  }

  /// The messages of such a payload.
  static func traffic(_ payload: [UInt8], of device: Int) -> [MessageRecord] {
    stride(from: 0, to: payload.count - payload.count % 8, by: 8).map {
      MessageRecord(
        sender: device, receiver: Int(MessageFrame.number(payload[$0..<$0 + 4])),
        bytes: Int(MessageFrame.number(payload[$0 + 4..<$0 + 8])))
    }
  }

  /// Signs of life, every second.
  private final class SignsOfLife: @unchecked Sendable {
    // Unchecked: the flag is guarded by the lock.
    private let lock = NSLock()
    private var isStopped = false

    init(_ communicator: SocketCommunicator, _ control: FrameConnection) {
      let thread = Thread { [weak self] in
        while let self, !self.lock.withLock({ self.isStopped }) {
          communicator.signLife()
          try? control.send(.alive)
          Thread.sleep(forTimeInterval: 1)
        }
      }
      thread.start()
    }

    func stop() { lock.withLock { isStopped = true } }
  }
}
