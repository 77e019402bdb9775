import Basic

/// Sums over a plan.
package struct PlanTotals: Sendable, Equatable {
  /// Multiply-accumulate operations.
  package var macs = 0

  /// Time, with what it takes to begin each step.
  package var cycles = StepCycles()
  package var latency = Nanoseconds.zero

  /// What is moved.
  package var traffic = PlanTraffic()

  /// The most bytes of L1 that a step uses, stacks included.
  package var l1Peak = 0

  /// The end of the last tensor in L2.
  package var l2Peak = 0

  /// The most bytes of activations that live together, as planned; no placement takes less.
  package var l2Bound = 0

  /// The same if every layer were computed as a whole before the next.
  package var l2WholeBound = 0

  /// Bytes of constants.
  package var constantBytes = 0

  /// Makes totals of nothing.
  init() {}

  /// Sums up.
  package init(
    steps: [PlanStep], groups: [Range<Int>], tensors: [PlanTensor], target: RISCVTarget
  ) {
    for step in steps {
      macs += step.step.macs
      cycles += step.cycles
      let starts = zip(step.stripes, step.stripes.dropFirst()).filter { $0 < $1 }.count
      cycles.total += target.stepCycles * starts
      traffic += step.traffic
      for buffer in step.buffers { l1Peak = max(l1Peak, buffer.offset + buffer.total) }
      for constant in step.constants {
        constantBytes = max(constantBytes, constant.offset + constant.bytes)
      }
    }
    latency = Nanoseconds(Double(cycles.total) * 1000 / target.clockMegahertz)
    let inL2 = tensors.filter { $0.level == .l2 }
    l2Peak = inL2.reduce(0) { max($0, $1.bytes.upperBound) }
    for tensor in tensors where tensor.level == .l1 {
      l1Peak = max(l1Peak, tensor.bytes.upperBound)
    }
    for step in steps.indices {
      l2Bound = max(
        l2Bound,
        inL2.reduce(0) { $0 + ($1.lifetime.contains(step) ? $1.byteCount : 0) })
    }
    let whole = Lifetimes(
      steps: steps.map(\.step), groups: steps.indices.map { $0..<$0 + 1 },
      roles: tensors.map(\.role))
    for step in steps.indices {
      l2WholeBound = max(
        l2WholeBound,
        zip(tensors, whole.ranges).reduce(0) {
          $0 + ($1.1.contains(step) ? $1.0.shape.byteCount : 0)
        })
    }
  }
}

/// The steps from the first to the last that touch each tensor.
struct Lifetimes: Sendable {
  /// One for each tensor; the first step if nothing touches it.
  var ranges: [Range<Int>]

  /// Inputs live from the start, outputs to the end; steps of a group count together.
  init(steps: [KernelStep], groups: [Range<Int>], roles: [StepTensor.Role]) {
    var first = [Int](repeating: .max, count: roles.count)
    var last = [Int](repeating: -1, count: roles.count)
    for group in groups {
      for step in group {
        for tensor in steps[step].inputs.map(\.tensor) + [steps[step].output] {
          first[tensor] = min(first[tensor], group.lowerBound)
          last[tensor] = max(last[tensor], group.upperBound - 1)
        }
      }
    }
    ranges = roles.indices.map { tensor in
      let start = roles[tensor] == .input ? 0 : first[tensor]
      let end = roles[tensor] == .output ? steps.count - 1 : last[tensor]
      return start <= end ? start..<end + 1 : 0..<1
    }
  }
}
