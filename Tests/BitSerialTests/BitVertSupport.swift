import Backend
import Basic
import BitSerial
import Foundation
import IR
import Interpreter
import Operators
import Passes
import TestSupport
import Testing

/// What the tests of BitVert share.
enum BitVertSupport {
  /// The target file with some keys changed.
  static func target(_ overrides: [(String, String)] = []) throws -> BitVertTarget {
    let file = RepositoryPaths.root.appendingPathComponent("Models/targets/bitvert.json")
    var bag = DiagnosticBag()
    let json = try JSONReader.read(try String(contentsOf: file, encoding: .utf8))
    let target = BitVertTarget.read(json, file: "t.json", overrides: overrides, &bag)
    return try #require(target, "\(bag.diagnostics)")
  }

  /// A network in integers, pruned as options of the pass `bbs` say, or not at all.
  static func integers(
    _ source: Program, pruning: [(name: String, value: String)]?,
    quantization: [(name: String, value: String)] = [], samples: Int = 2
  ) throws -> Program {
    var program = source
    var context = PassContext(
      catalog: .standard, samples: SeededSamples(seed: 5, count: samples), threads: 2)
    var elements: [Pipeline.Element] = [
      .pass(FoldConstants.self, []), .pass(FoldBatchNorm.self, []),
      .pass(FuseActivation.self, []), .pass(Quantize.self, quantization),
    ]
    if let pruning { elements.append(.pass(BitSparsityPass.self, pruning)) }
    let run = PassManager(Pipeline(elements)).run(on: &program, &context) { _, _, _, _ in }
    try #require(run.succeeded, "\(context.bag.diagnostics)")
    return program
  }

  /// The verified plan of a program.
  static func plan(
    _ program: Program, _ overrides: [(String, String)] = []
  ) throws -> BitVertPlan {
    var context = PassContext(
      catalog: .standard, samples: SeededSamples(seed: 1, count: 1), threads: 1)
    let backend = BitVertBackend(target: try target(overrides))
    return try #require(
      backend.verifiedPlan(program, &context), "\(context.bag.diagnostics)")
  }

  /// Seeded integers for the inputs of an integer program.
  static func inputs(_ program: Program, seed: UInt64) -> [Tensor] {
    var generator = SplitMix(Int(seed))
    return program.graph.inputs.map { input in
      let type = program.graph[input].type
      let range = type.element.integerRange ?? 0...0
      let span = UInt64(range.upperBound - range.lowerBound + 1)
      return Tensor(
        type,
        integers: (0..<type.elementCount).map { _ in
          Int32(range.lowerBound + Int64(generator.next() % span))
        })
    }
  }

  /// Compares a replay with the integer reference, layer by layer.
  ///
  /// - Returns: the number of layers that the array computed.
  @discardableResult
  static func compare(
    _ plan: BitVertPlan, _ program: Program, inputs: [Tensor]
  ) throws -> Int {
    var expected: [ID<Value>: Tensor] = [:]
    let interpreter = Interpreter(catalog: .standard, threads: 2)
    _ = try interpreter.run(program, inputs: inputs) { expected[$0] = $1 }
    var bag = DiagnosticBag()
    var count = 0
    let outputs = BitVertBackend.simulate(plan, program, inputs: inputs, &bag) { value, found in
      count += 1
      #expect(found == expected[value], "\(program.graph[value].name)")
    }
    try #require(outputs != nil, "\(bag.diagnostics)")
    #expect(count == program.graph.order.count)
    return plan.layers.count { $0.mapping != nil }
  }
}
