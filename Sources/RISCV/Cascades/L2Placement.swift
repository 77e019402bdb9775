import Basic

/// Places the tensors of a layout that lie in L2 there.
enum L2Placement {
  /// The bytes that tensors begin at multiples of.
  static let alignment = 4

  /// The tensors of a plan.
  static func place(_ program: StepProgram, _ layout: CascadeLayout) -> [PlanTensor] {
    let lifetimes = layout.lifetimes(program)
    var problem = MemoryProblem()
    var buffers: [ID<MemoryBuffer>?] = []
    for (index, tensor) in program.tensors.enumerated() {
      guard !lifetimes[index].isEmpty, layout.l1Offsets[index] == nil else {
        buffers.append(nil)
        continue
      }
      buffers.append(
        problem.add(
          MemoryBuffer(
            "\(index) \(tensor.name)", size: Bytes(layout.bytes(index, program)),
            lifetime: lifetimes[index], alignment: alignment)))
    }
    let placed = MemoryPlanner().plan(problem).plan
    let offsets = buffers.map { $0.map { placed.offset(of: $0) } ?? 0 }
    return program.tensors.enumerated().map { index, tensor in
      PlanTensor(
        name: tensor.name, element: ActivationElement(tensor.element), shape: tensor.shape,
        role: tensor.role, storedRows: layout.storedRows[index],
        level: layout.l1Offsets[index] == nil ? .l2 : .l1,
        offset: layout.l1Offsets[index] ?? offsets[index], lifetime: lifetimes[index])
    }
  }

  /// The end of the last tensor in L2.
  static func end(_ tensors: [PlanTensor]) -> Int {
    tensors.reduce(0) { $1.level == .l2 ? max($0, $1.bytes.upperBound) : $0 }
  }
}
