import RISCV
import TestSupport
import Testing

/// Every kernel against the operators of the IR, on this machine and with checks of all accesses.
@Suite(.enabled(if: Toolchain.canRunOnHost, "there is no C compiler"))
struct KernelHostTests {
  @Test func agreesWithTheOperators() throws {
    let cases = try KernelCaseSet.allCases.flatMap { try $0.cases(.rv32im) }
    let output = try KernelProgram(cases: cases).runOnHost(in: TemporaryFolder())
    #expect(output == "cases \(cases.count) failures 0\n")
  }

  /// The kernels for clusters, whose dot product is plain C here.
  @Test func kernelsForClustersAgree() throws {
    let cases = try KernelCaseSet.allCases.flatMap { try $0.cases(.xpulp) }
    let output = try KernelProgram(cases: cases, set: .xpulp).runOnHost(in: TemporaryFolder())
    #expect(output == "cases \(cases.count) failures 0\n")
  }

  @Test(.enabled(if: Toolchain.secondCompiler != nil, "there is no GCC"))
  func agreesWithTheOperatorsUnderAnotherCompiler() throws {
    let cases = try KernelCaseSet.allCases.flatMap { try $0.cases(.rv32im) }
    let output = try KernelProgram(cases: cases).runOnHost(
      in: TemporaryFolder(), with: Toolchain.secondCompiler)
    #expect(output == "cases \(cases.count) failures 0\n")
  }
}
