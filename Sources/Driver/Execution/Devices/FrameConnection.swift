import Foundation
import Operators

/// A connection over which frames travel both ways.
///
/// One thread may receive while others send.
package final class FrameConnection: @unchecked Sendable {
  // Unchecked: what sends holds the lock, what receives is one thread.
  private let descriptor: Int32
  private let own: Int
  private let lock = NSLock()
  private var sent: UInt32 = 0
  private var received: UInt32 = 0

  /// The device at the other end, once it is known.
  package var peer: Int

  /// The seconds without a sign of life after which the other end counts as lost; `nil` for one
  /// that need not give any.
  package var silenceLimit: Int? = 4

  /// Takes a connected socket.
  ///
  /// - Parameters:
  ///   - own: the device that this end is.
  ///   - peer: the device at the other end.
  package init(_ descriptor: Int32, own: Int, peer: Int) {
    self.descriptor = descriptor
    self.own = own
    self.peer = peer
    var one: Int32 = 1
    setsockopt(
      descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
  }

  deinit { close(descriptor) }

  /// Ends the connection both ways; what waits at it fails.
  package func end() { shutdown(descriptor, Int32(SHUT_RDWR)) }

  /// Sends a frame.
  package func send(
    _ kind: MessageFrame.Kind, _ payload: [UInt8] = []
  ) throws(CommunicationError) {
    lock.lock()
    defer { lock.unlock() }
    let frame = MessageFrame(kind, sender: own, sequence: sent, payload: payload)
    sent &+= 1
    try write(frame.bytes)
  }

  /// Waits for the next frame that is more than a sign of life.
  package func receive() throws(CommunicationError) -> MessageFrame {
    while true {
      let frame = try next()
      if frame.kind != .alive { return frame }
    }
  }

  private func next() throws(CommunicationError) -> MessageFrame {
    let header = try sound(try read(MessageFrame.headerLength))
    let payload = try read(header.length)
    do throws(FrameFault) {
      return try header.frame(payload)
    } catch {
      throw .damaged(sender: peer, reason: error.reason)
    }
  }

  /// The head of the next frame.
  private func sound(_ bytes: [UInt8]) throws(CommunicationError) -> MessageFrame.Header {
    do throws(FrameFault) {
      let header = try MessageFrame.Header(bytes)
      guard header.sequence == received else {
        throw FrameFault("it is number \(header.sequence), not \(received)")
      }
      guard header.sender == peer || peer == Self.unknownPeer else {
        throw FrameFault("it says that device \(header.sender) sends it")
      }
      received &+= 1
      return header
    } catch {
      throw .damaged(sender: peer, reason: error.reason)
    }
  }

  /// What stands for a device that has not said who it is.
  package static let unknownPeer = -1

  // MARK: - Bytes

  /// A connection that was closed is an error, not a signal.
  #if canImport(Darwin)
    private static let noSignal: Int32 = 0
  #else
    private static let noSignal = Int32(MSG_NOSIGNAL)
  #endif

  private func write(_ bytes: [UInt8]) throws(CommunicationError) {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes {
        Foundation.send(
          descriptor, $0.baseAddress?.advanced(by: done), bytes.count - done,
          Self.noSignal)
      }
      if count > 0 {
        done += count
      } else if errno == EAGAIN || errno == EWOULDBLOCK {
        try wait(Int16(POLLOUT))
      } else if errno != EINTR {
        throw .lost(device: peer, reason: String(cString: strerror(errno)))
      }
    }
  }

  private func read(_ count: Int) throws(CommunicationError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let found = bytes.withUnsafeMutableBytes {
        recv(descriptor, $0.baseAddress?.advanced(by: done), count - done, 0)
      }
      if found > 0 {
        done += found
      } else if found == 0 {
        throw .lost(device: peer, reason: "the connection was closed")
      } else if errno == EAGAIN || errno == EWOULDBLOCK {
        try wait(Int16(POLLIN))
      } else if errno != EINTR {
        throw .lost(device: peer, reason: String(cString: strerror(errno)))
      }
    }
    return bytes
  }

  private func wait(_ events: Int16) throws(CommunicationError) {
    var entry = pollfd(fd: descriptor, events: events, revents: 0)
    let ready = poll(&entry, 1, Int32((silenceLimit ?? 0) * 1000) - (silenceLimit == nil ? 1 : 0))
    if ready == 0, let silenceLimit { throw .silent(sender: peer, seconds: silenceLimit) }
  }
}
