import Foundation
import IR
import Interpreter
import Operators

/// The end of one device among others of other processes.
///
/// A thread for each other device takes in what comes, so that sending never waits for a receiver
/// that sends itself.
package final class SocketCommunicator: Communicator, @unchecked Sendable {
  // Unchecked: what threads share is guarded by the condition.
  package let device: Int
  package let deviceCount: Int

  private let connections: [Int: FrameConnection]
  private let condition = NSCondition()
  private var arrived: [[[UInt8]]]
  private var losses: [CommunicationError?]
  private var sent: [MessageRecord] = []

  /// Takes a connection to each other device, by device.
  package init(device: Int, deviceCount: Int, connections: [Int: FrameConnection]) {
    self.device = device
    self.deviceCount = deviceCount
    self.connections = connections
    arrived = Array(repeating: [], count: deviceCount)
    losses = Array(repeating: nil, count: deviceCount)
    for (peer, connection) in connections {
      let thread = Thread { [weak self] in
        while let frame = Self.next(connection, self, peer) {
          guard let self else { return }
          self.condition.withLock {
            self.arrived[peer].append(frame.payload)
            self.condition.broadcast()
          }
        }
      }
      thread.start()
    }
  }

  private static func next(
    _ connection: FrameConnection, _ owner: SocketCommunicator?, _ peer: Int
  ) -> MessageFrame? {
    do throws(CommunicationError) {
      return try connection.receive()
    } catch {
      owner?.lose(peer, error)
      return nil
    }
  }

  private func lose(_ peer: Int, _ error: CommunicationError) {
    condition.withLock {
      losses[peer] = error
      condition.broadcast()
    }
  }

  /// Tells every other device that this one is there.
  package func signLife() {
    for connection in connections.values { try? connection.send(.alive) }
  }

  /// Ends all connections.
  package func end() {
    for connection in connections.values { connection.end() }
  }

  /// The messages that were sent since the last call.
  package func takeTraffic() -> [MessageRecord] {
    condition.withLock {
      defer { sent = [] }
      return sent
    }
  }

  package func send(_ tensor: Tensor, to receiver: Int) throws(CommunicationError) {
    guard let connection = connections[receiver] else {
      throw .unknownDevice(receiver, count: deviceCount)
    }
    do throws(CommunicationError) {
      try connection.send(.tensor, withExtendedLifetime(tensor) { Array(tensor.storage.bytes) })
    } catch {
      // Why it was lost is what its thread has seen, if it has seen anything.
      throw condition.withLock { losses[receiver] } ?? error
    }
    condition.withLock {
      sent.append(
        MessageRecord(sender: device, receiver: receiver, bytes: tensor.type.byteCount))
    }
  }

  package func receive(
    _ type: TensorType, from sender: Int
  ) throws(CommunicationError) -> Tensor {
    guard connections[sender] != nil else {
      throw .unknownDevice(sender, count: deviceCount)
    }
    condition.lock()
    defer { condition.unlock() }
    // That a device is silent is seen by its thread.
    while arrived[sender].isEmpty {
      if let loss = losses[sender] { throw loss }
      condition.wait()
    }
    let bytes = arrived[sender].removeFirst()
    guard bytes.count == type.byteCount else {
      throw .wrongSize(sender: sender, expected: type.byteCount, found: bytes.count)
    }
    return Tensor(type, TensorStorage(byteCount: bytes.count) { $0.copyBytes(from: bytes) })
  }
}
