import Basic
import IR
import Operators

/// What a way to run a unit costs each rank in work, time and memory.
struct LoadModel {
  /// The problem.
  let problem: SplitProblem

  /// The unit.
  let unit: Unit

  /// The loads of all ranks.
  ///
  /// - Parameters:
  ///   - mode: how the first operation is divided.
  ///   - inputs: the states in which inputs are read.
  ///   - states: the states of the results of all operations.
  ///   - way: the way that divides the first operation, or `nil` if it is not divided.
  ///   - reduction: what ends a partial result.
  func loads(
    _ mode: SplitMode, inputs: [ShardingState], states: [ShardingState],
    core way: SplitDimension?, reduction: Reduction?
  ) -> [RankLoad] {
    (0..<problem.ranks).map { rank in
      var load = RankLoad()
      for (index, operation) in unit.operations.enumerated() {
        let part = part(
          of: operation, on: rank, state: states[index],
          source: index == 0 ? inputs.first : states[index - 1],
          way: index == 0 ? way : nil, isSum: index == 0 && isSum(mode))
        let share =
          index == 0 && problem.charging == .shares && (mode == .outputChannels || isSum(mode))
          ? problem.weights[rank] / problem.weights.reduce(0, +) : nil
        add(part, of: operation, on: rank, share: share, to: &load)
      }
      addMemory(mode, inputs: inputs, states: states, reduction, on: rank, to: &load)
      return load
    }
  }

  private func isSum(_ mode: SplitMode) -> Bool { mode == .inputChannels || mode == .partials }

  /// What one rank does of one operation.
  private struct Part {
    /// The work as a fraction.
    var numerator: Int
    var denominator: Int

    /// The way that divides the operation, with the indices of its split axis.
    var way: SplitDimension?
    var indices: IndexRanges?

    /// Whether the rank keeps constants that are not split.
    var keepsWhole: Bool
  }

  private func part(
    of operation: UnitOperation, on rank: Int, state: ShardingState, source: ShardingState?,
    way: SplitDimension?, isSum: Bool
  ) -> Part {
    if isSum {
      guard let way, let shards = source?.shards, let axis = way.operands[0]?.axis else {
        // A constant that is no term of the sum is added by rank 0 alone.
        let isAdded = operation.sharding.linearity == .addition
        return Part(numerator: 1, denominator: 1, keepsWhole: !isAdded || rank == 0)
      }
      let indices = shards.indices[rank]
      return Part(
        numerator: indices.count, denominator: operation.call.operands[0].shape[axis], way: way,
        indices: indices, keepsWhole: rank == 0)
    }
    switch state {
    case .solo: return Part(numerator: rank == 0 ? 1 : 0, denominator: 1, keepsWhole: rank == 0)
    case .replicated, .partial: return Part(numerator: 1, denominator: 1, keepsWhole: true)
    case .channels(let axis, let indices), .rows(let axis, let indices):
      let own = indices[rank]
      let divided = way ?? operation.sharding.dimensions.first { $0.result?.axis == axis }
      return Part(
        numerator: own.count, denominator: operation.results[0].shape[axis], way: divided,
        indices: own, keepsWhole: !own.isEmpty)
    }
  }

  private func add(
    _ part: Part, of operation: UnitOperation, on rank: Int, share: Double?,
    to load: inout RankLoad
  ) {
    let device = problem.environment.devices[problem.devices[rank]]
    let time = device.time(
      of: operation.layer, macs: operation.work.macs,
      elementOperations: operation.work.elementOperations)
    load.macs += operation.work.macs / part.denominator * part.numerator
    load.time += time * (share ?? Double(part.numerator) / Double(part.denominator))
    for (operand, type) in operation.call.operands.enumerated()
    where operation.isConstant[operand] {
      guard let way = part.way, let axis = way.operands[operand], let indices = part.indices else {
        load.weights += part.keepsWhole ? type.byteCount : 0
        continue
      }
      let block = way.result?.block ?? axis.block
      let count = indices.count / block * axis.block
      load.weights +=
        share.map { Int((Double(type.byteCount) * $0).rounded()) }
        ?? type.byteCount / type.shape[axis.axis] * count
    }
  }

  /// Adds the most bytes alive.
  ///
  /// They are what is read with the result of the first operation and what a reduction receives of
  /// it, or that result with what the unit gives. By rows, the result is consumed as it is made.
  private func addMemory(
    _ mode: SplitMode, inputs: [ShardingState], states: [ShardingState],
    _ reduction: Reduction?, on rank: Int, to load: inout RankLoad
  ) {
    for (tensor, state) in zip(unit.inputs, inputs) {
      let type = problem.graph.tensors[tensor].type
      load.inputs += state.elements(of: type.shape, on: rank) * type.element.storedBytes
    }
    let first = unit.core.results[0]
    let computed: ShardingState = isSum(mode) ? .partial : states[0]
    load.result = computed.elements(of: first.shape, on: rank) * first.element.storedBytes
    if let target = reduction?.target {
      load.received = target.elements(of: first.shape, on: rank) * first.element.storedBytes
    }
    for tensor in unit.outputs {
      let type = problem.graph.tensors[tensor].type
      load.outputs +=
        states[states.count - 1].elements(of: type.shape, on: rank) * type.element.storedBytes
    }
    let during = load.inputs + load.result + load.received
    load.live = mode == .rows ? during : max(during, load.result + load.outputs)
  }
}
