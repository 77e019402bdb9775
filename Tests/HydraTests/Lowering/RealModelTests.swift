import Backend
import Basic
import Foundation
import Frontend
import Hydra
import IR
import Interpreter
import Operators
import Passes
import TestSupport
import Testing

/// Networks that others have trained: they run, or every operation that does not is named.
@Suite struct RealModelTests {
  static let pipeline =
    "fuse-quantized,fold-constants,fold-batch-norm,fixpoint(canonicalize,fuse-activation,cse,dce),"
    + "hydra-quantize{softmax=drop},fixpoint(fold-constants,canonicalize,cse,dce)"

  /// A network, and its integer program with ranges of seeded samples.
  static func programs(
    _ source: Program, pipeline text: String = pipeline
  ) throws -> (integer: Program, diagnostics: [Diagnostic]) {
    var bag = DiagnosticBag()
    let catalog = PassCatalog(PassCatalog.standard.passes + HydraBackend.passes)
    let pipeline = try #require(PipelineParser.parse(text, catalog: catalog, into: &bag))
    var program = source
    var context = PassContext(
      catalog: .standard, samples: SeededSamples(seed: 1, count: 1), threads: 2, bag: bag)
    _ = try PassManager(pipeline).run(on: &program, &context)
    return (program, context.bag.diagnostics)
  }

  static func onnx(_ name: String) throws -> Program {
    let folder = try RepositoryPaths.sharedModels()
    var bag = DiagnosticBag()
    let program = ONNXFrontend.parse(
      path: folder.appendingPathComponent("\(name).onnx").path, name: name, folder: folder.path,
      catalog: .standard, options: .init(), into: &bag)
    return try #require(program, "\(bag.diagnostics)")
  }

  @Test(
    .enabled(if: RepositoryPaths.hasShared && isOptimized, "the networks are not at hand"),
    arguments: [("resnet8", 14), ("ds_cnn_kws", 11), ("autoencoder_ad", 10)])
  func trainedNetworksRun(name: String, layers: Int) throws {
    let (integer, diagnostics) = try Self.programs(Self.onnx(name))
    try #require(diagnostics.isEmpty, "\(diagnostics)")
    var target = try TrainedNetwork.target("hydra-64")
    let plan = try LoweringTests.plan(integer, target)
    #expect(plan.layers.count == layers)
    target.device.overlapsDrain = true
    let overlapped = try LoweringTests.plan(integer, target)
    #expect(overlapped.configuration == plan.configuration)
    #expect(overlapped.total.total < plan.total.total)
    let interpreter = try Interpreter(catalog: .standard).prepare(integer)
    for seed in 0..<2 {
      let inputs = SeededSamples(seed: seed, count: 1).sample(0, for: integer)
      var bag = DiagnosticBag()
      let found = HydraBackend.simulate(plan, integer, inputs: inputs, &bag)
      #expect(try interpreter.run(inputs) == found, "\(bag.diagnostics)")
    }
  }

  /// A softmax is dropped only by those who ask for it.
  @Test(
    .enabled(if: RepositoryPaths.hasShared && isOptimized, "the networks are not at hand"),
    arguments: ["resnet8", "ds_cnn_kws"])
  func whatIsNoLayerIsNamed(name: String) throws {
    let (_, diagnostics) = try Self.programs(
      Self.onnx(name), pipeline: Self.pipeline.replacing("{softmax=drop}", with: ""))
    #expect(
      diagnostics.map { "\($0.code) \($0.message)" } == [
        "hydra.s1 softmax 'probabilities': softmax is no layer of the device"
      ])
  }

  /// Every layer of MobileNetV2 whose maps are more than the feature memory can name, and no other.
  @Test(.enabled(if: isOptimized, "a large network is quantized"))
  func everyLayerThatIsTooLargeIsNamed() throws {
    let source = try #require(ModelFile.all.first { $0.description == "mobilenet_v2" }).load()
    let (integer, diagnostics) = try Self.programs(source)
    try #require(diagnostics.isEmpty, "\(diagnostics)")
    let backend = HydraBackend(target: try TrainedNetwork.target("hydra-64"))
    let graph = integer.graph
    func elements(_ id: ID<Value>) -> Int { graph[id].type.elementCount }
    for id in graph.order where ["conv2d", "add", "dense"].contains(graph[id].kind) {
      let operation = graph[id]
      let read =
        operation.kind == "add"
        ? 2 * elements(operation.operands[0]) : elements(operation.operands[0])
      let isTooLarge = read > 65535 || elements(operation.results[0]) > 65535
      let reason = backend.support(for: id, in: integer).reason
      #expect(reason?.rule.code == (isTooLarge ? "hydra.s5" : nil), "\(operation.layerName)")
    }
    var bag = DiagnosticBag(errorLimit: 1000)
    #expect(backend.plan(integer, &bag) == nil)
    #expect(Set(bag.diagnostics.map(\.code)) == ["hydra.s5", "hydra.p1"])
    // Each pass over 64 lanes takes the products of an output, and a bias.
    var (weights, biases) = (0, 0)
    for id in graph.order where ["conv2d", "add", "dense"].contains(graph[id].kind) {
      let operation = graph[id]
      let outputs = graph[operation.results[0]].type.shape[1]
      let passes = (outputs + 63) / 64
      weights += passes * (operation.kind == "add" ? 2 : elements(operation.operands[1]) / outputs)
      if operation.operands.count == 3 { biases += passes }
    }
    let fits = bag.diagnostics.filter { $0.code == "hydra.p1" }.map(\.message)
    #expect(
      fits.prefix(2) == [
        "'mobilenet_v2' takes \(weights) weights a lane, the device has 8192",
        "'mobilenet_v2' takes \(biases) biases a lane, the device has 256",
      ])
    #expect(fits.count == 3 && fits[2].hasSuffix(" features, the device has 65536"))
  }
}
