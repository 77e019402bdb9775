import Basic
import Driver
import TestSupport
import Testing

/// Measured layers as `run --profile` writes them: what is in the file, not what the times are.
@Suite struct LayerProfileTests {
  private static func profile(_ words: [String]) throws -> (TemporaryFolder, [String: Double]) {
    let folder = try TemporaryFolder()
    let model = RepositoryPaths.models.appendingPathComponent("lenet5.dnn").path
    let result = CommandRunner.run(
      ["run", model, "--profile", "times.json"] + words, in: folder.path)
    try #require(result.status == 0, "\(result.error)")
    guard case .object(let members) = try JSONReader.read([UInt8](folder.data("times.json")))
    else { throw NoObject() }
    var times: [String: Double] = [:]
    for member in members {
      times[member.name] = try number(member.value)
      #expect(result.output.contains("\n\(member.name) "), "the table lacks \(member.name)")
    }
    #expect(times.count == members.count)
    return (folder, times)
  }

  private struct NoObject: Error {}

  private static func number(_ value: JSONValue?) throws -> Double {
    switch value {
    case .integer(let whole): Double(whole)
    case .number(let real): real
    default: throw NoObject()
    }
  }

  @Test(arguments: [["--arithmetic", "integer"], []])
  func everyLayerHasATime(_ words: [String]) throws {
    let (_, times) = try Self.profile(words)
    #expect(
      times.keys.sorted() == ["c1+r1", "c2+r2", "f1+r3", "f2+r4", "flat", "p1", "p2", "scores"])
    #expect(times.values.allSatisfy { $0 > 0 })
  }

  /// An environment takes the file: on one device the plan takes the sum of all times, though the
  /// device says that it computes almost nothing.
  @Test(arguments: ["integer", "float"])
  func anEnvironmentTakesThem(_ arithmetic: String) throws {
    let (folder, times) = try Self.profile(["--arithmetic", arithmetic])
    try folder.write(
      """
      {"kind": "devices", "devices": [
        {"name": "a", "macs_per_second": 1, "times_s": "times.json"}]}
      """, to: "devices.json")
    let model = RepositoryPaths.models.appendingPathComponent("lenet5.dnn").path
    let result = CommandRunner.run(
      [
        "compile", model, "--split", "solo", "--devices", "devices.json", "--arithmetic",
        arithmetic, "-o", "plan",
      ], in: folder.path)
    try #require(result.status == 0, "\(result.error)")
    #expect(result.error == "")
    let plan = try JSONReader.read([UInt8](folder.data("plan/plan.json")))
    let latency = try Self.number(plan["totals"]?["latency_ns"])
    let sum = times.values.reduce(0, +) * 1e9
    // Each of the eight layers and the total are rounded to picoseconds.
    #expect(abs(latency - sum) <= 9 * 0.001)
  }

  @Test func plansAreNotMeasured() throws {
    let folder = try TemporaryFolder()
    try folder.write("{\"format\": \"split-plan\"}", to: "plan/plan.json")
    let result = CommandRunner.run(["run", "plan", "--profile", "times.json"], in: folder.path)
    #expect(result.status == 64)
    #expect(result.error.contains("--profile measures models, and 'plan' is a plan"))
    #expect(folder.files == ["plan/plan.json"])
  }
}
