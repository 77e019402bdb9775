import RISCV
import TestSupport

/// Faults of plans with tensors in L1.
extension PlantedFault where Plan == RISCVPlan {
  static var fused: [RISCVFault] {
    [
      .init("riscv.v1", "an input in L1") { $0.tensors[0].level = .l1 },
      .init("riscv.v6", "a tensor over the buffers of a layer") { plan in
        guard let (tensor, step) = inL1(plan), let buffer = plan.steps[step].buffers.last else {
          return
        }
        plan.tensors[tensor].offset = buffer.offset
      },
      .init("riscv.v6", "a tensor in the stacks") { plan in
        guard let (tensor, _) = inL1(plan) else { return }
        plan.tensors[tensor].offset = 0
      },
      .init("riscv.v9", "a tensor beyond L1") { plan in
        guard let (tensor, _) = inL1(plan) else { return }
        plan.tensors[tensor].offset = plan.target.l1Bytes
      },
      .init("riscv.v18", "tiles that are parts of rows") { plan in
        guard let (_, step) = inL1(plan) else { return }
        plan.steps[step].tiling.columns -= 1
      },
      .init("riscv.v18", "tiles of some channels") { plan in
        guard let (_, step) = inL1(plan) else { return }
        plan.steps[step].tiling.channels = 8
      },
      .init("riscv.v5", "a store of what is in L1") { plan in
        guard let (tensor, step) = inL1(plan), let load = plan.steps[0].transfers.last else {
          return
        }
        var store = load
        store.source = .tensor(tensor)
        store.buffer = .result
        plan.steps[step].transfers.append(store)
      },
      .init("riscv.v4", "a buffer for what is in L1") { plan in
        guard let (_, step) = inL1(plan), let buffer = plan.steps[0].buffers.last else { return }
        plan.steps[step].buffers.append(buffer)
      },
      .init("riscv.v5", "a tensor in L1 that is said to be in L2") { plan in
        guard let (tensor, _) = inL1(plan) else { return }
        plan.tensors[tensor].level = .l2
      },
      .init("riscv.v10", "no barrier after the kernel that writes into L1") { plan in
        guard let (_, step) = inL1(plan),
          let last = plan.steps[step].actions.lastIndex(of: .barrier)
        else { return }
        plan.steps[step].actions.remove(at: last)
      },
    ]
  }

  /// A tensor in L1 and the step that writes it.
  static func inL1(_ plan: RISCVPlan) -> (tensor: Int, step: Int)? {
    guard let tensor = plan.tensors.firstIndex(where: { $0.level == .l1 }),
      let step = plan.steps.firstIndex(where: { $0.step.output == tensor })
    else { return nil }
    return (tensor, step)
  }
}
