import Basic

/// The rules of a set of programs that run one network on several devices.
package enum DeviceRules {
  package static let device = Rule(
    "partition.device",
    "the program of a device communicates as that device, with devices that there are",
    "Programs are numbered from 0, and every collective operation says which device runs it.")
  package static let pairing = Rule(
    "partition.pairing", "messages between two devices are sent and received in one order",
    "Both devices run the same collective operation, or a send and a receive of one type.")
  package static let waiting = Rule(
    "partition.waiting", "every message that is waited for is sent, and every one sent is received",
    "Otherwise a device waits for ever.")
  package static let indices = Rule(
    "partition.indices", "every operation reads the indices that its part of the result needs",
    "The plan says which part of each result a device computes; what it reads follows.")
  package static let weights = Rule(
    "partition.weights", "every device has its own part of the weights",
    "The elements are compared with those of the whole network.")
  package static let partial = Rule(
    "partition.partial", "a partial sum is reduced before anything but a linear operation reads it",
    "Activations, maxima and rounding of a part of a sum are not parts of those of the sum.")
  package static let terms = Rule(
    "partition.terms", "a sum has each of its terms once",
    "Every input channel is summed on one device, and one device alone adds the bias.")

  /// All of them, for documentation.
  package static let all = [device, pairing, waiting, indices, weights, partial, terms]
}
