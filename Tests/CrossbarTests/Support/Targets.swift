import Basic
import Crossbar
import Foundation
import Testing

/// The root of the repository.
let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent()

/// The target file as text.
func targetText() throws -> String {
  let file = repository.appending(path: "Models/targets/ima-256.json")
  return try String(contentsOf: file, encoding: .utf8)
}

/// The target file with some keys changed.
func target(_ overrides: [(String, String)] = []) throws -> CrossbarTarget {
  var bag = DiagnosticBag()
  let json = try JSONReader.read(try targetText())
  let target = CrossbarTarget.read(json, file: "t.json", overrides: overrides, &bag)
  return try #require(target, "\(bag.diagnostics)")
}
