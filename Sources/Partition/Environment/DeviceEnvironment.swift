import Basic

/// A device that can run a part of a network.
package struct DeviceDescription: Sendable, Equatable {
  /// The name.
  package var name: String

  /// Multiply-accumulate operations per second.
  package var speed: Double

  /// Other operations on elements per second, or `nil` if their time is not modelled.
  package var elementSpeed: Double?

  /// Bytes for weights and activations, or `nil` if there is no limit.
  package var memory: Bytes?

  /// Measured seconds of whole operations, by the name of the layer; they replace what follows
  /// from `speed`.
  package var times: [String: Double]

  /// Describes a device.
  package init(
    name: String, speed: Double, elementSpeed: Double? = nil, memory: Bytes? = nil,
    times: [String: Double] = [:]
  ) {
    self.name = name
    self.speed = speed
    self.elementSpeed = elementSpeed
    self.memory = memory
    self.times = times
  }

  /// The seconds that a whole operation takes.
  ///
  /// - Parameter layer: the layer that it computes, and whether it is the first to: the time of a
  ///   measured layer is that of all its operations.
  package func time(
    of layer: (name: String, isFirst: Bool), macs: Int, elementOperations: Int
  ) -> Double {
    if let time = times[layer.name] { return layer.isFirst ? time : 0 }
    let rest = elementSpeed.map { Double(elementOperations) / $0 } ?? 0
    return Double(macs) / speed + rest
  }
}

/// The devices that there are, and how they reach each other.
///
/// The first device has the input of the network and wants its output.
package struct DeviceEnvironment: Sendable, Equatable {
  /// What messages share.
  package enum Medium: String, Sendable, CaseIterable {
    /// One channel: one message at a time, such as Wi-Fi.
    case shared
    /// Each device sends and receives on its own, at the same time.
    case switched
  }

  /// How often a connection is opened.
  package enum Connections: String, Sendable, CaseIterable {
    /// For every message.
    case perMessage = "per-message"
    /// Once for each ordered pair of devices.
    case persistent
  }

  /// Links of their own for some devices.
  package struct Tier: Sendable, Equatable {
    /// The devices, by index; each pair of them has the link.
    package var devices: [Int]

    /// The link.
    package var link: Link

    /// Describes a tier.
    package init(devices: [Int], link: Link) {
      self.devices = devices
      self.link = link
    }
  }

  /// The devices.
  package var devices: [DeviceDescription]

  /// What messages share.
  package var medium: Medium

  /// How often a connection is opened.
  package var connections: Connections

  /// The link of pairs that no tier has.
  package var link: Link

  /// The tiers; of several that have a pair the last counts.
  package var tiers: [Tier]

  /// Describes an environment.
  package init(
    devices: [DeviceDescription], link: Link, medium: Medium = .shared,
    connections: Connections = .perMessage, tiers: [Tier] = []
  ) {
    self.devices = devices
    self.link = link
    self.medium = medium
    self.connections = connections
    self.tiers = tiers
  }

  /// The link between two devices.
  package func link(_ a: Int, _ b: Int) -> Link {
    tiers.last { $0.devices.contains(a) && $0.devices.contains(b) }?.link ?? link
  }
}
