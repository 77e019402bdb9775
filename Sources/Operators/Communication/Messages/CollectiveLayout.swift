import IR

/// Who holds which part of a tensor before a collective operation, and who needs which after it.
///
/// Every collective is this: device `a` sends to device `b`, in one message, what `a` holds of what
/// `b` needs; where devices hold partial sums, each sends its own, and the receiver adds them in
/// the order of devices. Empty messages are not sent.
package struct CollectiveLayout: Hashable, Sendable {
  /// The type of the whole tensor.
  package var whole: TensorType

  /// The devices that hold a part, in ascending order, with the part.
  package var held: [(device: Int, region: Region)] { zip(holders, heldRegions).map { ($0, $1) } }

  /// The devices that need a part, in ascending order, with the part.
  package var needed: [(device: Int, region: Region)] {
    zip(receivers, neededRegions).map { ($0, $1) }
  }

  /// Whether what is held are partial sums.
  package var isSum: Bool

  private let holders: [Int]
  private let heldRegions: [Region]
  private let receivers: [Int]
  private let neededRegions: [Region]

  /// Takes the parts; devices stand in ascending order, and parts are not empty.
  package init(
    _ whole: TensorType, held: [(device: Int, region: Region)],
    needed: [(device: Int, region: Region)], isSum: Bool = false
  ) {
    self.whole = whole
    self.isSum = isSum
    (holders, heldRegions) = (held.map(\.device), held.map(\.region))
    (receivers, neededRegions) = (needed.map(\.device), needed.map(\.region))
  }

  /// What a device holds before, or `nil`.
  package func held(by device: Int) -> Region? {
    holders.firstIndex(of: device).map { heldRegions[$0] }
  }

  /// What a device needs after, or `nil`.
  package func needed(by device: Int) -> Region? {
    receivers.firstIndex(of: device).map { neededRegions[$0] }
  }

  /// A message: what one device sends another.
  package struct Message: Hashable, Sendable {
    package let sender: Int
    package let receiver: Int
    package let region: Region
  }

  /// Every message, by sender and then by receiver.
  package var messages: [Message] {
    held.flatMap { sender, part in
      needed.compactMap { receiver, region in
        guard sender != receiver else { return nil }
        // What a device has already is not sent to it.
        if !isSum, let own = held(by: receiver), own.contains(region) { return nil }
        let common = part.intersection(region)
        return common.isEmpty
          ? nil : Message(sender: sender, receiver: receiver, region: common)
      }
    }
  }

  /// The devices that send or receive or keep something, in ascending order.
  package var participants: [Int] { Set(holders + receivers).sorted() }
}

extension Region {
  /// Whether every element of `other` belongs to it.
  package func contains(_ other: Region) -> Bool { intersection(other) == other }
}
