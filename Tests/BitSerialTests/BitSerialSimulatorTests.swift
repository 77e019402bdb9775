import Basic
import BitSerial
import BitSparsity
import Foundation
import Frontend
import IR
import Interpreter
import Operators
import Passes
import TestSupport
import Testing

/// Layers computed bit by bit are those of the integer reference, layer by layer.
@Suite(.enabled(if: isOptimized, "the simulation takes minutes without optimization"))
struct BitSerialSimulatorTests {
  static let pruning: [[(name: String, value: String)]] = [
    [], [("preset", "conservative"), ("align", "1")], [("preset", "moderate"), ("align", "1")],
    [("columns", "6"), ("stem", "prune"), ("depthwise", "prune"), ("sensitive", "0")],
  ]

  @Test(arguments: pruning.indices)
  func lenet5IsTheReference(_ index: Int) throws {
    let lenet = try #require(ModelFile.all.first { $0.description == "lenet5" })
    try compare(try lenet.load(), pruning: Self.pruning[index], samples: 2)
  }

  @Test(
    .enabled(if: RepositoryPaths.hasShared, "the folder of references is missing"),
    arguments: pruning.indices)
  func resnet8IsTheReference(_ index: Int) throws {
    let folder = try RepositoryPaths.sharedModels()
    var bag = DiagnosticBag()
    let parsed = ONNXFrontend.parse(
      path: folder.appendingPathComponent("resnet8.onnx").path, name: "resnet8",
      folder: folder.path, catalog: .standard, options: FrontendOptions(), into: &bag)
    try compare(try #require(parsed), pruning: Self.pruning[index], samples: 1)
  }

  private func compare(
    _ source: Program, pruning: [(name: String, value: String)], samples count: Int
  ) throws {
    var program = source
    let samples = SeededSamples(seed: 5, count: count)
    var context = PassContext(catalog: .standard, samples: samples, threads: 2)
    var elements: [Pipeline.Element] = [
      .pass(FoldConstants.self, []), .pass(FoldBatchNorm.self, []),
      .pass(FuseActivation.self, []), .pass(Quantize.self, []),
    ]
    if !pruning.isEmpty { elements.append(.pass(BitSparsityPass.self, pruning)) }
    let run = PassManager(Pipeline(elements)).run(on: &program, &context) { _, _, _, _ in }
    try #require(run.succeeded)
    let interpreter = Interpreter(catalog: .standard, threads: 2)
    for index in 0..<count {
      let inputs = zip(program.graph.inputs, samples.sample(index, for: source)).map {
        input, real in
        quantized(real, program.graph[input].type)
      }
      var values: [ID<Value>: Tensor] = [:]
      for (input, tensor) in zip(program.graph.inputs, inputs) { values[input] = tensor }
      _ = try interpreter.run(program, inputs: inputs) { values[$0] = $1 }
      var compared = 0
      for id in program.graph.order {
        let operation = program.graph[id]
        guard ["conv2d", "dense", "matmul"].contains(operation.kind) else { continue }
        let operands = operation.operands.compactMap { program.tensor(of: $0) ?? values[$0] }
        let found = try BitSerialSimulator.result(of: id, in: program, operands: operands)
        #expect(found == values[operation.results[0]], "\(operation.layerName)")
        compared += 1
      }
      #expect(compared >= 5)
    }
  }

  private func quantized(_ real: Tensor, _ type: TensorType) -> Tensor {
    let (scale, zero) = (type.quantization?.scales[0] ?? 1, type.quantization?.zeroPoints[0] ?? 0)
    return Tensor(
      type, numbers: real.numbers.map { ($0 / scale).rounded(.toNearestOrEven) + Double(zero) })
  }
}

/// What the scheduler selects.
@Suite struct ColumnSelectionTests {
  @Test func theMinorityOfEveryColumnIsWorkedOff() {
    for column in UInt8.min...UInt8.max {
      let selection = ColumnSelection(column)
      // Four of eight are not inverted: only more than half are.
      #expect(selection.isInverted == (column.nonzeroBitCount > 4))
      #expect(selection.selected.count <= 4)
      // Four encoders in a row, each with a window of five lanes, find all of them.
      var left = Set(selection.selected)
      for encoder in 0..<4 {
        if let first = (encoder...encoder + 4).first(where: left.contains) { left.remove(first) }
      }
      #expect(left.isEmpty)
    }
  }

  @Test func noGroupAddsMoreThanHalfOfItsActivations() throws {
    var generator = SplitMix(4)
    for method in BitSparseEncoding.Method.allCases {
      for columns in 1...6 {
        let encoding = BitSparseEncoding(
          method: method, columns: columns, group: 32, constantBits: 5, axis: 0, sensitive: [2])
        var weights = (0..<6 * 72).map { _ in
          Int8(truncatingIfNeeded: Int(truncatingIfNeeded: generator.next()))
        }
        let layout = try #require(WeightLayout([6, 72], axis: 0))
        BitSparsePruner(encoding, threads: 1).prune(&weights, layout)
        let type = TensorType(.i8, [6, 72], Quantization(scale: 1.0, zeroPoint: 0))
        var constant = Constant("w", Tensor(type, integers: weights.map { Int32($0) }))
        constant.encoding = encoding
        let layer = try #require(try LayerProgram(constant, axis: 0))
        #expect(layer.largestSelection <= 4)
        // 72 weights are three groups; sensitive channels work on all eight columns.
        #expect(layer.cycles(of: 0) == 3 * (8 - columns) && layer.cycles(of: 2) == 3 * 8)
      }
    }
  }
}
