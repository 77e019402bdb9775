import Basic
import Driver
import Foundation
import IR
import Interpreter
import Operators
import Testing

/// Devices that are connected by sockets, and what they say when something breaks.
@Suite struct SocketCommunicatorTests {
  /// Two connected sockets.
  private static func pair() throws -> (Int32, Int32) {
    let listener = try #require(LoopbackSocket.listen())
    defer { close(listener.descriptor) }
    let first = try #require(LoopbackSocket.connect(port: listener.port))
    return (first, try #require(LoopbackSocket.accept(listener, seconds: 5)))
  }

  private static func communicator(
    _ descriptor: Int32, _ device: Int, silenceLimit: Int? = 4
  ) -> SocketCommunicator {
    let connection = FrameConnection(descriptor, own: device, peer: 1 - device)
    connection.silenceLimit = silenceLimit
    return SocketCommunicator(
      device: device, deviceCount: 2, connections: [1 - device: connection])
  }

  private static let type = TensorType(.i32, [3])
  private static let tensor = Tensor(type, [Int32(1), -2, 3])

  @Test func tensorsArriveInOrderAndAreCounted() throws {
    let (a, b) = try Self.pair()
    let (first, second) = (Self.communicator(a, 0), Self.communicator(b, 1))
    let large = Tensor(TensorType(.i8, [3_000_000]), [Int8](repeating: 5, count: 3_000_000))
    // Neither waits for the other, though the sockets hold much less.
    try first.send(large, to: 1)
    try second.send(large, to: 0)
    try first.send(Self.tensor, to: 1)
    first.signLife()
    #expect(try second.receive(large.type, from: 0) == large)
    #expect(try second.receive(Self.type, from: 0) == Self.tensor)
    #expect(try first.receive(large.type, from: 1) == large)
    #expect(
      first.takeTraffic() == [
        MessageRecord(sender: 0, receiver: 1, bytes: 3_000_000),
        MessageRecord(sender: 0, receiver: 1, bytes: 12),
      ])
    #expect(first.takeTraffic() == [])
    first.end()
    second.end()
  }

  @Test func anotherSizeIsAnError() throws {
    let (a, b) = try Self.pair()
    let (first, second) = (Self.communicator(a, 0), Self.communicator(b, 1))
    try first.send(Self.tensor, to: 1)
    #expect(throws: CommunicationError.wrongSize(sender: 0, expected: 4, found: 12)) {
      try second.receive(TensorType(.i32, [1]), from: 0)
    }
    #expect(throws: CommunicationError.unknownDevice(7, count: 2)) {
      try second.send(Self.tensor, to: 7)
    }
    first.end()
    second.end()
  }

  /// Bytes that arrive in place of a frame, and what is said of them.
  struct Damage: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let bytes: [UInt8]
    let error: CommunicationError

    init(_ description: String, _ reason: String, _ change: (inout [UInt8]) -> Void) {
      var bytes = MessageFrame(.tensor, sender: 0, sequence: 0, payload: [1, 2, 3, 4]).bytes
      change(&bytes)
      testDescription = description
      self.bytes = bytes
      error = .damaged(sender: 0, reason: reason)
    }
  }

  static let damages = [
    Damage("payload", "its checksum is wrong") { $0[$0.count - 1] ^= 1 },
    Damage("length", "the checksum of its head is wrong") { $0[15] = 0x7F },
    Damage("magic", "it does not begin with DNNM") { $0[0] = 0 },
    Damage("sequence", "it is number 9, not 0") {
      $0 = MessageFrame(.tensor, sender: 0, sequence: 9).bytes
    },
    Damage("sender", "it says that device 5 sends it") {
      $0 = MessageFrame(.tensor, sender: 5, sequence: 0).bytes
    },
  ]

  @Test(arguments: damages)
  func aDamagedMessageIsAClearError(_ damage: Damage) throws {
    let (a, b) = try Self.pair()
    let second = Self.communicator(b, 1)
    #expect(send(a, damage.bytes, damage.bytes.count, 0) == damage.bytes.count)
    #expect(throws: damage.error) { try second.receive(Self.type, from: 0) }
    close(a)
    second.end()
  }

  @Test func aBrokenConnectionIsAClearError() throws {
    let (a, b) = try Self.pair()
    let second = Self.communicator(b, 1)
    let bytes = MessageFrame(.tensor, sender: 0, sequence: 0, payload: [1, 2, 3, 4]).bytes
    #expect(send(a, bytes, bytes.count - 2, 0) == bytes.count - 2)
    close(a)
    #expect(
      throws: CommunicationError.lost(device: 0, reason: "the connection was closed")
    ) { try second.receive(Self.type, from: 0) }
    second.end()
  }

  @Test func silenceIsAClearError() throws {
    let (a, b) = try Self.pair()
    let second = Self.communicator(b, 1, silenceLimit: 1)
    #expect(throws: CommunicationError.silent(sender: 0, seconds: 1)) {
      try second.receive(Self.type, from: 0)
    }
    close(a)
    second.end()
  }
}
