import Driver
import Foundation
import TestSupport
import Testing

/// Plans for several devices whose subgraphs a target runs.
@Suite(.serialized) struct TargetedSplitTests {
  /// A network divided by a strategy for a target.
  struct Example: Sendable, CustomTestStringConvertible {
    let model: String
    let strategy: String
    let target: String
    var testDescription: String { "\(model) \(strategy) \(target)" }
  }

  /// Links so fast that every strategy divides the network among all three.
  private static let environment = """
    {"kind": "devices", "network": {"latency_s": 1e-6, "bandwidth_bits_per_s": 1e10}, "devices": [
      {"name": "a", "macs_per_second": 1e7}, {"name": "b", "macs_per_second": 1e7},
      {"name": "c", "macs_per_second": 1e7}]}

    """

  private static let hasProgram = DeviceFleet.executable != nil

  private static func examples(_ model: String, _ targets: [String]) -> [Example] {
    targets.flatMap { target in
      ["iop", "auto"].map { Example(model: model, strategy: $0, target: target) }
    }
  }

  static let own = examples("lenet5.dnn", ["rv32imc-8core", "ima-256", "hydra-8", "bitvert"])
  static let shared = examples("resnet8_int8.tflite", ["rv32imc-8core"])

  @Test(.enabled(if: hasProgram), arguments: own)
  func leNet5(_ example: Example) throws { try check(example, RepositoryPaths.models) }

  @Test(.enabled(if: hasProgram && isOptimized && RepositoryPaths.hasShared), arguments: shared)
  func resNet8(_ example: Example) throws {
    try check(example, try RepositoryPaths.sharedModels())
  }

  /// Compiles, runs the devices as processes, and verifies each subgraph by itself.
  private func check(_ example: Example, _ models: URL) throws {
    let folder = try Self.plan(example, models)
    let run = CommandRunner.run(
      ["run", "plan", "--devices", "3", "--samples", "1"], in: folder.path)
    #expect(run.status == 0, "\(run.error)")
    let row = try #require(run.output.split(separator: "\n").last)
    #expect(row.split(separator: " ").last == "0")
    let model = models.appendingPathComponent(example.model).path
    let verification = CommandRunner.run(
      ["verify", model, "--against", "plan", "--samples", "2", "--report", "table.csv"],
      in: folder.path)
    #expect(verification.status == 0, "\(verification.error)")
    let rows = try table(folder)
    #expect(!rows.isEmpty && rows.allSatisfy { $0[4] == "0" })
    let onTarget = rows.filter { $0[2] == "target" }
    #expect(Set(onTarget.map { $0[0] }) == ["0", "1", "2"])
    // Cores compute terms of sums, and requantize what comes of them.
    if example.target == "rv32imc-8core" && example.model == "lenet5.dnn" {
      #expect(onTarget.count == rows.count)
    }
    // Every subgraph on the target, and no other, has a plan of its own.
    #expect(
      onTarget.map { "plan/device-\($0[0])/subgraph-\($0[1])/plan.json" }.sorted()
        == folder.files.filter { $0.hasPrefix("plan/device-") && $0.hasSuffix("plan.json") }
        .sorted())
  }

  private static func plan(_ example: Example, _ models: URL) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write(environment, to: "devices.json")
    let result = CommandRunner.run(
      [
        "compile", models.appendingPathComponent(example.model).path, "--split",
        example.strategy, "--devices", "devices.json", "--target", example.target, "-o", "plan",
      ], in: folder.path)
    try #require(result.status == 0, "\(result.error)")
    return folder
  }

  private func table(_ folder: TemporaryFolder) throws -> [[String]] {
    let text = String(decoding: try folder.data("table.csv"), as: UTF8.self)
    return text.split(separator: "\n").dropFirst().map {
      $0.split(separator: ",").map(String.init)
    }
  }

  private static let simple = Example(
    model: "lenet5.dnn", strategy: "iop", target: "rv32imc-8core")

  /// A plan of a subgraph is an ordinary plan.
  @Test func aSubgraphIsAPlan() throws {
    let folder = try Self.plan(Self.simple, RepositoryPaths.models)
    let name = "plan/device-1/subgraph-0"
    let shown = CommandRunner.run(["show", name], in: folder.path)
    #expect(shown.status == 0 && shown.output.contains("rv32imc-8core"))
    let run = CommandRunner.run(["run", name], in: folder.path)
    #expect(run.status == 0, "\(run.error)")
  }

  /// The C of a subgraph gives terms of sums, and that of the one behind takes what they add up to.
  @Test(
    .enabled(if: InstalledTools.areWanted(["make", "cc"]), "there is no make or C compiler"),
    arguments: [0, 1])
  func aSubgraphOfSumsRunsAsC(subgraph: Int) throws {
    let folder = try Self.plan(Self.simple, RepositoryPaths.models)
    let name = "plan/device-0/subgraph-\(subgraph)"
    let text = String(decoding: try folder.data("\(name)/plan.txt"), as: UTF8.self)
    #expect(text.contains(" i32 "))
    let run = CommandRunner.run(["run", name, "--on", "host"], in: folder.path)
    #expect(run.status == 0, "\(run.error)")
  }

  /// A plan that another device's takes the place of is refused.
  @Test func anotherSubgraphIsRefused() throws {
    let folder = try Self.plan(Self.simple, RepositoryPaths.models)
    for name in ["plan.json", "plan.txt", "program.dnnir"] {
      let data = try folder.data("plan/device-2/subgraph-0/\(name)")
      try folder.write(
        String(decoding: data, as: UTF8.self), to: "plan/device-1/subgraph-0/\(name)")
    }
    let constants = folder.files.filter { $0.hasPrefix("plan/device-2/subgraph-0/constants/") }
    for name in constants {
      let url = URL(fileURLWithPath: folder.path)
      try? FileManager.default.copyItem(
        at: url.appendingPathComponent(name),
        to: url.appendingPathComponent(name.replacing("device-2", with: "device-1")))
    }
    let result = CommandRunner.run(["run", "plan", "--devices", "3"], in: folder.path)
    #expect(result.status == 1)
    #expect(result.error.contains("[riscv.f4]"))
  }

  /// A step that comes before what it reads is refused.
  @Test func anotherOrderIsRefused() throws {
    let folder = try Self.plan(Self.simple, RepositoryPaths.models)
    let text = String(decoding: try folder.data("plan/plan.json"), as: UTF8.self)
    let name = "image.collective_broadcast"
    try folder.write(
      text.replacing("\"exchange\": \"\(name)\"", with: "\"exchange\": \"none\""),
      to: "plan/plan.json")
    let result = CommandRunner.run(["run", "plan", "--devices", "3"], in: folder.path)
    #expect(result.status == 1)
    #expect(result.error.contains("[plan.split-format]"))
  }

  /// A weight of one subgraph that was changed is found there, and in what the network gives.
  @Test func aChangedSubgraphIsNamed() throws {
    let folder = try Self.plan(
      Example(model: "lenet5.dnn", strategy: "iop", target: "ima-256"), RepositoryPaths.models)
    try folder.increment("plan/device-1/subgraph-0/arrays.bin", at: 0)
    let model = RepositoryPaths.models.appendingPathComponent("lenet5.dnn").path
    let result = CommandRunner.run(["verify", model, "--against", "plan"], in: folder.path)
    #expect(result.status == 2)
    #expect(result.error.contains("device 1, subgraph 0: "))
    #expect(result.error.contains("[run.subgraph-differs]"))
    let run = CommandRunner.run(["run", "plan", "--devices", "3"], in: folder.path)
    #expect(run.status != 0)
  }

  /// Plans of an earlier compilation do not stay behind.
  @Test func earlierSubgraphsAreRemoved() throws {
    let folder = try Self.plan(Self.simple, RepositoryPaths.models)
    let model = RepositoryPaths.models.appendingPathComponent("lenet5.dnn").path
    let result = CommandRunner.run(
      ["compile", model, "--split", "iop", "--devices", "devices.json", "-o", "plan"],
      in: folder.path)
    #expect(result.status == 0, "\(result.error)")
    #expect(!folder.files.contains { $0.contains("subgraph") })
  }
}
