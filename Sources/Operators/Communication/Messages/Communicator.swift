import Basic
import IR

/// What carries messages between the devices that run one network.
///
/// Messages from one device to another arrive in the order in which they were sent. Sending does
/// not wait for the receiver, so that any order of sends and receives ends.
package protocol Communicator: Sendable {
  /// The device that this is the end of.
  var device: Int { get }

  /// The number of devices.
  var deviceCount: Int { get }

  /// Sends a tensor to another device.
  func send(_ tensor: Tensor, to receiver: Int) throws(CommunicationError)

  /// Waits for the next tensor from another device, which has to be of `type`.
  func receive(_ type: TensorType, from sender: Int) throws(CommunicationError) -> Tensor
}

/// Why devices could not communicate.
package enum CommunicationError: Error, Sendable, Equatable {
  /// A device is not there.
  case unknownDevice(Int, count: Int)
  /// A program is run by another device than it was made for.
  case wrongDevice(expected: Int, found: Int)
  /// A message has another size than the tensor that is waited for.
  case wrongSize(sender: Int, expected: Int, found: Int)
  /// A message arrived damaged.
  case damaged(sender: Int, reason: String)
  /// A device has ended, or its connection has.
  case lost(device: Int, reason: String)
  /// Nothing came in time.
  case silent(sender: Int, seconds: Int)

  /// What happened, in words.
  package var reason: String {
    switch self {
    case .unknownDevice(let device, let count):
      "there is no device \(device) among \(count)"
    case .wrongDevice(let expected, let found):
      "the program is that of device \(expected), but device \(found) runs it"
    case .wrongSize(let sender, let expected, let found):
      "device \(sender) sent \(found) bytes where \(expected) are expected"
    case .damaged(let sender, let reason):
      "a message from device \(sender) is damaged: \(reason)"
    case .lost(let device, let reason):
      "device \(device) is lost: \(reason)"
    case .silent(let sender, let seconds):
      "device \(sender) has sent nothing for \(seconds) seconds"
    }
  }
}

/// An operator that exchanges tensors with other devices.
package protocol CommunicationDefinition: OperatorDefinition {
  /// The results, after sending and receiving what the call says.
  static func communicate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType],
    _ communicator: any Communicator
  ) throws(CommunicationError) -> [Tensor]
}

extension CommunicationDefinition {
  /// Other devices see it, so that it is neither dropped nor merged nor computed early.
  package static var hasEffect: Bool { true }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    preconditionFailure("\(name) needs other devices: it runs with a communicator only")
  }

  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work { Work() }
}
