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
      let requantization = requantizers.map {
        ChannelRequantization(
          $0, biases: [0], ranges: [StepPacking.range(step.kernel, constants.table)])
      }
      form =
        requantization?.form ?? RoundingForm(mode: .high, zero: 0, low: -128, high: 127)
      channels = requantization?.channels ?? []
      return
    }
    guard let requantizers else {
      preconditionFailure("the step '\(step.name)' has weights and no requantization")
    }
    let matrix = WeightMatrix(rows: constants.weights, channels: step.extent.channels)
    // The biases have the zero point of the bytes as they are; kernels turn the first bit of u8.
    let biases = matrix.folded(constants.biases, inputZero: -flip)
    let requantization = ChannelRequantization(
      requantizers, biases: biases, ranges: matrix.ranges(biases, inputs: -128...127))
    self.matrix = matrix
    form = requantization.form
    channels = requantization.channels
  }

  /// Writes the constants where a plan has them, packed anew for each tile of channels.
  func write(_ layer: PlanStep, _ set: InstructionSet, into memory: inout [UInt8]) {
    func put(_ bytes: [UInt8], _ role: BufferRole, _ first: Int) {
      guard let constant = layer.constants.first(where: { $0.role == role }) else { return }
      let start = constant.offset + constant.block(at: first).lowerBound
      memory.replaceSubrange(start..<start + bytes.count, with: bytes)
    }
    if !table.isEmpty { put(table, .table, 0) }
    guard let matrix else { return }
    let count = step.extent.channels
    for first in stride(from: 0, to: count, by: layer.tiling.channels) {
      let range = first..<min(first + layer.tiling.channels, count)
      var own = Array(channels[range])
      for index in own.indices { own[index].index = UInt16(index) }
      let packing = WeightPacking(step.kernel, matrix.rows(range), channels: own, set)
      if step.stored == nil {
        put(packing.weights, .weights, first)
      } else {
        put(storedBlock(packing, first, range.count, set), .stored, first)
      }
      put(packing.channelBytes, .parameters, first)
    }
  }

  /// How the weights of a tile are decoded.
  func decoding(_ channels: Range<Int>, _ set: InstructionSet) -> WeightDecoding {
    let hasPairs =
      matrix.map { matrix in channels.allSatisfy { PairRuns.longest(matrix.row($0)) > 0 } } ?? false
    return WeightDecoding(step.kernel, set, hasPairs: hasPairs)
  }

  /// The block of a tile that `dnnc_decode` makes `packing` of.
  private func storedBlock(
    _ packing: WeightPacking, _ first: Int, _ count: Int, _ set: InstructionSet
  ) -> [UInt8] {
    let decoding = decoding(first..<first + count, set)
    let heads = decoding.headWords(channels: count)
    let order = packing.channels.prefix(count).map { first + Int($0.index) }
    var (table, bytes): ([UInt8], [UInt8]) = ([], [])
    for channel in order {
      let isPlain = step.stored?.isSensitive(channel) ?? false
      let start = UInt32(4 * (count + heads) + bytes.count)
      WeightPacking.append(start | (isPlain ? 1 << 31 : 0), to: &table)
      bytes += stored[channel]
    }
    let stride = decoding.layout == .columns ? 0 : packing.weights.count / max(1, heads)
    for head in 0..<heads { table += packing.weights[head * stride..<head * stride + 4] }
    return table + bytes
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
    default: return -65025...65025
    }
  }
}
