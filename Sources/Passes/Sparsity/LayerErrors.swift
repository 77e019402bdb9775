import Basic
import BitSparsity
import IR
import Interpreter

/// Measures what changed weights do to the results of their layers.
struct LayerErrors {
  /// What each layer reads, sample by sample.
  private var inputs: [ID<Value>: [Tensor]] = [:]
  private let interpreter: Interpreter
  private let program: Program

  /// As many samples as tell layers apart; each layer runs once for every option and sample.
  private static let sampleLimit = 4

  /// Runs the program on samples and keeps what its layers read.
  init(_ layers: [PrunableLayer], _ program: Program, _ context: PassContext) throws(ExecutionError)
  {
    self.program = program
    interpreter = Interpreter(catalog: context.catalog, threads: context.threads)
    let wanted = Set(layers.map { program.graph[$0.operation].operands[0] })
    var inputs: [ID<Value>: [Tensor]] = [:]
    for index in 0..<min(context.samples.count, Self.sampleLimit) {
      let given = context.samples.sample(index, for: program)
      for (input, tensor) in zip(program.graph.inputs, given) where wanted.contains(input) {
        inputs[input, default: []].append(tensor)
      }
      _ = try interpreter.run(program, inputs: given) { value, tensor in
        if wanted.contains(value) { inputs[value, default: []].append(tensor) }
      }
    }
    self.inputs = inputs
  }

  /// The energy of what a layer gives for its weights less others, as a part of what it gives.
  func relativeError(
    _ layer: PrunableLayer, _ pruned: [Int8]
  ) throws(ExecutionError) -> Double {
    let differences = zip(layer.weights.numbers, pruned).map { Int32($0) - Int32($1) }
    guard differences.contains(where: { $0 != 0 }) else { return 0 }
    let noise = try energy(layer, Tensor(layer.weights.type, integers: differences))
    let signal = try energy(layer, layer.weights)
    return signal > 0 ? noise / signal : 0
  }

  private func energy(_ layer: PrunableLayer, _ weights: Tensor) throws(ExecutionError) -> Double {
    let prepared = try interpreter.prepare(layer.alone(weights, in: program))
    var sum = 0.0
    for input in inputs[program.graph[layer.operation].operands[0]] ?? [] {
      sum += try prepared.run([input])[0].realNumbers.reduce(0) { $0 + $1 * $1 }
    }
    return sum
  }
}
