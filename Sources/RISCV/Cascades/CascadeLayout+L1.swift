extension CascadeLayout {
  /// The bytes of L1 that each tensor takes which lies there.
  private func l1Blocks(_ program: StepProgram) -> [(bytes: Range<Int>, lifetime: Range<Int>)] {
    let lifetimes = lifetimes(program)
    return l1Offsets.enumerated().compactMap { tensor, offset in
      offset.map { ($0..<$0 + bytes(tensor, program), lifetimes[tensor]) }
    }
  }

  /// Where the buffers of each step begin in L1: behind the stacks and the tensors that live there.
  func bufferStarts(_ program: StepProgram, _ target: RISCVTarget) -> [Int] {
    var starts = [Int](
      repeating: BufferNeed.aligned(target.stackTotal), count: program.steps.count)
    for block in l1Blocks(program) {
      let end = BufferNeed.aligned(block.bytes.upperBound)
      for step in block.lifetime { starts[step] = max(starts[step], end) }
    }
    return starts
  }

  /// Whether tensors in L1 that live together lie apart.
  func isApartInL1(_ program: StepProgram) -> Bool {
    let blocks = l1Blocks(program)
    return blocks.indices.allSatisfy { index in
      blocks[(index + 1)...].allSatisfy { other in
        !other.lifetime.overlaps(blocks[index].lifetime)
          || !other.bytes.overlaps(blocks[index].bytes)
      }
    }
  }

  /// Puts a tensor into L1, at the first place that no tensor takes while it lives.
  mutating func moveToL1(_ tensor: Int, _ program: StepProgram, _ target: RISCVTarget) {
    let lifetime = lifetimes(program)[tensor]
    let blocks = l1Blocks(program).filter { $0.lifetime.overlaps(lifetime) }
      .sorted {
        ($0.bytes.lowerBound, $0.bytes.upperBound) < ($1.bytes.lowerBound, $1.bytes.upperBound)
      }
    var offset = BufferNeed.aligned(target.stackTotal)
    for block in blocks {
      if offset + bytes(tensor, program) <= block.bytes.lowerBound { break }
      offset = max(offset, BufferNeed.aligned(block.bytes.upperBound))
    }
    l1Offsets[tensor] = offset
  }

  /// What the tiles of steps depend on.
  func requests(
    _ steps: some Sequence<Int>, _ program: StepProgram, _ target: RISCVTarget
  ) -> [TilingSolver.Request] {
    func slot(_ tensor: Int, _ shape: MapShape) -> MapSlot {
      MapSlot(
        shape, isRing: storedRows[tensor] < program.tensors[tensor].shape.height,
        level: l1Offsets[tensor] == nil ? .l2 : .l1)
    }
    let starts = bufferStarts(program, target)
    return steps.map { index in
      let step = program.steps[index]
      let output = program.tensors[step.output].shape
      return TilingSolver.Request(
        step: step, inputs: step.inputs.map { slot($0.tensor, $0.shape) },
        output: slot(step.output, step.kernel == .permute ? step.extent : output),
        stripes: stripes[index], start: starts[index])
    }
  }
}
