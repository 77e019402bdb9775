import Basic
import Foundation
import Frontend
import IR
import Operators
import Passes
import TestSupport
import Testing

/// Real networks brought to integers as `dnnc compile` does it.
enum IntegerModels: String, CaseIterable, Sendable {
  case lenet5
  case resnet8
  case keywords = "ds_cnn_kws"
  case wakeWords = "mobilenet_v1_025_vww"
  case autoencoder = "autoencoder_ad"
  case mobileNetV2 = "mobilenet_v2"

  /// Whether it comes with the compiler.
  private var isOwn: Bool { self == .lenet5 || self == .mobileNetV2 }

  /// Whether it can be read here; optimized builds alone run the large ones.
  var isAvailable: Bool {
    guard isOwn || RepositoryPaths.hasShared else { return false }
    return isOptimized || self == .lenet5 || self == .autoencoder || self == .keywords
  }

  /// The networks that can be read here.
  static var available: [IntegerModels] { allCases.filter(\.isAvailable) }

  /// The integer program.
  func program() throws -> Program {
    let program =
      isOwn ? try ModelFile.all.first { $0.description == rawValue }?.load() : try onnx()
    return try IntegerModels.quantized(try #require(program))
  }

  private func onnx() throws -> Program? {
    let folder = try RepositoryPaths.sharedModels()
    var bag = DiagnosticBag()
    return ONNXFrontend.parse(
      path: folder.appendingPathComponent("\(rawValue).onnx").path, name: rawValue,
      folder: folder.path, catalog: .standard, options: .init(), into: &bag)
  }

  /// The standard pipeline with seeded samples.
  static func quantized(_ source: Program) throws -> Program {
    var bag = DiagnosticBag()
    let text =
      "fuse-quantized,fold-constants,fold-batch-norm,fixpoint(canonicalize,fuse-activation,cse,dce),"
      + "quantize,fixpoint(fold-constants,canonicalize,cse,dce)"
    let pipeline = try #require(PipelineParser.parse(text, catalog: .standard, into: &bag))
    var program = source
    var context = PassContext(
      catalog: .standard, samples: SeededSamples(seed: 1, count: 1), threads: 2, bag: bag)
    _ = try PassManager(pipeline).run(on: &program, &context)
    try #require(!context.bag.hasErrors, "\(context.bag.diagnostics)")
    return program
  }
}
