import Basic

/// A step whose smallest tile does not fit into L1.
struct L1Shortage {
  private let step: KernelStep
  private let target: RISCVTarget
  private let needs: [BufferNeed]
  private let channels: Int

  init(_ step: KernelStep, _ program: StepProgram, target: RISCVTarget) {
    self.step = step
    self.target = target
    let model = TileModel(
      step, inputs: step.inputs.map { MapSlot($0.shape, isRing: false) },
      output: MapSlot(program.tensors[step.output].shape, isRing: false),
      boundaries: [0, step.extent.height], target: target)
    channels = min(model.multiple, step.extent.channels)
    needs = model.buffers(
      StepTiling(rows: 1, columns: 1, channels: channels, order: .channelsInside))
  }

  /// The binding constraint with its bytes.
  var diagnostic: Diagnostic {
    let total = BufferNeed.aligned(target.stackTotal) + needs.reduce(0) { $0 + $1.total }
    let list = needs.map { need in
      "\(need.role.rawValue) \(need.copies > 1 ? "2 x " : "")\(NumberText.grouped(need.bytes))"
    }
    let largest = needs.max { $0.total < $1.total }
    return .error(
      .riscvP1,
      "'\(step.name)' needs \(NumberText.grouped(total)) bytes of L1 for its smallest tile "
        + "(1 x 1 x \(channels)) and there are \(NumberText.grouped(target.l1Bytes))",
      notes: [
        .init(
          "stacks \(NumberText.grouped(target.stackTotal)), " + list.joined(separator: ", ")
            + " bytes; the most is '\(largest?.role.rawValue ?? "")'")
      ],
      help: "give 'l1_bytes' a larger number, or make the layer smaller")
  }
}
