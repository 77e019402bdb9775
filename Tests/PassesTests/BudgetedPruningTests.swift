import Basic
import BitSparsity
import IR
import Interpreter
import Operators
import Passes
import TestSupport
import Testing

/// A budget of bits is kept, and no preset of the same size is better.
@Suite(.enabled(if: isOptimized, "every layer runs many times"))
struct BudgetedPruningTests {
  @Test(arguments: ["conservative", "moderate"], ["use", "ignore"])
  func noPresetIsBetterAtItsSize(_ preset: String, _ redundant: String) throws {
    let lenet = try #require(ModelFile.all.first { $0.description == "lenet5" })
    let integer = try run(
      [FuseActivation.self, Quantize.self].map { .pass($0, []) }, on: lenet.load())
    let fixed = try run(
      [
        .pass(BitSparsityPass.self, [("preset", preset), ("align", "1"), ("redundant", redundant)])
      ],
      on: integer)
    // As a decimal number the budget is rounded up.
    let budget = (Self.bitsAWeight(fixed) * 1000).rounded(.up) / 1000
    let chosen = try run(
      [
        .pass(
          BitSparsityPass.self, [("budget", "\(budget)"), ("align", "1"), ("redundant", redundant)])
      ],
      on: integer)
    #expect(Self.bitsAWeight(chosen) <= budget)
    #expect(try error(chosen, integer) <= error(fixed, integer))
  }

  private static let layers = ["conv2d", "dense"]
  private let samples = SeededSamples(seed: 3, count: 2)

  private func run(_ elements: [Pipeline.Element], on source: Program) throws -> Program {
    var program = source
    var context = PassContext(catalog: .standard, samples: samples, threads: 2)
    let run = PassManager(Pipeline(elements)).run(on: &program, &context) { _, _, _, _ in }
    try #require(run.succeeded, "\(context.bag.diagnostics)")
    return program
  }

  private static func bitsAWeight(_ program: Program) -> Double {
    let bits = program.graph.order.reduce(StorageBits()) { sum, id in
      guard layers.contains(program.graph[id].kind),
        let constant = program.graph.constant(of: program.graph[id].operands[1])
      else { return sum }
      let (type, encoding) = (
        program.constants[constant].type, program.constants[constant].encoding
      )
      guard let encoding, let layout = WeightLayout(type.shape, axis: encoding.axis) else {
        return sum + StorageBits(unpruned: type.elementCount, bits: 8)
      }
      return sum + StorageBits(encoding, layout)
    }
    return bits.storedBitsAWeight
  }

  /// The sum over layers of the relative energy of what pruning changes, on what the layers read before.
  private func error(_ pruned: Program, _ integer: Program) throws -> Double {
    let interpreter = Interpreter(catalog: .standard, threads: 2)
    var values: [[ID<Value>: Tensor]] = []
    for index in 0..<samples.count {
      let inputs = samples.sample(index, for: integer)
      var seen = Dictionary(uniqueKeysWithValues: zip(integer.graph.inputs, inputs))
      _ = try interpreter.run(integer, inputs: inputs) { seen[$0] = $1 }
      values.append(seen)
    }
    var total = 0.0
    for (id, other) in zip(integer.graph.order, pruned.graph.order)
    where Self.layers.contains(integer.graph[id].kind) {
      let operation = integer.graph[id]
      let weights = try #require(integer.tensor(of: operation.operands[1]))
      let changed = try #require(pruned.tensor(of: pruned.graph[other].operands[1]))
      let differences = zip(weights.numbers, changed.numbers).map { Int32($0 - $1) }
      func energy(_ weights: Tensor) throws -> Double {
        let definition = OperatorCatalog.standard.definition(of: operation)
        return try values.reduce(0.0) { sum, values in
          let x = try #require(values[operation.operands[0]])
          let call = OperatorCall(
            operands: [x.type, weights.type], attributes: operation.attributes)
          let y = definition.evaluate(
            call, [x, weights], [integer.graph[operation.results[0]].type])[0]
          return sum + y.realNumbers.reduce(0) { $0 + $1 * $1 }
        }
      }
      total += try energy(Tensor(weights.type, integers: differences)) / energy(weights)
    }
    return total
  }
}
