/// The stripes and rings of a chain of steps.
///
/// A stripe computes some rows of the last result and, of every result before it, the rows that
/// are needed for them and were not computed for an earlier stripe; nothing is computed twice.
/// Between stripes a tensor keeps only the rows that are still to be read. ([burrello20] computes
/// layer by layer; line buffers between fused layers as in [alwani16])
struct CascadeGeometry: Sendable {
  /// The steps of the chain.
  let run: Range<Int>

  /// The boundaries of the stripes of each step of the run.
  private(set) var stripes: [[Int]]

  /// The rows that the tensors between them keep, by tensor.
  private(set) var storedRows: [(tensor: Int, rows: Int)]

  /// The geometry for stripes of `rows` rows of the last result.
  init(_ run: Range<Int>, rows: Int, in program: StepProgram) {
    self.run = run
    let last = run.upperBound - 1
    let height = program.steps[last].extent.height
    let count = (height + rows - 1) / rows
    stripes = [[Int]](repeating: [], count: run.count)
    stripes[run.count - 1] = (0...count).map { min($0 * rows, height) }
    storedRows = []
    for step in run.dropLast().reversed() {
      let tensor = program.steps[step].output
      let rows = program.steps[step].extent.height
      let readers = CascadeGeometry.readers(of: tensor, in: run, program)
      var bounds = [Int](repeating: 0, count: count + 1)
      var kept = 1
      for stripe in 0..<count {
        var (needed, first) = (bounds[stripe], rows)
        for (reader, operand) in readers {
          let own = stripes[reader - run.lowerBound]
          let total = program.steps[reader].extent.height
          let read = program.steps[reader].inputRows(0..<own[stripe + 1], of: operand)
          needed = max(needed, read.positions.upperBound)
          if own[stripe] < total {
            let rest = program.steps[reader].inputRows(own[stripe]..<total, of: operand)
            first = min(first, rest.positions.lowerBound)
          }
        }
        bounds[stripe + 1] = stripe == count - 1 ? rows : needed
        kept = max(kept, bounds[stripe + 1] - min(first, bounds[stripe]))
      }
      stripes[step - run.lowerBound] = bounds
      storedRows.append((tensor, min(kept, rows)))
    }
  }

  /// The heights of stripes of so many rows, from the tallest: of stripes that are as many, those of
  /// equal heights keep the fewest rows.
  static func stripeHeights(_ height: Int) -> [Int] {
    stride(from: (height + 1) / 2, through: 1, by: -1).filter { rows in
      let count = (height + rows - 1) / rows
      return count > 1 && rows == (height + count - 1) / count
    }
  }

  /// The steps of a run that read a tensor, and as which operand.
  static func readers(
    of tensor: Int, in run: Range<Int>, _ program: StepProgram
  ) -> [(step: Int, operand: Int)] {
    run.flatMap { step in
      program.steps[step].inputs.indices
        .filter { program.steps[step].inputs[$0].tensor == tensor }
        .map { (step, $0) }
    }
  }

  /// A layout in which the run is one group; groups that it cuts fall apart.
  func applied(to layout: CascadeLayout, _ program: StepProgram) -> CascadeLayout {
    var result = layout
    var groups: [Range<Int>] = []
    for group in layout.groups {
      guard group.overlaps(run) else {
        groups.append(group)
        continue
      }
      for step in group {
        if group.count > 1 {
          result.stripes[step] = [0, program.steps[step].extent.height]
          let tensor = program.steps[step].output
          result.storedRows[tensor] = program.tensors[tensor].shape.height
        }
        if !run.contains(step) {
          groups.append(step..<step + 1)
        } else if step == run.lowerBound {
          groups.append(run)
        }
      }
    }
    result.groups = groups
    for step in run { result.stripes[step] = stripes[step - run.lowerBound] }
    for (tensor, rows) in storedRows { result.storedRows[tensor] = rows }
    return result
  }
}
