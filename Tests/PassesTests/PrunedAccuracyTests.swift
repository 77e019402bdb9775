import Basic
import BitSparsity
import Foundation
import Frontend
import IR
import Interpreter
import Operators
import Passes
import TestSupport
import Testing

/// What pruning columns costs of accuracy, on data that trained networks know.
@Suite(.enabled(if: isOptimized, "networks run on a thousand samples"))
struct PrunedAccuracyTests {
  @Test func lenet5LosesNoMoreThanHalfAPoint() throws {
    let lenet = try #require(ModelFile.all.first { $0.description == "lenet5" })
    let source = try lenet.load()
    let labels = try Self.archive(RepositoryPaths.models, "lenet5.digits.npz").tensor("labels")
    try compare(
      source, calibration: try Self.pictures("lenet5.calibration.npz"),
      images: try Self.pictures("lenet5.digits.npz"), labels: labels)
  }

  /// Twenty images of CIFAR-10, each shifted by up to two pixels and mirrored: a thousand.
  @Test(.enabled(if: RepositoryPaths.hasShared, "the folder of references is missing"))
  func resnet8LosesNoMoreThanHalfAPoint() throws {
    let folder = try RepositoryPaths.sharedModels()
    var bag = DiagnosticBag()
    let source = try #require(
      ONNXFrontend.parse(
        path: folder.appendingPathComponent("resnet8.onnx").path, name: "resnet8",
        folder: folder.path, catalog: .standard, options: FrontendOptions(), into: &bag))
    let known = try Self.archive(folder, "resnet8.io.npz")
    let calibration = try (0..<4).flatMap { try known.tensor("x\($0)").numbers }
    let data = try Self.archive(folder, "cifar10_test20.npz")
    let (pixels, labels) = (try data.tensor("images").numbers, try data.tensor("labels"))
    var (moved, names): ([Float], [Int32]) = ([], [])
    for image in 0..<20 {
      for variant in 0..<50 {
        let (dy, dx) = (variant % 5 - 2, variant / 5 % 5 - 2)
        for index in 0..<3 * 32 * 32 {
          let (c, y, x) = (index / 1024, index / 32 % 32, index % 32)
          let column = min(max((variant < 25 ? x : 31 - x) + dx, 0), 31)
          let row = min(max(y + dy, 0), 31)
          moved.append(Float(pixels[((image * 32 + row) * 32 + column) * 3 + c]))
        }
        names.append(Int32(labels.numbers[image]))
      }
    }
    try compare(
      source, calibration: Tensor([4, 3, 32, 32], floats: calibration.map { Float($0) }),
      images: Tensor([1000, 3, 32, 32], floats: moved),
      labels: Tensor(TensorType(.i32, [1000]), integers: names))
  }

  private func compare(
    _ source: Program, calibration: Tensor, images: Tensor, labels: Tensor
  ) throws {
    let classes = labels.numbers.map { Int($0) }
    var correct: [String: Int] = [:]
    for preset in ["none", "conservative", "moderate"] {
      var program = source
      var context = PassContext(
        catalog: .standard, samples: Rows(calibration), threads: 2)
      var elements: [Pipeline.Element] = [
        .pass(FoldConstants.self, []), .pass(FoldBatchNorm.self, []),
        .pass(FuseActivation.self, []), .pass(Quantize.self, []),
      ]
      if preset != "none" { elements.append(.pass(BitSparsityPass.self, [("preset", preset)])) }
      let run = PassManager(Pipeline(elements)).run(on: &program, &context) { _, _, _, _ in }
      try #require(run.succeeded, "\(context.bag.diagnostics)")
      let prepared = try Interpreter(catalog: .standard, threads: 2).prepare(program)
      let rows = Rows(images)
      correct[preset] = try classes.indices.count { index in
        let scores = try prepared.run(rows.sample(index, for: program))[0].numbers
        return scores.firstIndex(of: scores.max() ?? 0) == classes[index]
      }
    }
    let reference = try #require(correct["none"])
    for preset in ["conservative", "moderate"] {
      // Half a point of the samples.
      let allowed = reference - classes.count / 200
      #expect(try #require(correct[preset]) >= allowed, "\(preset): \(correct)")
    }
  }

  private static func archive(_ folder: URL, _ name: String) throws -> TensorArchive {
    try TensorFile.open(folder.appendingPathComponent(name).path)
  }

  /// Pixels of bytes as the network knows them, from 0 to 1.
  private static func pictures(_ name: String) throws -> Tensor {
    let bytes = try archive(RepositoryPaths.models, name).tensor("images")
    let (shape, pixels) = (bytes.type.shape, bytes.numbers)
    return Tensor([shape[0], 1, 28, 28], floats: pixels.map { Float($0 / 255) })
  }

  /// The rows of a tensor as samples of the one input of a network.
  private struct Rows: SampleSource {
    private let tensor: Tensor

    init(_ tensor: Tensor) { self.tensor = tensor }

    var count: Int { tensor.type.shape[0] }
    var description: String { "\(count) rows" }

    func sample(_ index: Int, for program: Program) -> [Tensor] {
      let type = program.graph[program.graph.inputs[0]].type
      let size = type.elementCount
      let numbers = tensor.numbers[index * size..<(index + 1) * size]
      guard let quantization = type.quantization else {
        return [Tensor(type, numbers: Array(numbers))]
      }
      let (scale, zero) = (quantization.scales[0], Double(quantization.zeroPoints[0]))
      return [
        Tensor(type, numbers: numbers.map { ($0 / scale).rounded(.toNearestOrEven) + zero })
      ]
    }
  }
}
