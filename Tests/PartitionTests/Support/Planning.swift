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
    _ program: Program, _ environment: DeviceEnvironment, shares: [Double]? = nil
  ) -> SplitProblem {
    SplitProblem(
      UnitGraph(program, catalog: .standard), environment,
      devices: Array(environment.devices.indices),
      weights: shares ?? environment.devices.map(\.speed))
  }

  /// The plan of a strategy without regard to memory.
  static func plan(
    _ program: Program, _ environment: DeviceEnvironment, _ settings: SplitSettings
  ) throws -> SplitPlan {
    try #require(Splitter.unlimitedPlan(problem(program, environment), settings))
  }
}
