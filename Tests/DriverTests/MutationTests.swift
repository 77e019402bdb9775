import Foundation
import TestSupport
import Testing

/// No text makes the compiler trap: damaged ones are refused, or compiled.
@Suite(.enabled(if: isOptimized, "thousands of compilations take minutes without optimization"))
struct MutationTests {
  private static let networks: [String] = GoldenCase.all.compactMap { golden in
    guard ["language", "operators", "crossbar"].contains(golden.area) else { return nil }
    return try? golden.archive().named("input").first { $0.name.hasSuffix(".dnn") }?.content
  }

  private static func statusIsKnown(_ result: CommandResult) -> Bool {
    [0, 1, 66].contains(result.status)
  }

  /// The whole way to a plan, so that what survives the parser meets every pass and the backend.
  @Test(arguments: 0..<40)
  func damagedNetworks(_ seed: Int) throws {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    var mutator = TextMutator(seed: seed + 1)
    var statuses: Set<Int32> = []
    for (index, text) in Self.networks.enumerated() where index % 2 == seed % 2 {
      let damaged = mutator.damage(text)
      guard !Self.isLarge(damaged) else { continue }
      try folder.write(damaged, to: "net.dnn")
      let result = CommandRunner.run(
        ["compile", "net.dnn", "--target", "ima-256", "--check-semantics", "-q"], in: folder.path)
      #expect(Self.statusIsKnown(result), "\(result)\n\(damaged)")
      statuses.insert(result.status)
    }
    #expect(statuses.contains(1), "no damage was found")
  }

  @Test(arguments: 0..<20)
  func damagedIR(_ seed: Int) throws {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    var mutator = TextMutator(seed: seed + 1000)
    for (index, text) in IRText.all.enumerated() where index % 2 == seed % 2 {
      let damaged = mutator.damage(text.text)
      guard !Self.isLarge(damaged) else { continue }
      try folder.write(damaged, to: "g.dnnir")
      let result = CommandRunner.run(
        [
          "opt", "g.dnnir", "--passes", "fold-constants,canonicalize,fuse-activation,cse,dce",
          "--check-semantics",
        ], in: folder.path)
      #expect(Self.statusIsKnown(result), "\(result)\n\(damaged)")
    }
  }

  /// Whether a size was grown so far that the machine, not the compiler, is tested.
  private static func isLarge(_ text: String) -> Bool {
    text.matches(of: /\d{4,}/).contains { (Int($0.output) ?? .max) <= Int(Int32.max) }
  }
}
