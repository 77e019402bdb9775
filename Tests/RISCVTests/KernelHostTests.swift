import Foundation
import IR
import Operators
import RISCV
import TestSupport
import Testing

/// Every kernel against the operators of the IR, on this machine.
@Suite(.enabled(if: Toolchain.canRunOnHost, "there is no C compiler"))
struct KernelHostTests {
  @Test(arguments: KernelCaseSet.allCases)
  func agreesWithTheOperators(set: KernelCaseSet) throws {
    let folder = try TemporaryFolder()
    let program = KernelProgram(cases: try set.cases())
    let output = try program.runOnHost(in: URL(fileURLWithPath: folder.path))
    #expect(output == "cases \(program.cases.count) failures 0\n")
  }
}
