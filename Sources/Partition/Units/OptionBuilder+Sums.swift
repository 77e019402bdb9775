import Basic
import IR
import Operators

/// The ways to run a unit on terms of sums.
extension OptionBuilder {
  /// Does to terms of sums what distributes over them.
  mutating func addPartials() {
    let core = unit.core
    func canBePartial(_ tensor: Int) -> Bool {
      forms[tensor].origins.contains(FormTable.partial)
    }
    switch core.sharding.linearity {
    case .none: return
    case .scaling:
      guard let first = unit.inputOfOperand.first, let first, canBePartial(unit.inputs[first])
      else { return }
      var needs = unit.inputs.map { _ in FormTable.replicated }
      needs[first] = FormTable.partial
      guard unit.inputOfOperand.filter({ $0 == first }).count == 1 else { return }
      addSums(.partials, needs, nil, shares: [])
    case .addition:
      // Rank 0 alone adds what is no term of a sum.
      let choices = unit.inputs.map { canBePartial($0) ? [FormTable.partial, 0] : [0] }
      for first in choices[0] {
        for second in choices.count > 1 ? choices[1] : [0] {
          let needs = choices.count > 1 ? [first, second] : [first]
          guard needs.contains(FormTable.partial) else { continue }
          addSums(.partials, needs, nil, shares: [])
        }
      }
    }
  }

  /// Adds a partial result of the first operation: kept if all that follows distributes over sums
  /// and a reader takes it so, or ended in each possible way.
  mutating func addSums(
    _ mode: SplitMode, _ needs: [Int], _ way: SplitDimension?, shares: [IndexRanges]
  ) {
    let isLinear =
      !unit.core.hasActivation
      && unit.tail.allSatisfy { $0.sharding.linearity == .scaling && !$0.hasActivation }
    if isLinear, unit.outputs.count == 1, problem.acceptsPartial(unit.outputs[0]) {
      add(
        mode, needs, states: unit.operations.map { _ in .partial }, core: way, shares: shares)
    }
    var targets: [ShardingState] = [.solo, .replicated]
    if let state = problem.channels(unit.coreResult, type(0).shape) { targets.append(state) }
    // Images are read with halos; only the rows of sequences are summed where they stay.
    if type(0).rank == 3, let state = problem.rows(unit.coreResult, type(0).shape) {
      targets.append(state)
    }
    for target in targets {
      guard let states = follow(target) else { continue }
      let wire = WireTensor(shape: type(0).shape, elementBytes: type(0).element.storedBytes)
      // A user may want one round; else the tiers are offered beside it where they are faster.
      for usesTiers in [false, true] {
        guard
          let rounds = problem.communication.rounds(
            of: wire, from: .partial, to: target, usesTiers: usesTiers)
        else { continue }
        let reduction = Reduction(target, rounds)
        guard !usesTiers || reduction.isTiered else { continue }
        add(mode, needs, states: states, core: way, reduction: reduction, shares: shares)
      }
    }
  }
}
