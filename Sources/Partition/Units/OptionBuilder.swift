import Basic
import IR
import Operators

/// Lists the ways to run one unit.
struct OptionBuilder {
  /// The problem, of which earlier units are done.
  let problem: SplitProblem

  /// The unit.
  let unit: Unit

  /// The states of all tensors; those that the unit adds are new.
  var forms: [FormTable]

  /// The ways found.
  var options: [UnitOption] = []

  /// Starts with unit `index` of a problem.
  init(problem: SplitProblem, unit index: Int) {
    self.problem = problem
    unit = problem.graph.units[index]
    forms = problem.forms
  }

  /// Lists all ways, in an order that does not depend on costs.
  mutating func build() {
    let solo = [Int](repeating: FormTable.solo, count: unit.inputs.count)
    add(.solo, solo, states: unit.operations.map { _ in .solo }, core: nil)
    guard problem.ranks > 1 else { return }
    let all = [Int](repeating: FormTable.replicated, count: unit.inputs.count)
    add(.replicated, all, states: unit.operations.map { _ in .replicated }, core: nil)
    addOutputChannels()
    addInputChannels()
    addRows()
    addInherited()
    addConcatenation()
    addPartials()
  }

  /// The value that an operation of the unit gives.
  func type(_ operation: Int) -> TensorType { unit.operations[operation].results[0] }

  /// By output channels of constant weights: needs all inputs.
  private mutating func addOutputChannels() {
    guard let way = unit.core.outputChannels, let axis = way.result?.axis,
      let state = problem.channels(unit.coreResult, type(0).shape),
      state.shards?.axis == axis
    else { return }
    let needs = [Int](repeating: FormTable.replicated, count: unit.inputs.count)
    guard let states = follow(state) else { return }
    add(.outputChannels, needs, states: states, core: way)
  }

  /// By input channels: any split of them that the input can have.
  private mutating func addInputChannels() {
    guard unit.core.isWeighted, let way = unit.core.contraction, unit.inputs.count == 1,
      let axis = way.operands[0]?.axis
    else { return }
    for form in forms[unit.inputs[0]].origins {
      guard let shards = forms[unit.inputs[0]].states[form].shards, shards.axis == axis else {
        continue
      }
      addSums(.inputChannels, [form], way, shares: shards.indices)
    }
  }

  /// By rows of what the unit gives: windows reach over to rows of neighbours.
  private mutating func addRows() {
    guard !unit.inputs.contains(where: { forms[$0].isFull }) else { return }
    guard let rows = RowWalk(unit, problem) else { return }
    guard let states = follow(rows.states) else { return }
    var needs: [Int?] = unit.inputs.map { _ in nil }
    for (operand, place) in unit.inputOfOperand.enumerated() {
      guard let place else { continue }
      var state = ShardingState.replicated
      if let axis = rows.way.operands[operand]?.axis {
        let indices = rows.first.compactMap {
          ShardMapping.backward($0, through: rows.way, operand: operand)
        }
        guard indices.count == problem.ranks else { return }
        state = .rows(axis: axis, indices)
      }
      let form = forms[unit.inputs[place]].index(of: state)
      guard needs[place] == nil || needs[place] == form else { return }
      needs[place] = form
    }
    add(
      .rows, needs.compactMap { $0 }, states: states, core: rows.way, shares: rows.shares)
  }

  /// By an axis that an input is split along already.
  private mutating func addInherited() {
    for way in unit.core.sharding.dimensions where way.relation != .concatenation {
      guard
        let first = unit.inputOfOperand.indices.first(where: {
          unit.inputOfOperand[$0] != nil && way.operands[$0] != nil
        }), let place = unit.inputOfOperand[first], let axis = way.operands[first]?.axis,
        let result = way.result?.axis
      else { continue }
      let tensor = unit.inputs[place]
      let extent = problem.graph.tensors[tensor].type.shape[axis]
      for form in forms[tensor].origins {
        let source = forms[tensor].states[form]
        guard let shards = source.shards, shards.axis == axis else { continue }
        let indices = shards.indices.compactMap {
          ShardMapping.forward($0, through: way, operand: first, extent: extent)
        }
        guard indices.count == problem.ranks,
          let needs = needs(for: indices, along: way, like: source),
          let states = follow(source.along(result, indices))
        else { continue }
        let mode: SplitMode = if case .rows = source { .rows } else { .channels }
        guard !options.contains(where: { $0.needs == needs && $0.mode == mode }) else { continue }
        add(mode, needs, states: states, core: way)
      }
    }
  }

  /// The forms that all inputs must have for parts of the result.
  private mutating func needs(
    for indices: [IndexRanges], along way: SplitDimension, like source: ShardingState
  ) -> [Int]? {
    guard !unit.inputs.contains(where: { forms[$0].isFull }) else { return nil }
    var needs: [Int?] = unit.inputs.map { _ in nil }
    for (operand, place) in unit.inputOfOperand.enumerated() {
      guard let place else { continue }
      var state = ShardingState.replicated
      if let axis = way.operands[operand]?.axis {
        let own = indices.compactMap {
          ShardMapping.backward($0, through: way, operand: operand)
        }
        if own.count == indices.count {
          state = source.along(axis, own)
        } else if unit.inputs.count == 1, let first = source.shards, first.axis == axis {
          state = source
        } else {
          return nil
        }
      }
      let form = forms[unit.inputs[place]].index(of: state)
      guard needs[place] == nil || needs[place] == form else { return nil }
      needs[place] = form
    }
    return needs.compactMap { $0 }
  }

  /// Joins what each rank has of every operand.
  private mutating func addConcatenation() {
    guard
      let way = unit.core.sharding.dimensions.first(where: { $0.relation == .concatenation }),
      let axis = way.result?.axis, unit.inputOfOperand.allSatisfy({ $0 != nil })
    else { return }
    var needs: [Int?] = unit.inputs.map { _ in nil }
    var joined = [IndexRanges](repeating: IndexRanges([]), count: problem.ranks)
    var offset = 0
    for place in unit.inputOfOperand.compactMap({ $0 }) {
      let tensor = unit.inputs[place]
      let own = forms[tensor].origins.first { form in
        if case .channels(axis, _) = forms[tensor].states[form] { true } else { false }
      }
      guard let own, let shards = forms[tensor].states[own].shards else { return }
      needs[place] = own
      for rank in 0..<problem.ranks {
        let moved = shards.indices[rank].ranges.map {
          $0.lowerBound + offset..<$0.upperBound + offset
        }
        joined[rank] = joined[rank].union(IndexRanges(moved))
      }
      offset += problem.graph.tensors[tensor].type.shape[axis]
    }
    guard let states = follow(.channels(axis: axis, joined)) else { return }
    add(.channels, needs.compactMap { $0 }, states: states, core: way)
  }

  /// The states of all operations from that of the first, or `nil` if one cannot follow.
  func follow(_ first: ShardingState) -> [ShardingState]? { follow([first]) }

  /// The states of all operations from those of the first ones.
  func follow(_ given: [ShardingState]) -> [ShardingState]? {
    var states = given
    while states.count < unit.operations.count {
      let (operation, state) = (unit.operations[states.count], states[states.count - 1])
      guard let shards = state.shards else {
        states.append(state)
        continue
      }
      guard let operand = operation.isConstant.firstIndex(of: false) else { return nil }
      let extent = operation.call.operands[operand].shape[shards.axis]
      let next = operation.sharding.dimensions.lazy.compactMap { way -> ShardingState? in
        guard way.operands[operand]?.axis == shards.axis, let axis = way.result?.axis else {
          return nil
        }
        let indices = shards.indices.compactMap {
          ShardMapping.forward($0, through: way, operand: operand, extent: extent)
        }
        return indices.count == shards.indices.count ? state.along(axis, indices) : nil
      }.first
      guard let next else { return nil }
      states.append(next)
    }
    return states
  }

  /// Adds a way with what it costs.
  mutating func add(
    _ mode: SplitMode, _ needs: [Int], states: [ShardingState], core way: SplitDimension?,
    reduction: Reduction? = nil, shares: [IndexRanges]? = nil
  ) {
    let state = states[states.count - 1]
    guard !unit.outputs.contains(where: { forms[$0].isFull }) || state.shards == nil else {
      return
    }
    let outputs = unit.outputs.map { tensor in
      switch state {
      case .solo: FormTable.solo
      case .replicated: FormTable.replicated
      default: forms[tensor].origin(state)
      }
    }
    let inputs = zip(unit.inputs, needs).map { forms[$0].states[$1] }
    let model = LoadModel(problem: problem, unit: unit)
    let loads = model.loads(
      mode, inputs: inputs, states: states, core: way, reduction: reduction)
    options.append(
      UnitOption(
        mode: mode, needs: needs, states: states, reduction: reduction, outputs: outputs,
        shares: shares ?? (states[0].shards?.indices ?? []), loads: loads,
        computeTime: loads.reduce(0) { max($0, $1.time) },
        reductionTime: reduction.map { problem.communication.time(of: $0.rounds) } ?? 0))
  }
}

extension ShardingState {
  /// The same kind of split along another axis with other indices.
  func along(_ axis: Int, _ indices: [IndexRanges]) -> ShardingState {
    if case .rows = self { .rows(axis: axis, indices) } else { .channels(axis: axis, indices) }
  }
}
