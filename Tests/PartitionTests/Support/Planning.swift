import Basic
import IR
import Operators
import Partition
import Testing

/// Short ways to problems and plans.
enum Planning {
  /// Devices of given speeds on one shared medium.
  static func environment(
    _ speeds: [Double], latency: Double = 1e-3, bandwidth: Double = 50e6, memory: Bytes? = nil,
    medium: DeviceEnvironment.Medium = .shared
  ) -> DeviceEnvironment {
    DeviceEnvironment(
      devices: speeds.enumerated().map {
        DeviceDescription(name: "d\($0)", speed: $1, memory: memory)
      },
      link: Link(latency: latency, bandwidth: bandwidth), medium: medium)
  }

  /// A program on all devices of an environment, with shares by speed.
  static func problem(
    _ program: Program, _ environment: DeviceEnvironment, shares: [Double]? = nil,
    charging: Charging = .wholeChannels
  ) -> SplitProblem {
    SplitProblem(
      UnitGraph(program, catalog: .standard), environment,
      devices: Array(environment.devices.indices),
      weights: shares ?? environment.devices.map(\.speed), charging: charging)
  }

  /// The plan of a strategy for all devices.
  static func plan(
    _ program: Program, _ environment: DeviceEnvironment, _ settings: SplitSettings,
    charging: Charging = .wholeChannels
  ) throws -> SplitPlan {
    try #require(Splitter.plan(problem(program, environment, charging: charging), settings))
  }
}
