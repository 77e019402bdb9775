import RISCV
import TestSupport
import Testing

/// Every kernel against the operators of the IR, on emulated bare machines.
@Suite(
  .enabled(if: Toolchain.canEmulate, "there is no emulator or no compiler for RISC-V"))
struct KernelEmulationTests {
  @Test func portableKernelsAgreeWithTheOperators() throws {
    try expectAgreement(.rv32im, .rv32im)
  }

  @Test(arguments: [128, 256])
  func vectorKernelsAgreeWithTheOperators(bits: Int) throws {
    try expectAgreement(.rvv, .rv32v(bits: bits))
    try expectAgreement(.rvv, .rv64v(bits: bits))
  }

  private func expectAgreement(_ set: InstructionSet, _ machine: CProgram.Machine) throws {
    let cases = try KernelCaseSet.allCases.flatMap { try $0.cases(set) }
    let program = CProgram(set: set, text: KernelProgram(cases: cases, set: set).text)
    let output = try program.run(on: machine, in: TemporaryFolder())
    #expect(output == "cases \(cases.count) failures 0\n")
  }

  /// Eight cores meet at a barrier, and the count of instructions is the same in every run.
  @Test func barrierIsRepeatable() throws {
    let text = """
      #include "dnnc_runtime.h"
      static volatile uint32_t seen[DNNC_CORES], faults;
      static void body(unsigned core) {
        for (uint32_t round = 1; round <= 20; round++) {
          seen[core] = round;
          dnnc_barrier(core);
          for (unsigned other = 0; other < DNNC_CORES; other++) faults += seen[other] != round;
          dnnc_barrier(core);
        }
      }
      int main(void) {
        dnnc_run(body);
        dnnc_run(body);
        dnnc_print_number("faults ", faults);
        dnnc_print_number(" instructions ", dnnc_instructions());
        dnnc_print("\\n");
        return 0;
      }

      """
    let program = CProgram(text: text, cores: 8)
    let outputs = try (0..<3).map { _ in try program.run(on: .rv32im, in: TemporaryFolder()) }
    #expect(outputs[0].hasPrefix("faults 0 instructions "))
    #expect(outputs.allSatisfy { $0 == outputs[0] })
  }

  /// Nothing executes the instructions of clusters here; they assemble.
  @Test func clusterKernelsAssemble() throws {
    let cases = try KernelCaseSet.dense.cases(.xpulp)
    let program = CProgram(
      set: .xpulp, text: KernelProgram(cases: cases, set: .xpulp).text)
    let machine = CProgram.Machine(
      emulator: nil,
      options: [
        "--target=riscv32-unknown-elf", "-mabi=ilp32",
        "-march=rv32imc_zicsr_xcvsimd_xcvmac_xcvmem_xcvalu",
      ], processor: "")
    _ = try program.build(for: machine, in: TemporaryFolder())
  }
}
