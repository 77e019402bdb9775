import Basic
import BitSerial
import Foundation
import Frontend
import IR
import Operators
import TestSupport
import Testing

/// Layers computed column by column from the files of a plan are those of the integer reference.
@Suite struct BitVertSimulatorTests {
  static let prunings: [[(name: String, value: String)]?] = [
    nil, [("preset", "conservative"), ("align", "1")], [("preset", "moderate"), ("align", "1")],
    [("preset", "moderate")],
    [("columns", "6"), ("stem", "prune"), ("depthwise", "prune"), ("sensitive", "0")],
  ]

  @Test(
    .enabled(if: isOptimized, "the simulation takes long without optimization"),
    arguments: prunings.indices)
  func lenet5IsTheReference(_ index: Int) throws {
    let lenet = try #require(ModelFile.all.first { $0.description == "lenet5" })
    let program = try BitVertSupport.integers(lenet.load(), pruning: Self.prunings[index])
    let plan = try BitVertSupport.plan(program)
    let inputs = BitVertSupport.inputs(program, seed: 3)
    #expect(try BitVertSupport.compare(plan, program, inputs: inputs) == 5)
  }

  @Test(
    .enabled(if: isOptimized, "the simulation takes long without optimization"),
    .enabled(if: RepositoryPaths.hasShared, "the folder of references is missing"),
    arguments: prunings.indices)
  func resnet8IsTheReference(_ index: Int) throws {
    let folder = try RepositoryPaths.sharedModels()
    var bag = DiagnosticBag()
    let parsed = ONNXFrontend.parse(
      path: folder.appendingPathComponent("resnet8.onnx").path, name: "resnet8",
      folder: folder.path, catalog: .standard, options: FrontendOptions(), into: &bag)
    let program = try BitVertSupport.integers(
      try #require(parsed), pruning: Self.prunings[index], samples: 1)
    let plan = try BitVertSupport.plan(program)
    let inputs = BitVertSupport.inputs(program, seed: 4)
    #expect(try BitVertSupport.compare(plan, program, inputs: inputs) == 10)
  }

  /// Strides, borders, dilation, groups, short groups of weights, vectors, one channel.
  static let layers = [
    ("x: f32[1, 20, 9, 7]", "conv2d(x, filters = 37, kernel = [3, 3], padding = [1, 1])"),
    ("x: f32[1, 40, 8, 8]", "conv2d(x, filters = 5, kernel = [1, 1], stride = [2, 3])"),
    ("x: f32[1, 3, 11, 9]", "conv2d(x, filters = 8, kernel = [5, 3], dilation = [2, 1])"),
    ("x: f32[1, 12, 6, 6]", "conv2d(x, filters = 12, kernel = [3, 3], groups = 12)"),
    ("x: f32[1, 36, 5, 5]", "conv2d(x, filters = 66, kernel = [2, 2], groups = 2)"),
    ("x: f32[1, 1, 4, 40]", "conv2d(x, filters = 2, kernel = [4, 6], padding = [3, 0])"),
    ("x: f32[3, 70]", "dense(x, units = 41)"),
    ("x: f32[2, 5, 17]", "dense(x, units = 33)"),
  ]

  @Test(arguments: layers.indices)
  func everyFormOfLayerIsTheReference(_ index: Int) throws {
    let (input, layer) = Self.layers[index]
    let text = "network n(\(input)) -> (y)\nweights seeded(\(index))\n{\n  y = \(layer)\n}\n"
    let source = try ProgramText.network(text)
    let all = [("stem", "prune"), ("depthwise", "prune"), ("align", "1")]
    for method in ["rounded_averaging", "zero_point_shifting"] {
      for (columns, group, type) in [("2", "16", "i8"), ("4", "32", "u8"), ("6", "64", "i8")] {
        let own = [("method", method), ("columns", columns), ("group", group)]
        let pruning = (all + own + [("sensitive", "10")]).map { (name: $0.0, value: $0.1) }
        let program = try BitVertSupport.integers(
          source, pruning: pruning, quantization: [("activations", type)])
        let plan = try BitVertSupport.plan(program)
        let inputs = BitVertSupport.inputs(program, seed: UInt64(index))
        #expect(try BitVertSupport.compare(plan, program, inputs: inputs) == 1)
      }
    }
  }

  @Test func productsWithAConstantOnTheRightAreTheReference() throws {
    let weights = (0..<72).map { "\($0 * 37 % 255 - 127)" }.joined(separator: ", ")
    let text = """
      dnnir 1
      constant @w: i8[24, 3] quantized(scale: 0.5, zero: 0) = [\(weights)]
      graph @g(%x: i8[5, 24] quantized(scale: 0.5, zero: 7)) {
        %y = matmul(%x, @w) : i32[5, 3] quantized(scale: 0.25, zero: 0)
        return %y
      }
      """
    let program = try ProgramText.ir(text).program
    let plan = try BitVertSupport.plan(program)
    let inputs = BitVertSupport.inputs(program, seed: 9)
    #expect(try BitVertSupport.compare(plan, program, inputs: inputs) == 1)
  }
}
