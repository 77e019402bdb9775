import BitSparsity
import IR
import RISCV
import TestSupport
import Testing

/// `dnnc_decode` against the packed weights that kernels read, for every layout.
@Suite(.enabled(if: Toolchain.canRunOnHost, "there is no C compiler"))
struct WeightDecodingTests {
  /// Stored weights, and what they must become.
  private struct Case {
    let arguments: String
    let block: [UInt8]
    let packed: [UInt8]
    let scratch: Int
  }

  /// Weights of which every group has a form, and the channels that keep 8 bits.
  private func weights(
    _ random: inout SplitMix, channels: Int, positions: Int, depth: Int,
    _ encoding: BitSparseEncoding
  ) -> [Int8] {
    let dropped = encoding.columns
    return (0..<channels).flatMap { channel -> [Int8] in
      if encoding.sensitive.contains(channel) {
        return (0..<positions * depth).map { _ in Int8.random(in: -128...127, using: &random) }
      }
      return (0..<positions).flatMap { _ -> [Int8] in
        stride(from: 0, to: depth, by: encoding.group).flatMap { start -> [Int8] in
          let addend =
            encoding.method == .roundedAveraging
            ? Int.random(in: 0..<1 << dropped, using: &random)
            : Int.random(
              in: -(1 << (encoding.constantBits - 1)) + 1...1 << (encoding.constantBits - 1),
              using: &random)
          let range = -(1 << (7 - dropped))..<1 << (7 - dropped)
          return (start..<min(start + encoding.group, depth)).map { _ in
            // A weight at the ends may leave 8 bits; zero does not.
            let weight = Int.random(in: range, using: &random) << dropped + addend
            return Int8(exactly: weight) ?? Int8(addend)
          }
        }
      }
    }
  }

  private func makeCase(
    _ random: inout SplitMix, _ kernel: Kernel, _ set: InstructionSet
  ) throws -> Case {
    func pick<Item>(_ items: [Item]) -> Item { items.randomElement(using: &random) ?? items[0] }
    let channels = pick([1, 3, 4, 7, 12, 33])
    let (positions, depth) = (
      kernel == .convolution ? pick([1, 4, 9]) : 1, pick([5, 8, 20, 32, 70])
    )
    let encoding = BitSparseEncoding(
      method: pick(BitSparseEncoding.Method.allCases), columns: pick([1, 2, 3, 4, 5, 6]),
      group: pick([16, 32, 64]), constantBits: pick([4, 5, 6]), axis: 0,
      sensitive: (0..<channels).filter { _ in pick([true, false, false]) })
    let rows = weights(
      &random, channels: channels, positions: positions, depth: depth, encoding)
    // Rows have the input channels innermost, and tensors the positions.
    let shape = [channels, depth, positions]
    let tensor = (0..<rows.count).map { index -> Int8 in
      let (channel, rest) = index.quotientAndRemainder(dividingBy: depth * positions)
      let (input, position) = rest.quotientAndRemainder(dividingBy: positions)
      return rows[channel * depth * positions + position * depth + input]
    }
    let encoded = try EncodedWeights(tensor, shape: shape, encoding)
    let parameters = (0..<channels).map {
      ChannelParameters(bias: 0, multiplier: 0, addend: 0, shift: 0, index: UInt16($0))
    }
    // Some weights have no pairs, whatever is asked for.
    let wanted = pick([true, false])
    let matrix = WeightMatrix(rows: rows, channels: channels)
    let packing = WeightPacking(
      kernel, matrix, channels: parameters, set, pairs: wanted)
    let decoding = WeightDecoding(kernel, set, hasPairs: !packing.runs.isEmpty)
    let block = decoding.block(
      packing, stored: encoded.channels,
      isPlain: (0..<channels).map(encoding.sensitive.contains))
    let fields = [
      channels, positions, depth, encoding.group, encoding.columns, encoding.constantField,
      encoding.method == .zeroPointShifting ? 1 : 0, decoding.layout.rawValue,
      decoding.hasHeads ? 1 : 0,
    ]
    return Case(
      arguments: fields.map(String.init).joined(separator: ", "), block: block,
      packed: packing.weights, scratch: 4 * ((positions * depth + 3) / 4 * 4))
  }

  private func text(_ cases: [Case]) -> String {
    func bytes(_ name: String, _ values: [UInt8]) -> String {
      "static const uint8_t \(name)[] __attribute__((aligned(8))) = {"
        + values.map(String.init).joined(separator: ",") + "};\n"
    }
    let size = (cases.map(\.packed.count).max() ?? 0) + 16
    let scratch = 8 * (cases.map(\.scratch).max() ?? 0)
    var text = """
      #include "dnnc_kernels.h"
      #include "dnnc_runtime.h"
      static uint8_t output[\(size)] __attribute__((aligned(8)));
      static uint8_t scratch[\(scratch)] __attribute__((aligned(8)));
      static unsigned failures;
      static void check(dnnc_decode_arguments a, const uint8_t *expected, uint32_t size) {
        static const unsigned counts[] = {1, 3, 8};
        for (int i = 0; i < 3; i++) {
          for (uint32_t j = 0; j < sizeof output; j++) output[j] = 0xa5;
          for (unsigned core = 0; core < counts[i]; core++) dnnc_decode(&a, core, counts[i]);
          for (uint32_t j = 0; j < sizeof output; j++)
            failures += output[j] != (j < size ? expected[j] : 0xa5);
        }
      }

      """
    for (number, item) in cases.enumerated() {
      text += bytes("block_\(number)", item.block) + bytes("packed_\(number)", item.packed)
    }
    text += "int main(void) {\n"
    for (number, item) in cases.enumerated() {
      text += "  check((dnnc_decode_arguments){block_\(number), output, scratch, "
      text += "\(item.arguments)}, packed_\(number), sizeof packed_\(number));\n"
    }
    return text + "  dnnc_print_number(\"failures \", failures);\n  dnnc_print(\"\\n\");\n}\n"
  }

  @Test func everyLayoutIsWhatKernelsRead() throws {
    var random = SplitMix(11)
    var cases: [Case] = []
    for set in InstructionSet.allCases {
      for kernel in [Kernel.convolution, .pointwise, .dense] {
        for _ in 0..<30 { cases.append(try makeCase(&random, kernel, set)) }
      }
    }
    let output = try CProgram(text: text(cases), cores: 8).runOnHost(
      in: TemporaryFolder(), ["-O1", "-Wall", "-Wextra", "-Werror", "-fsanitize=address,undefined"])
    #expect(output == "failures 0\n")
  }
}
