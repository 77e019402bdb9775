import IR
import Operators

/// The constants of a step as the kernels read them, and the requantization that goes with them.
struct StepPacking {
  /// What all channels share.
  let form: RoundingForm

  /// The channels, or the one channel of a kernel without weights.
  let channels: [ChannelParameters]

  private let step: KernelStep
  private let matrix: WeightMatrix?
  private let table: [UInt8]
  private let stored: [ArraySlice<UInt8>]

  /// Packs the constants of a step that reads bytes with signs where `flip` is 0, else without.
  init(_ step: KernelStep, _ source: StepSource, _ program: Program, flip: Int32) {
    self.step = step
    let constants = StepConstants(step, source, program)
    table = constants.table
    stored = constants.stored
    let requantizers = StepPacking.requantizers(step, source, program)
    guard !constants.weights.isEmpty else {
      matrix = nil
      let range = StepPacking.range(step.kernel, constants.table)
      let biases = constants.biases.isEmpty ? [0] : constants.biases
      let requantization = requantizers.map {
        ChannelRequantization($0, biases: biases, ranges: biases.map { _ in range })
      }
      form =
        requantization?.form ?? RoundingForm(mode: .high, zero: 0, low: -128, high: 127)
      channels = requantization?.channels ?? []
      return
    }
    let matrix = WeightMatrix(rows: constants.weights, channels: step.extent.channels)
    // The biases have the zero point of the bytes as they are; kernels turn the first bit of u8.
    let biases = matrix.folded(constants.biases, inputZero: -flip)
    self.matrix = matrix
    guard !step.givesSums, let requantizers else {
      form = .sum
      channels = biases.enumerated().map { ChannelParameters(sumFrom: $1, index: UInt16($0)) }
      return
    }
    let requantization = ChannelRequantization(
      requantizers, biases: biases, ranges: matrix.ranges(biases, inputs: -128...127))
    form = requantization.form
    channels = requantization.channels
  }

  /// Writes the constants where a plan has them, packed anew for each tile of channels.
  func write(_ layer: PlanStep, _ set: InstructionSet, into memory: inout [UInt8]) {
    func put(_ bytes: [UInt8], _ role: BufferRole, _ first: Int) {
      guard let constant = layer.constants.first(where: { $0.role == role }) else { return }
      let block = constant.block(at: first)
      precondition(bytes.count <= block.count, "'\(step.name)': \(role.rawValue) leave their block")
      let start = constant.offset + block.lowerBound
      memory.replaceSubrange(start..<start + bytes.count, with: bytes)
    }
    if !table.isEmpty { put(table, .table, 0) }
    let count = step.extent.channels
    if step.kernel == .requantizeSums {
      for first in stride(from: 0, to: count, by: layer.tiling.channels) {
        let range = first..<min(first + layer.tiling.channels, count)
        put(channels[range].flatMap(\.bytes), .parameters, first)
      }
    }
    guard let matrix else { return }
    for first in stride(from: 0, to: count, by: layer.tiling.channels) {
      let range = first..<min(first + layer.tiling.channels, count)
      var own = Array(channels[range])
      for index in own.indices { own[index].index = UInt16(index) }
      let packing = WeightPacking(
        step.kernel, matrix.rows(range), channels: own, set, pairs: step.run > 1)
      if let form = step.stored {
        let block = decoding(set).block(
          packing, stored: Array(stored[range]), isPlain: range.map(form.isSensitive))
        put(block, .stored, first)
      } else {
        put(packing.weights, .weights, first)
      }
      put(packing.channelBytes, .parameters, first)
    }
  }

  /// How the weights of the step are decoded: pairs are for a layer whose every channel allows them,
  /// which is what its sizes go by.
  func decoding(_ set: InstructionSet) -> WeightDecoding {
    WeightDecoding(step.kernel, set, hasPairs: step.run > 1)
  }

  /// The requantizers of the result: of the operation that makes the value of the step.
  private static func requantizers(
    _ step: KernelStep, _ source: StepSource, _ program: Program
  ) -> [Requantizer]? {
    let graph = program.graph
    if let operation = source.requantization {
      return Requantize.requantizers(graph.call(operation))
    }
    for id in graph.order where graph[id].kind == Requantize.name {
      if graph[id].results.contains(where: { graph[$0].name == step.value }) {
        return Requantize.requantizers(graph.call(id))
      }
    }
    return nil
  }

  /// The range of what a kernel without weights requantizes.
  private static func range(_ kernel: Kernel, _ table: [UInt8]) -> ClosedRange<Int64> {
    switch kernel {
    case .add:
      let words = stride(from: 0, to: table.count, by: 4).map { start in
        Int64(
          Int32(
            truncatingIfNeeded: (0..<4).reduce(0) { $0 | Int(table[start + $1]) << (8 * $1) }))
      }
      let (a, b) = (words.prefix(256), words.suffix(256))
      return (a.min() ?? 0) + (b.min() ?? 0)...(a.max() ?? 0) + (b.max() ?? 0)
    case .softmax: return 0...Int64(Softmax.steps)
    case .requantizeSums: return Int64(Int32.min)...Int64(Int32.max)
    default: return -65025...65025
    }
  }
}
