import RISCV
import TestSupport
import Testing

/// The portable kernels against a loop in assembly that was written for the layer.
@Suite(
  .enabled(if: Toolchain.canEmulate, "there is no emulator or no compiler for RISC-V"))
struct HandWrittenLoopTests {
  /// Both give the results of the IR, and the kernel takes at most 1.15 times the instructions.
  @Test(arguments: [Kernel.pointwise, .convolution])
  func kernelsTakeLittleMoreThanAssembly(kernel: Kernel) throws {
    var shape = ConvolutionShape(height: 12, width: 12, inputs: 64, outputs: 64, kernel: (1, 1))
    if kernel == .convolution {
      shape.kernel = (3, 3)
      shape.padding = [1, 1, 1, 1]
    }
    // 8 · 31 · 128 is the largest sum of eight products that stays within 16 bits.
    shape.magnitude = 31
    var builder = CaseBuilder(seed: 11)
    let item = try builder.convolution(kernel, shape)
    let output = try CProgram(text: text(item)).run(on: .rv32im, in: TemporaryFolder())
    let lines = output.split(separator: "\n").map {
      $0.split(separator: " ").compactMap { Int($0) }
    }
    try #require(lines.count == 2 && lines.allSatisfy { $0.count == 2 }, "\(output)")
    #expect(lines.allSatisfy { $0[0] == 0 }, "results differ: \(output)")
    let (ours, theirs) = (lines[0][1], lines[1][1])
    #expect(ours * 100 <= theirs * 115, "\(ours) instructions for \(theirs)")
    if Measurement.isWanted {
      let macs = item.tile.multiplyAccumulates
      print("\(kernel.rawValue): \(macs) MAC, \(ours) instructions, by hand \(theirs)")
    }
  }

  /// A program that prints for each of both the number of wrong results and the instructions.
  private func text(_ item: KernelCase) -> String {
    let count = item.expected.count
    var text = """
      #include "dnnc_runtime.h"
      \(HandWrittenLoop.text)
      static uint8_t output[\(count)] __attribute__((aligned(8)));
      static int8_t scratch[\(4 * item.tile.depth + 64)] __attribute__((aligned(8)));

      """
    text += item.definition(0, .rv32im)
    text += item.definition(1, .rv32im, calling: "hand_\(item.kernel.rawValue)")
    text += "int main(void) {\n"
    for number in 0..<2 {
      text += "  {\n    uint64_t start = dnnc_instructions();\n"
      text += "    run_\(number)(output, scratch, 0, 1);\n"
      text += "    uint64_t taken = dnnc_instructions() - start, wrong = 0;\n"
      text +=
        "    for (int i = 0; i < \(count); i++) wrong += output[i] != c\(number)_expected[i];\n"
      text += "    dnnc_print_number(\"\", wrong);\n    dnnc_print_number(\" \", taken);\n"
      text += "    dnnc_print(\"\\n\");\n"
      text += "    for (int i = 0; i < \(count); i++) output[i] = 85;\n  }\n"
    }
    let unused = item.kernel == .pointwise ? "convolution" : "pointwise"
    return text + "  (void)hand_\(unused);\n  return 0;\n}\n"
  }
}
