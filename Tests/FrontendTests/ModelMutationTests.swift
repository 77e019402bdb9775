import Basic
import Foundation
import Frontend
import IR
import Operators
import TestSupport
import Testing

/// No damaged model makes the compiler trap or hang: each is refused, or becomes a sound program.
///
/// `MUTANTS=100000` makes as many for each model.
@Suite(
  .enabled(if: isOptimized, "thousands of models take minutes without optimization"),
  .enabled(if: RepositoryPaths.hasShared, "the folder of references is missing"))
struct ModelMutationTests {
  private static let models = [
    "ds_cnn_kws.onnx", "kws_int8.tflite", "ds_cnn_kws.onnxtxt", "resnet8.onnx",
    "resnet8_int8.tflite",
  ]

  /// In all at least 20,000, the more of them the smaller the model is.
  private static let mutants =
    ProcessInfo.processInfo.environment["MUTANTS"].flatMap { Int($0) } ?? 800

  /// What no model takes, however it is damaged.
  private static let limit = Duration.seconds(1)

  @Test(arguments: models, 0..<5)
  func isRefusedOrSound(_ name: String, _ seed: Int) throws {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    let original = try Self.bytes(name)
    let path = "\(folder.path)/\(name)"
    var mutator = ByteMutator(seed: seed + 1)
    var refused = 0
    for index in 0..<Self.mutants {
      try FileOutput.write(mutator.damage(original), to: path)
      let start = ContinuousClock.now
      refused += Self.isSound(path, folder.path) ? 0 : 1
      let time = ContinuousClock.now - start
      #expect(time < Self.limit, "mutant \(index) took \(time)")
    }
    #expect(refused > 0, "no damage was found")
  }

  /// The bytes of a stored model; those of text are made of the binary one.
  private static func bytes(_ name: String) throws -> [UInt8] {
    let folder = try RepositoryPaths.sharedModels().path
    guard name.hasSuffix(".onnxtxt") else {
      let file = try MappedFile(path: "\(folder)/\(name)")
      return withExtendedLifetime(file) { Array(file.bytes) }
    }
    let model = try ONNXReader.model(at: "\(folder)/\(name.dropLast(3))")
    let text = try ONNXTextPrinter.print(
      model, named: name, options: .init(inlineLimit: 16, sideFile: "side.bin"))
    return Array(text.text.utf8)
  }

  /// Whether a file is read and becomes a program, which then must be sound.
  private static func isSound(_ path: String, _ folder: String) -> Bool {
    var bag = DiagnosticBag()
    var sources = Table<SourceFile>()
    let program: Program?
    switch ModelFormat(path: path) {
    case .tflite:
      program = TFLiteFrontend.parse(
        path: path, name: path, options: FrontendOptions(), catalog: .standard, into: &bag)
    case .onnxText:
      let text = (try? FileInput.text(at: path)) ?? ""
      program = ONNXTextParser.parse(text, name: path, sources: &sources, into: &bag).flatMap {
        ONNXFrontend.lower(
          $0, name: path, folder: folder, catalog: .standard, options: FrontendOptions(), into: &bag
        )
      }
    default:
      program = ONNXFrontend.parse(
        path: path, name: path, folder: folder, catalog: .standard, options: FrontendOptions(),
        into: &bag)
    }
    guard let program else {
      #expect(bag.hasErrors, "refused without a reason")
      return false
    }
    Verifier(catalog: .standard).verify(program, into: &bag)
    #expect(!bag.hasErrors, "\(bag.diagnostics.map(\.message))")
    return !bag.hasErrors
  }
}
