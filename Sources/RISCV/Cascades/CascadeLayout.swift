/// Which steps are computed together by stripes of rows, what their tensors keep, and which of
/// them lie in L1.
struct CascadeLayout: Sendable {
  /// Steps that take turns; most groups have one step.
  var groups: [Range<Int>]

  /// The rows of each step's result at which stripes begin, and the number of rows.
  var stripes: [[Int]]

  /// The rows that each tensor keeps.
  var storedRows: [Int]

  /// Where each tensor lies in L1; `nil` for those in L2.
  var l1Offsets: [Int?]

  /// Every step on its own.
  init(_ program: StepProgram) {
    groups = program.steps.indices.map { $0..<$0 + 1 }
    stripes = program.steps.map { [0, $0.extent.height] }
    storedRows = program.tensors.map(\.shape.height)
    l1Offsets = [Int?](repeating: nil, count: program.tensors.count)
  }

  /// Bytes that a tensor takes.
  func bytes(_ tensor: Int, _ program: StepProgram) -> Int {
    storedRows[tensor] * program.tensors[tensor].shape.rowBytes
  }

  /// The steps in which each tensor lives.
  func lifetimes(_ program: StepProgram) -> [Range<Int>] {
    Lifetimes(steps: program.steps, groups: groups, roles: program.tensors.map(\.role)).ranges
  }

  /// Bytes that live in L2 in each step.
  func load(_ program: StepProgram) -> [Int] {
    var load = [Int](repeating: 0, count: program.steps.count)
    for (tensor, range) in lifetimes(program).enumerated() where l1Offsets[tensor] == nil {
      let bytes = bytes(tensor, program)
      for step in range { load[step] += bytes }
    }
    return load
  }

  /// The first step in which the most bytes live, and how many.
  func peak(_ program: StepProgram) -> (step: Int, bytes: Int) {
    var best = (step: 0, bytes: -1)
    for (step, bytes) in load(program).enumerated() where bytes > best.bytes {
      best = (step, bytes)
    }
    return best
  }

  /// The tensors that live in L2 in a step.
  func living(_ program: StepProgram, at step: Int) -> [Int] {
    lifetimes(program).enumerated()
      .filter { l1Offsets[$0.offset] == nil && $0.element.contains(step) }.map(\.offset)
  }
}
