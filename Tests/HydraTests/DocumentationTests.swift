import Foundation
import Hydra
import TestSupport
import Testing

/// Holds the page of the target to what the code says.
@Suite struct DocumentationTests {
  static func page() throws -> String {
    try String(
      contentsOf: RepositoryPaths.root.appendingPathComponent("docs/targets/hydra.md"),
      encoding: .utf8)
  }

  @Test func everyKeyRuleAndFieldIsThere() throws {
    let page = try Self.page()
    for key in HydraTarget.keys { #expect(page.contains("`\(key.name)`"), "\(key.name)") }
    for field in DescriptorField.all { #expect(page.contains(field.name), "\(field.name)") }
    for rule in HydraRules.all where rule.code.contains(/\.(s|e-|p|v)/) {
      #expect(page.contains("`\(rule.code)`"), "\(rule.code)")
    }
  }

  @Test func everyRuleIsListedOnce() throws {
    let folder = RepositoryPaths.root.appendingPathComponent("Sources/Hydra")
    let declaration = /Rule\(\s*"(hydra\.[a-z0-9-]+)"/
    var declared: [String] = []
    let parts =
      [folder] + RepositoryPaths.contents(of: folder).map { folder.appendingPathComponent($0) }
    for part in parts {
      for name in RepositoryPaths.contents(of: part) where name.hasSuffix(".swift") {
        let text = try String(contentsOf: part.appendingPathComponent(name), encoding: .utf8)
        declared += text.matches(of: declaration).map { String($0.1) }
      }
    }
    let shared = HydraTarget.rules.all + HydraPlan.fileRules.all
    #expect((declared + shared.map(\.code)).sorted() == HydraRules.all.map(\.code).sorted())
    #expect(Set(declared).count == declared.count && declared.count + shared.count > 50)
  }

  /// The rows of the table of cycles: network, lanes, cycles, with overlap.
  static let rows: [(text: String, network: @Sendable () -> HydraProgram)] = [
    ("16:16:10:4 | 16", { StatedNetwork.perceptron([16, 16, 10, 4], lanes: 16) }),
    ("64:32:32:10 | 8", { StatedNetwork.perceptron([64, 32, 32, 10], lanes: 8) }),
    ("64:32:32:10 | 64", { StatedNetwork.perceptron([64, 32, 32, 10], lanes: 64) }),
    ("196:64:32:32:10 | 64", { StatedNetwork.perceptron([196, 64, 32, 32, 10], lanes: 64) }),
    ("784:256:128:128:10 | 64", { StatedNetwork.perceptron([784, 256, 128, 128, 10], lanes: 64) }),
    ("LeNet-5 | 8", { StatedNetwork.leNet(lanes: 8) }),
    ("LeNet-5 | 32", { StatedNetwork.leNet(lanes: 32) }),
  ]

  @Test func cyclesAreThoseOfTheSimulator() throws {
    let page = try Self.page().replacing(",", with: "")
    for (text, network) in Self.rows {
      let program = network()
      let cycles = try SimulatorTests.simulator(program).cycles
      let overlapped = try SimulatorTests.simulator(program, overlapsDrain: true).cycles
      let row = "| \(text) | \(cycles) | \(overlapped) |"
      #expect(page.contains(row), "\(row)")
    }
  }
}
