import Basic
import Foundation
import RISCV
import TestSupport
import Testing

/// The names of the target files that come with the compiler.
let targetNames = ["rv32imc-8core", "rv32imc-1core", "rv64gcv", "xpulp-8core"]

/// A target file as text.
func targetText(_ name: String) throws -> String {
  let file = RepositoryPaths.models.appending(path: "targets/\(name).json")
  return try String(contentsOf: file, encoding: .utf8)
}

/// A target file with some keys changed.
func target(
  _ name: String = "rv32imc-8core", _ overrides: [(String, String)] = []
) throws -> RISCVTarget {
  var bag = DiagnosticBag()
  let json = try JSONReader.read(try targetText(name))
  let target = RISCVTarget.read(json, file: "t.json", overrides: overrides, &bag)
  return try #require(target, "\(bag.diagnostics)")
}
