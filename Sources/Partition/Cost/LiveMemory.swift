/// The bytes of activations that a step of a walk needs at once on each rank.
extension StateWalk {
  /// The most bytes alive in a step of unit `stage`, by rank.
  ///
  /// Beside what the unit itself needs there are the tensors that later units wait for. A change of
  /// state needs the value before and after; directly behind the unit that made it, what the first
  /// operation of that unit gave in place of the value before.
  package func live(_ stage: Int, from state: WalkState, option index: Int, _ step: WalkStep)
    -> [Int]
  {
    let (unit, option) = (problem.graph.units[stage], problem.options[stage][index])
    return (0..<problem.ranks).map { rank in
      var waiting = 0
      for (place, tensor) in live[stage].enumerated() where !unit.inputs.contains(tensor) {
        waiting += bytes(tensor, state.masks[place], on: rank)
      }
      for (input, tensor) in unit.inputs.enumerated() {
        guard let place = live[stage + 1].firstIndex(of: tensor) else { continue }
        let all = bytes(tensor, step.state.masks[place], on: rank)
        waiting += max(0, all - bytes(tensor, 1 << UInt64(option.needs[input]), on: rank))
      }
      var most = waiting + option.loads[rank].live
      for (tensor, way) in step.conversions {
        most = max(most, waiting + change(tensor, way, behind: state.previous, stage, on: rank))
      }
      return most
    }
  }

  /// The most bytes alive when the outputs are brought to rank 0, by rank.
  package func exitLive(from state: WalkState, _ step: WalkStep) -> [Int] {
    (0..<problem.ranks).map { rank in
      let stage = problem.options.count
      let all = zip(live[stage], state.masks).map { bytes($0, $1, on: rank) }
      let whole = all.reduce(0, +)
      return step.conversions.reduce(whole) { most, entry in
        let place = live[stage].firstIndex(of: entry.tensor) ?? 0
        return max(
          most,
          whole - all[place] + change(entry.tensor, entry.way, behind: -1, stage, on: rank))
      }
    }
  }

  private func change(
    _ tensor: Int, _ way: Conversion, behind previous: Int, _ stage: Int, on rank: Int
  ) -> Int {
    guard let source = way.path.first, let target = way.path.last else { return 0 }
    // The input of the network lies in the memory of its user until it is read.
    let isGiven = tensor < problem.graph.inputCount && source == FormTable.solo
    let before = isGiven ? 0 : bytes(tensor, 1 << UInt64(source), on: rank)
    let after = bytes(tensor, 1 << UInt64(target), on: rank)
    if source == FormTable.partial { return before + after }
    guard previous >= 0, problem.graph.units[stage - 1].outputs.contains(tensor),
      problem.forms[tensor].states[target].letter != "H"
    else { return max(before, after) }
    return problem.options[stage - 1][previous].loads[rank].result + after
  }

  /// The bytes of all forms of a tensor that a rank has.
  private func bytes(_ tensor: Int, _ mask: UInt64, on rank: Int) -> Int {
    let type = problem.graph.tensors[tensor].type
    var most = 0
    for (form, state) in problem.forms[tensor].states.enumerated()
    where mask >> UInt64(form) & 1 == 1 {
      most += state.elements(of: type.shape, on: rank)
    }
    return min(most, type.elementCount * (mask >> UInt64(FormTable.partial) & 1 == 1 ? 2 : 1))
      * type.element.storedBytes
  }
}
