import Driver
import Foundation
import TestSupport
import Testing

/// C with MPI, built and run by Open MPI, against what the interpreter makes of the network.
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

  /// Floats are within 1e-5 of the greatest: MPI chooses the order of sums.
  @Test(.enabled(if: hasTools), arguments: own)
  func leNet5OfFloats(_ example: Example) throws {
    try check(example, RepositoryPaths.models, words: ["--arithmetic", "float"])
  }

  /// Every kernel of floats: groups, clips, sums, means, a joint of branches and softmax.
  private static let floats = """
    network floats(x: f32[1, 4, 9, 9]) -> (y)
    weights seeded(8)
    {
      a = clip(conv2d(x, filters = 8, kernel = [3, 3], padding = [1, 1]), min = 0, max = 6)
      w = relu(conv2d(a, filters = 8, kernel = [3, 3], padding = [1, 1], groups = 8))
      s = clip(add(conv2d(w, filters = 8, kernel = [1, 1]), a), min = -1, max = 2)
      l = average_pool2d(s, window = [2, 2], stride = [1, 1])
      r = max_pool2d(s, window = [2, 2], stride = [1, 1])
      g = global_average_pool(relu(conv2d(concat(l, r, axis = 1), filters = 12, kernel = [3, 3])))
      y = softmax(dense(flatten(g), units = 10), axis = -1)
    }
    """

  @Test(
    .enabled(if: hasTools),
    arguments: [
      Example("floats.dnn", "oc"), Example("floats.dnn", "coedge-halo"),
      Example("floats.dnn", "iop"), Example("floats.dnn", "auto"),
    ])
  func kernelsOfFloats(_ example: Example) throws {
    let folder = try TemporaryFolder()
    try folder.write(Self.floats, to: example.model)
    try check(
      example, URL(fileURLWithPath: folder.path), words: ["--arithmetic", "float"])
  }

  /// Two boards of two devices, and a slow link between.
  private static let boards = """
    {"kind": "devices", "network": {"latency_s": 0.0001, "bandwidth_bits_per_s": 1e8}, "devices": [
      {"name": "a", "macs_per_second": 4e6}, {"name": "b", "macs_per_second": 4e6},
      {"name": "c", "macs_per_second": 4e6}, {"name": "d", "macs_per_second": 4e6}],
     "tiers": [
      {"devices": ["a", "b"], "latency_s": 1e-7, "bandwidth_bits_per_s": 1e11},
      {"devices": ["c", "d"], "latency_s": 1e-7, "bandwidth_bits_per_s": 1e11}]}

    """

  @Test(.enabled(if: hasTools), arguments: ["oc", "iop"], ["integer", "float"])
  func leNet5OnBoards(_ strategy: String, _ arithmetic: String) throws {
    try check(
      Example("lenet5.dnn", strategy), RepositoryPaths.models,
      words: ["--arithmetic", arithmetic], environment: Self.boards, devices: 4)
  }

  @Test(.enabled(if: hasTools && RepositoryPaths.hasShared), arguments: shared)
  func resNet8(_ example: Example) throws {
    try check(example, try RepositoryPaths.sharedModels())
  }

  private func check(
    _ example: Example, _ models: URL, words: [String] = [], environment: String = environment,
    devices: Int = 3
  ) throws {
    let folder = try TemporaryFolder()
    try folder.write(environment, to: "devices.json")
    let result = CommandRunner.run(
      [
        "compile", models.appendingPathComponent(example.model).path, "--split",
        example.strategy, "--devices", "devices.json", "--emit", "mpi", "-o", "plan",
      ] + words + example.settings.flatMap { ["--set", $0] }, in: folder.path)
    try #require(result.status == 0, "\(result.error)")
    let sources = folder.path + "/plan/mpi"
    let built = try InstalledTools.run([
      "make", "-s", "-C", sources, "CFLAGS=-O2 -Werror -Wall -Wextra",
    ])
    #expect(built == "")
    // A strategy may leave devices out.
    let count = folder.files.filter { $0.hasPrefix("plan/device-") }.count
    #expect(count == devices || example.strategy == "auto")
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

  /// There are no kernels of other numbers.
  @Test func doublesAreRefused() throws {
    let folder = try TemporaryFolder()
    try folder.write(Self.environment, to: "devices.json")
    try folder.write(
      "dnnir 1\ngraph @g(%x: f64[4]) {\n  %y = relu(%x) : f64[4]\n  return %y\n}\n",
      to: "net.dnnir")
    let result = CommandRunner.run(
      [
        "compile", "net.dnnir", "--split", "oc", "--devices", "devices.json", "--emit", "mpi",
        "--arithmetic", "float", "-o", "plan",
      ], in: folder.path)
    #expect(result.status == 1)
    #expect(result.error.contains("[mpi.elements]"))
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/plan"))
  }
}
