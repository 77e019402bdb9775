import Basic
import Driver
import Foundation
import TestSupport
import Testing

/// Every rule that a diagnostic can cite has a golden that shows it, or a named test of its own.
@Suite struct RuleCoverageTests {
  /// Rules that only a fault of the compiler, or a change by hand, can break.
  private static let elsewhere: Set<String> = [
    // Tests/FrontendTests/ONNX/BinaryRuleTests.swift: no golden holds bytes.
    "onnx.wire", "onnx.utf8", "onnx.model", "onnx.tensor-data", "onnx.external-data",
    "onnx.unprintable",
    // Tests/FrontendTests/NNEF/NNEFRuleTests.swift: folders, archives and files of tensors.
    "nnef.unsupported-form", "nnef.result-count", "nnef.no-graph", "nnef.data", "archive.gzip",
    "archive.tar", "archive.member", "archive.size", "nnef.input-shape", "nnef.shapes",
    "nnef.quantization-hint", "nnef.export-type",
    // Tests/IRTests/VerifierTests.swift: no text can spell it.
    "ir.c10",
    // Tests/PassesTests/PassManagerTests.swift: passes that do not keep their word.
    "pipeline.fixpoint", "pipeline.honesty", "pipeline.semantics",
  ]

  /// The areas that other suites cover case by case, with binary files or tables of their own.
  private static let otherSuites = [
    "data.", "run.", "crossbar.", "bitvert.", "riscv.", "memory.", "hydra.",
    "file.", "target.", "tflite.", "partition.",
  ]

  private static let cited: Set<String> = {
    var codes: Set<String> = []
    for golden in GoldenCase.all {
      guard let text = try? golden.archive().text else { continue }
      for match in text.matches(of: /\[([a-z0-9-]+\.[a-z0-9-]+)\]/) {
        codes.insert(String(match.output.1))
      }
    }
    return codes
  }()

  @Test(
    arguments: Catalogs.rules.map(\.code).filter { code in
      !elsewhere.contains(code) && !otherSuites.contains(where: code.hasPrefix)
    })
  func ruleHasAGolden(_ code: String) {
    #expect(Self.cited.contains(code), "no golden shows [\(code)]")
  }

  @Test func exceptionsAreStillNeeded() {
    #expect(Self.elsewhere.isDisjoint(with: Self.cited))
    #expect(Self.elsewhere.isSubset(of: Catalogs.rules.map(\.code)))
  }

  @Test func codesAreUnique() {
    let codes = Catalogs.rules.map(\.code)
    #expect(Set(codes).count == codes.count)
  }
}
