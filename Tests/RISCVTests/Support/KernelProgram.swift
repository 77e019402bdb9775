import Foundation
import RISCV
import TestSupport

/// A C program that runs cases on 1, 3 and 8 cores, one after the other, and compares all bytes.
struct KernelProgram {
  let cases: [KernelCase]
  var set = InstructionSet.rv32im

  /// The text of the program.
  ///
  /// It prints a line for each case that fails, and `cases N failures M`.
  var text: String {
    let bytes = (cases.map(\.expected.count).max() ?? 0) + 64
    let scratch =
      (cases.map { KernelCost.scratch($0.tile, cores: 8, set).count }.max() ?? 0) + 64
    var text = """
      #include "dnnc_kernels.h"
      #include "dnnc_runtime.h"
      static uint8_t output[\(bytes)] __attribute__((aligned(8)));
      static int8_t scratch[\(scratch)] __attribute__((aligned(8)));

      """
    for (number, item) in cases.enumerated() { text += item.definition(number, set) }
    text += """
      struct item {
        const char *name;
        void (*run)(void *, void *, unsigned, unsigned);
        const uint8_t *expected;
        uint32_t size, scratch;
      };
      static const struct item items[] = {

      """
    for (number, item) in cases.enumerated() {
      text += "  {\"\(item.name)\", run_\(number), c\(number)_expected, "
      text += "\(item.expected.count), "
      text += "\(KernelCost.scratch(item.tile, cores: 8, set).count)},\n"
    }
    return text + Self.comparison
  }

  private static let comparison = """
    };
    static unsigned differences(const struct item *item, unsigned cores) {
      unsigned count = 0;
      for (uint32_t i = 0; i < sizeof output; i++) output[i] = 0xa5;
      for (uint32_t i = 0; i < sizeof scratch; i++) scratch[i] = 0x5a;
      for (unsigned core = 0; core < cores; core++)
        item->run(output + 8, scratch, core, cores);
      for (uint32_t i = 0; i < sizeof output; i++) {
        uint8_t expected = i >= 8 && i < 8 + item->size ? item->expected[i - 8] : 0xa5;
        count += output[i] != expected;
      }
      for (uint32_t i = item->scratch; i < sizeof scratch; i++) count += scratch[i] != 0x5a;
      return count;
    }
    int main(void) {
      static const unsigned cores[] = {1, 3, 8};
      unsigned failures = 0, count = sizeof items / sizeof *items;
      for (unsigned i = 0; i < count; i++) {
        for (unsigned j = 0; j < 3; j++) {
          unsigned found = differences(items + i, cores[j]);
          if (found == 0) continue;
          failures++;
          dnnc_print(items[i].name);
          dnnc_print_number(" cores ", cores[j]);
          dnnc_print_number(" differences ", found);
          dnnc_print("\\n");
        }
      }
      dnnc_print_number("cases ", count);
      dnnc_print_number(" failures ", failures);
      dnnc_print("\\n");
      return 0;
    }

    """

  /// Compiles the program for this machine with checks of addresses and arithmetic, and runs it.
  func runOnHost(
    in folder: TemporaryFolder, with compiler: String? = Toolchain.hostCompiler
  ) throws -> String {
    try CProgram(set: set, text: text).runOnHost(
      in: folder, ["-O1", "-Wall", "-Wextra", "-Werror", "-fsanitize=address,undefined"],
      with: compiler)
  }
}
