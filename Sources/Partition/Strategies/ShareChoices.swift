/// The devices that may take part with the shares that they may have.
enum ShareChoices {
  /// The devices with their shares.
  struct Choice {
    let devices: [Int]
    let weights: [Double]
  }

  /// The choices that a strategy weighs, with shares by speed.
  ///
  /// They are all devices, or for `auto` the fastest of them for every number, the first device
  /// always among them.
  static func bySpeed(
    _ graph: UnitGraph, _ environment: DeviceEnvironment, _ settings: SplitSettings
  ) -> [Choice] {
    let speeds = environment.devices.map { speed(of: $0, graph) }
    if let shares = settings.shares {
      return [Choice(devices: Array(environment.devices.indices), weights: shares)]
    }
    guard settings.strategy == .auto else {
      return [Choice(devices: Array(speeds.indices), weights: speeds)]
    }
    let others = speeds.indices.dropFirst().sorted {
      speeds[$0] != speeds[$1] ? speeds[$0] > speeds[$1] : $0 < $1
    }
    return (0...others.count).map { count in
      let devices = [0] + others.prefix(count).sorted()
      return Choice(devices: devices, weights: devices.map { speeds[$0] })
    }
  }

  /// Shares that respect memory: `s_i = min(tau f_i, cap_i)` with the `tau` for which they add up to
  /// one, or in proportion to what fits where they cannot.
  ///
  /// - Parameters:
  ///   - room: the bytes for weights of each rank.
  ///   - total: the bytes of all weights.
  static func limited(_ speeds: [Double], room: [Double], total: Double) -> [Double] {
    let caps = room.map { max(0, $0 / max(1, total)) }
    guard caps.reduce(0, +) > 1 else {
      return caps.contains { $0 > 0 } ? caps : speeds
    }
    var (low, high) = (0.0, 1.0)
    func shares(_ tau: Double) -> [Double] { zip(speeds, caps).map { min(tau * $0, $1) } }
    while shares(high).reduce(0, +) < 1 { high *= 2 }
    for _ in 0..<100 {
      let middle = (low + high) / 2
      if shares(middle).reduce(0, +) < 1 { low = middle } else { high = middle }
    }
    return shares(high)
  }

  /// The speed that a device has on a whole network, by its own times where they are known.
  private static func speed(of device: DeviceDescription, _ graph: UnitGraph) -> Double {
    var (macs, seconds) = (0, 0.0)
    for operation in graph.units.flatMap(\.operations) {
      macs += operation.work.macs
      seconds += device.time(
        of: operation.layer, macs: operation.work.macs,
        elementOperations: operation.work.elementOperations)
    }
    return seconds > 0 && macs > 0 ? Double(macs) / seconds : device.speed
  }
}
