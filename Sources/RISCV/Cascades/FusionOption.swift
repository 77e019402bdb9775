/// A way to keep tensors in L1 between layers.
enum FusionOption: Sendable, Hashable {
  /// A tensor as a whole, as long as it lives.
  case tensor(Int)
  /// What steps hand on to one another, which take turns by stripes of so many rows of the last.
  case chain(Range<Int>, rows: Int)

  /// The most steps of a chain.
  private static let longestRun = 4

  /// All ways for a program, as far as steps touch whole rows of the tensors.
  static func all(_ program: StepProgram) -> [FusionOption] {
    let reachable = program.tensors.indices.map { program.isReachableInL1($0) }
    var options = reachable.indices.filter { reachable[$0] }.map { FusionOption.tensor($0) }
    for first in program.steps.indices {
      for length in 2...Self.longestRun where first + length <= program.steps.count {
        let run = first..<first + length
        guard run.dropLast().allSatisfy({ reachable[program.steps[$0].output] }),
          program.isChain(run)
        else { break }
        let height = program.steps[run.upperBound - 1].extent.height
        for rows in CascadeGeometry.stripeHeights(height) {
          options.append(.chain(run, rows: rows))
        }
      }
    }
    return options
  }

  /// The layout with the tensors in L1 and the steps whose tiles depend on that, or `nil` if they do
  /// not fit there, or steps do not find contiguous rows.
  func applied(
    to layout: CascadeLayout, _ program: StepProgram, _ target: RISCVTarget
  ) -> (layout: CascadeLayout, steps: Range<Int>)? {
    var result = layout
    switch self {
    case .tensor(let tensor):
      let touching = program.steps.indices.filter { program.steps[$0].touches(tensor) }
      guard layout.l1Offsets[tensor] == nil, touching.allSatisfy(layout.isAlone) else {
        return nil
      }
      result.moveToL1(tensor, program, target)
      guard result.fitsIntoL1(tensor, program, target) else { return nil }
      return (result, result.lifetimes(program)[tensor])
    case .chain(let run, let rows):
      let tensors = run.dropLast().map { program.steps[$0].output }
      guard run.allSatisfy(layout.isAlone), tensors.allSatisfy({ layout.l1Offsets[$0] == nil })
      else { return nil }
      result = CascadeGeometry(run, rows: rows, in: program).applied(to: layout, program)
      for tensor in tensors {
        guard result.hasContiguousRows(tensor, run, program) else { return nil }
        result.moveToL1(tensor, program, target)
        guard result.fitsIntoL1(tensor, program, target) else { return nil }
      }
      // What the chain reads and writes lives longer than before.
      return result.isApartInL1(program) ? (result, run) : nil
    }
  }
}

extension StepProgram {
  /// Whether kernels can read and write a tensor where it lies in L1: nothing but whole rows of it,
  /// which begin at words.
  fileprivate func isReachableInL1(_ tensor: Int) -> Bool {
    let writers = steps.filter { $0.output == tensor }
    let shape = tensors[tensor].shape
    guard tensors[tensor].role == .intermediate, shape.rowBytes % 4 == 0, writers.count == 1,
      writers[0].writesWholeRows(of: shape)
    else { return false }
    return steps.allSatisfy { step in
      step.inputs.indices.allSatisfy {
        step.inputs[$0].tensor != tensor || step.readsWholeRows(of: $0)
      }
    }
  }
}

extension KernelStep {
  /// Whether it reads or writes a tensor.
  fileprivate func touches(_ tensor: Int) -> Bool {
    output == tensor || inputs.contains { $0.tensor == tensor }
  }
}

extension CascadeLayout {
  /// Whether a step is computed as a whole.
  fileprivate func isAlone(_ step: Int) -> Bool {
    stripes[step].count == 2 && groups.contains(step..<step + 1)
  }

  fileprivate func fitsIntoL1(
    _ tensor: Int, _ program: StepProgram, _ target: RISCVTarget
  ) -> Bool {
    (l1Offsets[tensor] ?? 0) + bytes(tensor, program) < target.l1Bytes
  }

  /// Whether what each stripe writes and reads of a tensor lies in one piece.
  private func isContiguous(_ rows: Range<Int>, _ tensor: Int, _ program: StepProgram) -> Bool {
    storedRows[tensor] == program.tensors[tensor].shape.height
      || KernelStep.isContiguous(rows, inRingOf: storedRows[tensor])
  }

  fileprivate func hasContiguousRows(
    _ tensor: Int, _ run: Range<Int>, _ program: StepProgram
  ) -> Bool {
    run.allSatisfy { index in
      let step = program.steps[index]
      return zip(stripes[index], stripes[index].dropFirst()).allSatisfy { first, end in
        guard first < end else { return true }
        let writes = step.output != tensor || isContiguous(first..<end, tensor, program)
        return writes
          && step.inputs.indices.allSatisfy {
            step.inputs[$0].tensor != tensor
              || isContiguous(
                step.inputRows(first..<end, of: $0).positions, tensor, program)
          }
      }
    }
  }
}
