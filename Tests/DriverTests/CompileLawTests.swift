import Foundation
import TestSupport
import Testing

/// What holds for the command line as a whole.
@Suite(.enabled(if: isOptimized, "whole models take minutes without optimization"))
struct CompileLawTests {
  private static let root = RepositoryPaths.root.path

  private func compile(_ model: ModelFile, _ words: [String]) -> CommandResult {
    CommandRunner.run(["compile", model.path] + words, in: Self.root)
  }

  @Test(arguments: ModelFile.small)
  func dumpsResumeToTheNextDump(_ model: ModelFile) throws {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    let dump = "\(folder.path)/dump"
    #expect(compile(model, ["--emit", "ir", "--dump-ir", dump, "-q"]).status == 0)
    let names = folder.files.filter { $0.hasSuffix(".dnnir") }
    #expect(names.count >= 3)
    for (name, next) in zip(names, names.dropFirst()) {
      let result = CommandRunner.run(["opt", name], in: folder.path)
      #expect(result.status == 0)
      let expected = String(decoding: try folder.data(next), as: UTF8.self)
      #expect(
        result.output == expected, "\(name) does not resume to \(next)")
    }
    let last = try #require(names.last)
    let toEnd = CommandRunner.run(["opt", names[0], "--to-end"], in: folder.path)
    let end = String(decoding: try folder.data(last), as: UTF8.self)
    // The last dump stands where the last change was, the run to the end after all elements.
    #expect(lines(toEnd.output, from: 2) == lines(end, from: 2))
  }

  private func lines(_ text: String, from start: Int) -> [Substring] {
    Array(text.split(separator: "\n").dropFirst(start))
  }

  @Test(arguments: ModelFile.medium)
  func numberOfThreadsChangesNoByte(_ model: ModelFile) throws {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    var outputs: [CommandResult] = []
    for threads in ["1", "2"] {
      let result = compile(
        model,
        [
          "--target", "ima-256", "-j", threads, "-o", "\(folder.path)/\(threads)", "-q",
        ])
      #expect(result.status == 0, "\(result.error)")
      outputs.append(result)
    }
    let files = folder.files.filter { $0.hasPrefix("1/") }.map { String($0.dropFirst(2)) }
    #expect(files == folder.files.filter { $0.hasPrefix("2/") }.map { String($0.dropFirst(2)) })
    #expect(files.contains("plan.json") && files.contains("program.dnnir"))
    for file in files {
      #expect(try folder.data("1/\(file)") == folder.data("2/\(file)"), "\(file) differs")
    }
  }

  @Test func planOfATrainedModelVerifiesAndAnAlteredOneDoesNot() throws {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    let model = try #require(ModelFile.all.first { $0.description == "lenet5" })
    let calibration = "Models/lenet5.calibration.npz"
    let plan = "\(folder.path)/plan"
    #expect(
      compile(model, ["--target", "ima-256", "--calibrate", calibration, "-o", plan]).status == 0)
    let words = [
      "verify", model.path, "--against", plan, "--data", "Models/lenet5.digits.npz", "--samples",
      "3",
    ]
    let sound = CommandRunner.run(words, in: Self.root)
    #expect(sound.status == 0, "\(sound.error)")
    #expect(!sound.output.contains("differ"))
    #expect(sound.output.contains("on 3 samples"))
    try folder.increment("plan/arrays.bin", at: 0)
    let altered = CommandRunner.run(words, in: Self.root)
    #expect(altered.status == 2)
    #expect(altered.error.contains("the plan differs first at layer '"))
    #expect(altered.error.contains("[verify.plan-differs]"))
  }

  @Test func integersAndPlanKeepTheAccuracy() throws {
    let result = CommandRunner.run(
      [
        "compile", "Models/lenet5.dnn", "--target", "ima-256", "--calibrate",
        "Models/lenet5.calibration.npz", "--evaluate", "Models/lenet5.digits.npz",
      ], in: Self.root)
    #expect(result.status == 0)
    let percents = result.output.matches(of: /(\d+\.\d\d) % \(\d+ of 1,000\)/).compactMap {
      Double($0.output.1)
    }
    try #require(percents.count == 3)
    #expect(percents[0] >= 96)
    #expect(percents[1] >= percents[0] - 0.5)
    #expect(percents[2] == percents[1])
  }
}
