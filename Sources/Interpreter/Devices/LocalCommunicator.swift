import Foundation
import IR
import Operators

/// A message that was sent.
package struct MessageRecord: Hashable, Sendable {
  /// The device that sent it.
  package let sender: Int
  /// The device that it was for.
  package let receiver: Int
  /// The bytes of its tensor.
  package let bytes: Int

  /// Notes a message.
  package init(sender: Int, receiver: Int, bytes: Int) {
    self.sender = sender
    self.receiver = receiver
    self.bytes = bytes
  }
}

/// The end of one device among others of the same process.
struct LocalCommunicator: Communicator {
  let device: Int
  let mailboxes: LocalMailboxes

  init(device: Int, _ mailboxes: LocalMailboxes) {
    self.device = device
    self.mailboxes = mailboxes
  }

  var deviceCount: Int { mailboxes.deviceCount }

  func send(_ tensor: Tensor, to receiver: Int) throws(CommunicationError) {
    try check(receiver)
    mailboxes.put(tensor, from: device, to: receiver)
  }

  func receive(_ type: TensorType, from sender: Int) throws(CommunicationError) -> Tensor {
    try check(sender)
    let tensor = try mailboxes.take(from: sender, for: device)
    guard tensor.type.byteCount == type.byteCount else {
      throw .wrongSize(
        sender: sender, expected: type.byteCount, found: tensor.type.byteCount)
    }
    return tensor.retyped(type)
  }

  private func check(_ other: Int) throws(CommunicationError) {
    guard (0..<deviceCount).contains(other), other != device else {
      throw .unknownDevice(other, count: deviceCount)
    }
  }
}

/// Messages under way between threads.
final class LocalMailboxes: @unchecked Sendable {
  // Unchecked: every access holds the lock of the condition.
  let deviceCount: Int
  private let seconds: Int
  private let condition = NSCondition()
  private var waiting: [[Tensor]]
  private var hasLeft: [Bool]
  private var hasFailed: [Bool]
  private var sent: [[MessageRecord]]

  init(deviceCount: Int, seconds: Int) {
    self.deviceCount = deviceCount
    self.seconds = seconds
    waiting = Array(repeating: [], count: deviceCount * deviceCount)
    hasLeft = Array(repeating: false, count: deviceCount)
    hasFailed = hasLeft
    sent = Array(repeating: [], count: deviceCount)
  }

  /// Puts a message where its receiver finds it.
  func put(_ tensor: Tensor, from sender: Int, to receiver: Int) {
    condition.withLock {
      waiting[sender * deviceCount + receiver].append(tensor)
      sent[sender].append(
        MessageRecord(sender: sender, receiver: receiver, bytes: tensor.type.byteCount))
      condition.broadcast()
    }
  }

  /// Waits for the next message of a sender.
  func take(from sender: Int, for receiver: Int) throws(CommunicationError) -> Tensor {
    let box = sender * deviceCount + receiver
    let limit = Date(timeIntervalSinceNow: Double(seconds))
    condition.lock()
    defer { condition.unlock() }
    while waiting[box].isEmpty {
      if hasLeft[sender] {
        throw .lost(
          device: sender, reason: hasFailed[sender] ? "it failed" : "its program has ended")
      }
      guard condition.wait(until: limit) else {
        throw .silent(sender: sender, seconds: seconds)
      }
    }
    return waiting[box].removeFirst()
  }

  /// Notes that a device sends nothing any more.
  func leave(_ device: Int, hasFailed failed: Bool) {
    condition.withLock {
      hasLeft[device] = true
      hasFailed[device] = failed
      condition.broadcast()
    }
  }

  /// Every message, those of a sender in order.
  var traffic: [MessageRecord] { condition.withLock { sent.flatMap { $0 } } }
}
