import Backend
import Basic
import BitSerial
import Crossbar
import IR
import Partition
import RISCV

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

  /// The time that all plans take together, or `nil` if one does not say.
  var latency: Nanoseconds? {
    parts.compactMap(\.plan).reduce(Nanoseconds.zero) { sum, plan in
      sum.flatMap { sum in plan.predictedLatency.map { sum + $0 } }
    }
  }
}

extension DevicePlan {
  /// The time from the input to the output as far as the plan predicts it.
  var predictedLatency: Nanoseconds? {
    switch self {
    case let plan as RISCVPlan: plan.totals.latency
    case let plan as CrossbarPlan: plan.totals.latency
    case let plan as BitVertPlan:
      Nanoseconds(plan.totals.cycles.count * 1000 / plan.target.clockMegahertz)
    default: latency
    }
  }
}
