import IR
import Operators
import RISCV
import TestSupport

/// Calls whose instructions are counted; their results are not compared.
extension CaseBuilder {
  /// A layer of a network with weights from -`bound` to `bound`.
  mutating func measured(
    _ kernel: Kernel, _ shape: ConvolutionShape, bound: Int8 = 42
  ) -> KernelCase {
    let isDepthwise = kernel == .depthwise
    let window = kernel == .dense ? (height: 1, width: 1) : shape.kernel
    let depth = window.height * window.width * (isDepthwise ? 1 : shape.inputs)
    let elements = (0..<shape.outputs * depth).map { _ in
      Int8.random(in: -bound...bound, using: &random)
    }
    let matrix = WeightMatrix(rows: elements, channels: shape.outputs)
    let biases = [Int32](repeating: 100, count: shape.outputs)
    let requantizer = Requantizer(
      scaleIn: 0.001, zeroIn: 0, inputBits: 32, scaleOut: 0.2, zeroOut: -128, mode: shape.mode,
      clamp: -128...127)
    let channels = ChannelRequantization(
      [requantizer], biases: biases, ranges: matrix.ranges(biases, inputs: -128...127))
    let packing = WeightPacking(
      kernel, matrix, channels: channels.channels, set, pairs: shape.pairs)
    let height =
      (shape.height + shape.padding[0] + shape.padding[2] - window.height)
      / shape.stride.height + 1
    let width =
      (shape.width + shape.padding[1] + shape.padding[3] - window.width)
      / shape.stride.width + 1
    let runs = packing.runs
    var tile = KernelTile(
      kernel, input: (shape.height, shape.width, shape.inputs),
      output: (height, width, shape.outputs), window: window, stride: shape.stride,
      rounding: shape.mode, run: runs.isEmpty ? 1 : runs.reduce(0, +) / runs.count)
    tile.givesSums = shape.givesSums
    var numbers: [(field: String, value: Int)] = [
      ("input_channels", shape.inputs), ("output_channels", shape.outputs),
    ]
    switch kernel {
    case .pointwise: numbers.append(("pixels", shape.height * shape.width))
    case .convolution, .depthwise:
      numbers += [
        ("input_height", shape.height), ("input_width", shape.width), ("output_height", height),
        ("output_width", width), ("kernel_height", window.height), ("kernel_width", window.width),
        ("stride_height", shape.stride.height), ("stride_width", shape.stride.width),
        ("dilation_height", 1), ("dilation_width", 1), ("pad_top", shape.padding[0]),
        ("pad_left", shape.padding[1]), ("pad_bottom", shape.padding[2]),
        ("pad_right", shape.padding[3]), ("input_zero", -128),
      ]
    default: break
    }
    let input = bytes(shape.height * shape.width * shape.inputs, .i8)
    return KernelCase(
      name: "\(kernel.rawValue) \(shape.text)", kernel: kernel, tile: tile,
      arrays: [
        .init(
          field: "input", type: "int8_t", bytes: input.map { UInt8(truncatingIfNeeded: $0) }),
        .init(
          field: "weights", type: isDepthwise || kernel == .dense ? "int8_t" : "uint32_t",
          bytes: packing.weights),
        .init(field: "channels", type: "dnnc_channel", bytes: packing.channelBytes),
      ], numbers: numbers + Self.rounding(shape.givesSums ? .sum : channels.form),
      expected: [UInt8](repeating: 0, count: 4 * tile.outputElements))
  }
}

extension CaseBuilder {
  /// The requantization of sums of so many pixels and channels.
  mutating func measuredSums(pixels: Int, channels: Int, mode: RoundingMode) -> KernelCase {
    let requantizer = Requantizer(
      scaleIn: 0.001, zeroIn: 0, inputBits: 32, scaleOut: 0.2, zeroOut: -128, mode: mode,
      clamp: -128...127)
    let whole = Int64(Int32.min)...Int64(Int32.max)
    let parameters = ChannelRequantization(
      [requantizer], biases: [Int32](repeating: 0, count: channels),
      ranges: [ClosedRange<Int64>](repeating: whole, count: channels))
    let sums = integers(pixels * channels, -500_000...500_000)
    return KernelCase(
      name: "requantize_sums \(pixels)x\(channels) \(mode.rawValue)", kernel: .requantizeSums,
      tile: KernelTile(
        .requantizeSums, input: (pixels, 1, channels), output: (pixels, 1, channels),
        rounding: mode),
      arrays: [
        .init(field: "input", type: "int32_t", bytes: Self.words(sums)),
        .init(
          field: "channels", type: "dnnc_channel",
          bytes: parameters.channels.flatMap(\.bytes)),
      ],
      numbers: [("count", pixels * channels), ("output_channels", channels)]
        + Self.rounding(parameters.form),
      expected: [UInt8](repeating: 0, count: pixels * channels))
  }
}

/// A program that prints the instructions of each case on one core, and of the first of eight.
struct MeasuringProgram {
  let cases: [KernelCase]
  var set = InstructionSet.rv32im

  /// The instructions of each case: alone, and with a share of one in eight.
  func run(on machine: CProgram.Machine, in folder: TemporaryFolder) throws -> [(Int, Int)] {
    let output = try CProgram(set: set, text: text).run(on: machine, in: folder)
    let numbers = output.split(separator: "\n").map { line in
      line.split(separator: " ").compactMap { Int($0) }
    }
    return numbers.compactMap { $0.count == 2 ? ($0[0], $0[1]) : nil }
  }

  private var text: String {
    let bytes = (cases.map(\.expected.count).max() ?? 0) + 64
    let scratch =
      (cases.map { KernelCost.scratch($0.tile, cores: 8, set).count }.max() ?? 0) + 64
    var text = """
      #include "dnnc_kernels.h"
      #include "dnnc_runtime.h"
      static uint8_t output[\(bytes)] __attribute__((aligned(8)));
      static int8_t scratch[\(scratch)] __attribute__((aligned(8)));

      """
    for (number, item) in cases.enumerated() {
      text += item.definition(number, set)
      text += "static uint64_t count_\(number)(unsigned cores) {\n"
      text += "  uint64_t start = dnnc_instructions();\n"
      text += "  run_\(number)(output, scratch, 0, cores);\n"
      text += "  return dnnc_instructions() - start;\n}\n"
    }
    text += "int main(void) {\n"
    for number in cases.indices {
      text += "  (void)c\(number)_expected;\n"
      text += "  dnnc_print_number(\"\", count_\(number)(1));\n"
      text += "  dnnc_print_number(\" \", count_\(number)(8));\n  dnnc_print(\"\\n\");\n"
    }
    return text + "  return 0;\n}\n"
  }
}
