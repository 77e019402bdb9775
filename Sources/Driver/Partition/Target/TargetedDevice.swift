import Backend
import Basic
import IR
import Partition

/// What one device does if a target runs its program: subgraphs between messages, each with a plan.
package struct TargetedDevice: Sendable {
  /// A subgraph and how it runs.
  package struct Part: Sendable {
    /// The operations.
    package let subgraph: Subgraph

    /// The operations as a program of their own.
    package let program: Program

    /// The plan of the target, or `nil` on the host.
    package let plan: (any DevicePlan)?

    /// Why operations run on the host, by the value that each computes.
    package let reasons: [(value: String, reason: String)]
  }

  /// The order of everything.
  package let schedule: DeviceSchedule

  /// The subgraphs of the schedule, in order.
  package let parts: [Part]

  /// The folder of a subgraph of a device, in that of the whole plan.
  static func folderName(_ device: Int, _ subgraph: Int) -> String {
    "device-\(device)/subgraph-\(subgraph)"
  }

  /// What all plans keep in the device together, by what it is; what has no limit is left out.
  var residents: [ResidentMemory] {
    var sums: [ResidentMemory] = []
    for resident in parts.compactMap({ $0.plan?.resident }) where resident.available != nil {
      guard let known = sums.firstIndex(where: { $0.name == resident.name }) else {
        sums.append(resident)
        continue
      }
      sums[known] = ResidentMemory(
        resident.name, used: sums[known].used + resident.used, available: resident.available)
    }
    return sums
  }

  /// The time that all plans take together, or `nil` if one does not say.
  var latency: Nanoseconds? {
    parts.compactMap(\.plan).reduce(Nanoseconds.zero) { sum, plan in
      sum.flatMap { sum in plan.latency.map { sum + $0 } }
    }
  }
}
