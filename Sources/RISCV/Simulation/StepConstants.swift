import Basic
import BitSparsity
import IR
import Operators

/// The constants of a step as the plain definitions of the kernels read them.
///
/// Of the block of a tile of channels the first bytes hold the weights of one channel after the other,
/// in the order in which the input lies in memory; what packing adds stays zero. A channel has
/// sixteen bytes of parameters: bias, multiplier, shift and zero, each of 32 bits.
struct StepConstants {
  /// Weights by output channel and tap, channels innermost.
  var weights: [Int8] = []

  /// Bias less the input's zero point times the sum of the weights.
  var biases: [Int32] = []

  /// The factor of each channel.
  var factors: [StepRequantization.Factor] = []

  /// The stored bytes of each output channel; none where weights are stored as kernels read them.
  var stored: [ArraySlice<UInt8>] = []

  /// The table of a lookup or of exponentials, as bytes.
  var table: [UInt8] = []

  /// Reads the constants of a step, which were at hand when the step was built.
  init(_ step: KernelStep, _ source: StepSource, _ program: Program) {
    table = StepConstants.table(step, source, program)
    guard let operation = source.operation else { return }
    let graph = program.graph
    let channels = step.extent.channels
    if step.kernel == .requantizeSums { biases = Array(repeating: 0, count: channels) }
    if step.kernel.hasParameters {
      factors = StepConstants.factors(source, graph, channels: channels)
    }
    guard step.kernel.hasWeights, let weight = program.tensor(of: graph[operation].operands[1])
    else { return }
    weights = StepConstants.ordered(weight, graph[operation].kind, source.flattened)
    if let form = step.stored { stored = StepConstants.stored(weight, form) }
    let depth = weights.count / max(1, channels)
    let bias =
      graph[operation].operands.count > 2
      ? program.tensor(of: graph[operation].operands[2])?.integers : nil
    let zero = step.inputs[0].zeroPoint
    biases = (0..<channels).map { channel in
      let sum = weights[channel * depth..<(channel + 1) * depth].reduce(Int32(0)) {
        $0 &+ Int32($1)
      }
      return (bias?[channel] ?? 0) &- zero &* sum
    }
  }

  /// The factor of each channel; sums that are the result are not multiplied.
  private static func factors(
    _ source: StepSource, _ graph: Graph, channels: Int
  ) -> [StepRequantization.Factor] {
    guard let requantization = source.requantization else {
      return Array(repeating: .init(multiplier: 0, shift: 0), count: channels)
    }
    let requantizers = Requantize.requantizers(graph.call(requantization))
    return (0..<channels).map {
      StepRequantization.Factor(requantizers[requantizers.count == 1 ? 0 : $0])
    }
  }

  private static func stored(_ weight: Tensor, _ form: EncodedChannels) -> [ArraySlice<UInt8>] {
    let encoded = weight.withElements(of: Int8.self) {
      try? EncodedWeights(Array($0), shape: weight.type.shape, form.encoding)
    }
    guard let encoded else {
      preconditionFailure("encoded weights have groups without a form")
    }
    return encoded.channels
  }

  /// The table of a step: entries of a lookup or of a requantization by the byte of the input, both
  /// tables of a sum one after the other, or exponentials.
  private static func table(
    _ step: KernelStep, _ source: StepSource, _ program: Program
  ) -> [UInt8] {
    func entry(_ byte: Int, _ operand: Int) -> Int32 {
      let element = program.graph[source.values[operand]].type.element
      return element == .i8 ? Int32(Int8(truncatingIfNeeded: byte)) : Int32(byte)
    }
    switch step.kernel {
    case .fixedPointSoftmax:
      guard let operation = source.operation else { return [] }
      let table = FixedPointSoftmax.table(program.graph.call(operation))
      return table.flatMap { entry in
        (0..<4).map { UInt8(truncatingIfNeeded: entry >> Int32($0 * 8)) }
      }
    case .lookup, .softmax:
      guard let operation = source.operation,
        let table = program.tensor(of: program.graph[operation].operands[1])
      else { return [] }
      let bytes = Array(table.storage.bytes)
      guard step.kernel == .lookup, entry(128, 0) < 0 else { return bytes }
      return Array(bytes[128...] + bytes[..<128])
    case .requantize:
      guard let result = step.requantization(.result), let factor = result.factor else { return [] }
      return (0..<256).map { UInt8(truncatingIfNeeded: result.apply(entry($0, 0), factor)) }
    case .add:
      let roles: [StepRequantization.Role] = [.first, .second]
      return roles.enumerated().flatMap { operand, role -> [UInt8] in
        let stages = step.requantizations(role)
        return (0..<256).flatMap { byte -> [UInt8] in
          let word = stages.reduce(entry(byte, operand)) { value, stage in
            stage.factor.map { stage.apply(value, $0) } ?? value
          }
          return (0..<4).map { UInt8(truncatingIfNeeded: word >> Int32($0 * 8)) }
        }
      }
    default: return []
    }
  }

  /// The weights in the order of the input in memory.
  static func ordered(
    _ weight: Tensor, _ kind: String, _ flattened: (channels: Int, pixels: Int)?
  ) -> [Int8] {
    let shape = weight.type.shape
    return weight.withElements(of: Int8.self) { source in
      var target = [Int8](repeating: 0, count: source.count)
      func exchange(rows: Int, inner: Int, outer: Int) {
        // [rows][outer][inner] becomes [rows][inner][outer].
        for row in 0..<rows {
          let base = row * inner * outer
          for o in 0..<outer {
            for i in 0..<inner { target[base + i * outer + o] = source[base + o * inner + i] }
          }
        }
      }
      switch kind {
      case "conv2d": exchange(rows: shape[0], inner: shape[2] * shape[3], outer: shape[1])
      case "matmul":
        exchange(rows: 1, inner: shape[1], outer: shape[0])
        guard let flattened else { break }
        let columns = target
        for row in 0..<shape[1] {
          reorder(columns, into: &target, row: row, depth: shape[0], flattened)
        }
      default:
        guard let flattened else { return Array(source) }
        let columns = Array(source)
        for row in 0..<shape[0] {
          reorder(columns, into: &target, row: row, depth: shape[1], flattened)
        }
      }
      return target
    }
  }

  /// Columns by channel and pixel become columns by pixel and channel.
  private static func reorder(
    _ source: [Int8], into target: inout [Int8], row: Int, depth: Int,
    _ flattened: (channels: Int, pixels: Int)
  ) {
    for channel in 0..<flattened.channels {
      for pixel in 0..<flattened.pixels {
        target[row * depth + pixel * flattened.channels + channel] =
          source[row * depth + channel * flattened.pixels + pixel]
      }
    }
  }

  /// Writes the constants where a plan has them.
  func write(_ constants: [PlanConstant], into memory: inout [UInt8]) {
    for constant in constants {
      switch constant.role {
      case .weights:
        let depth = weights.count / max(1, biases.count)
        for channel in biases.indices {
          let (block, place) = channel.quotientAndRemainder(dividingBy: constant.blockChannels)
          let start = constant.offset + block * constant.blockStride + place * depth
          for tap in 0..<depth {
            memory[start + tap] = UInt8(bitPattern: weights[channel * depth + tap])
          }
        }
      case .stored:
        for first in stride(from: 0, to: stored.count, by: constant.blockChannels) {
          var start = constant.offset + constant.block(at: first).lowerBound
          for channel in stored[first..<min(first + constant.blockChannels, stored.count)] {
            for byte in channel {
              memory[start] = byte
              start += 1
            }
          }
        }
      case .parameters:
        for channel in biases.indices {
          let (block, place) = channel.quotientAndRemainder(dividingBy: constant.blockChannels)
          let start = constant.offset + block * constant.blockStride + place * 16
          let words = [biases[channel], factors[channel].multiplier, factors[channel].shift]
          for (index, word) in words.enumerated() {
            for byte in 0..<4 {
              memory[start + index * 4 + byte] = UInt8(
                truncatingIfNeeded: word >> Int32(byte * 8))
            }
          }
        }
      default:
        for (index, byte) in table.enumerated() { memory[constant.offset + index] = byte }
      }
    }
  }
}
