import Driver
import Foundation
import TestSupport
import Testing

/// C with MPI, built and run by Open MPI, against the integers of the network.
@Suite(.serialized) struct MPITests {
  /// A network divided by a strategy.
  struct Example: Sendable, CustomTestStringConvertible {
    let model: String
    let strategy: String
    let settings: [String]
    var testDescription: String { "\(model) \(strategy) \(settings.joined(separator: " "))" }

    init(_ model: String, _ strategy: String, _ settings: String...) {
      (self.model, self.strategy, self.settings) = (model, strategy, settings)
    }
  }

  private static let environment = """
    {"kind": "devices", "network": {"latency_s": 0.0001, "bandwidth_bits_per_s": 1e9}, "devices": [
      {"name": "a", "macs_per_second": 4e8}, {"name": "b", "macs_per_second": 3e8},
      {"name": "c", "macs_per_second": 2e8}]}

    """

  private static let hasTools = InstalledTools.areWanted(["mpirun", "mpicc", "make"])

  static let own = [
    Example("lenet5.dnn", "oc", "gather=direct"), Example("lenet5.dnn", "oc", "gather=star"),
    Example("lenet5.dnn", "coedge-halo"), Example("lenet5.dnn", "coedge-concat"),
    Example("lenet5.dnn", "iop", "reduce=star"), Example("lenet5.dnn", "iop", "reduce=direct"),
    Example("lenet5.dnn", "iop", "reduce=rs+ag"), Example("lenet5.dnn", "auto"),
  ]

  static let shared = ["oc", "coedge-halo", "iop", "auto"].map {
    Example("resnet8_int8.tflite", $0)
  }

  @Test(.enabled(if: hasTools), arguments: own)
  func leNet5(_ example: Example) throws { try check(example, RepositoryPaths.models) }

  @Test(.enabled(if: hasTools && RepositoryPaths.hasShared), arguments: shared)
  func resNet8(_ example: Example) throws {
    try check(example, try RepositoryPaths.sharedModels())
  }

  private func check(_ example: Example, _ models: URL) throws {
    let folder = try TemporaryFolder()
    try folder.write(Self.environment, to: "devices.json")
    let result = CommandRunner.run(
      [
        "compile", models.appendingPathComponent(example.model).path, "--split",
        example.strategy, "--devices", "devices.json", "--emit", "mpi", "-o", "plan",
      ] + example.settings.flatMap { ["--set", $0] }, in: folder.path)
    try #require(result.status == 0, "\(result.error)")
    let sources = folder.path + "/plan/mpi"
    let built = try InstalledTools.run([
      "make", "-s", "-C", sources, "CFLAGS=-O2 -Werror -Wall -Wextra",
    ])
    #expect(built == "")
    // A strategy may leave devices out.
    let count = folder.files.filter { $0.hasPrefix("plan/device-") }.count
    #expect(count == 3 || example.strategy == "auto")
    let output = try InstalledTools.run(
      ["mpirun", "--oversubscribe", "--allow-run-as-root", "-n", "\(count)", sources + "/network"])
    #expect(output == "elements 10 differences 0\n")
  }

  /// A plan for three devices does not run on two.
  @Test(.enabled(if: hasTools)) func anotherNumberOfProcessesIsRefused() throws {
    let folder = try TemporaryFolder()
    try folder.write(Self.environment, to: "devices.json")
    let model = RepositoryPaths.models.appendingPathComponent("mlp_64_32_32_10.dnn").path
    let result = CommandRunner.run(
      [
        "compile", model, "--split", "oc", "--devices", "devices.json", "--emit", "mpi", "-o",
        "plan",
      ], in: folder.path)
    try #require(result.status == 0, "\(result.error)")
    let sources = folder.path + "/plan/mpi"
    _ = try InstalledTools.run(["make", "-s", "-C", sources])
    #expect(throws: InstalledTools.Failure.self) {
      try InstalledTools.run(
        ["mpirun", "--oversubscribe", "--allow-run-as-root", "-n", "2", sources + "/network"])
    }
  }

  /// Sums of floats would depend on MPI.
  @Test func floatsAreRefused() throws {
    let folder = try TemporaryFolder()
    try folder.write(Self.environment, to: "devices.json")
    let model = RepositoryPaths.models.appendingPathComponent("lenet5.dnn").path
    let result = CommandRunner.run(
      [
        "compile", model, "--split", "oc", "--devices", "devices.json", "--emit", "mpi",
        "--arithmetic", "float", "-o", "plan",
      ], in: folder.path)
    #expect(result.status == 1)
    #expect(result.error.contains("[mpi.integers]"))
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/plan"))
  }
}
