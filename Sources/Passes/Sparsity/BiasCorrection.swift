import Basic
import IR
import Interpreter

/// Takes what pruned weights change on average back in the biases of their layers.
///
/// On the samples, output channel k of a layer loses Σ (w − w′) · x with unpruned weights w, pruned
/// weights w′ and what the layer reads before pruning; the mean over samples and positions is added to its
/// bias. Sums of a layer then have the mean that they had.
struct BiasCorrection {
  private let program: Program
  private let context: PassContext

  /// As many samples as give means of layers that have one output a channel.
  private static let sampleLimit = 64

  init(_ program: Program, _ context: PassContext) {
    self.program = program
    self.context = context
  }

  /// The corrected bias of each layer, `nil` for one without a constant bias in `i32`.
  ///
  /// - Parameter pruned: the layers with their pruned weights.
  func biases(
    _ pruned: [(layer: PrunableLayer, weights: [Int32])]
  ) throws(ExecutionError) -> [Tensor?] {
    let interpreter = Interpreter(catalog: context.catalog, threads: context.threads)
    var readers: [ID<Value>: [Int]] = [:]
    var differences: [PreparedProgram] = []
    for (index, (layer, weights)) in pruned.enumerated() {
      readers[program.graph[layer.operation].operands[0], default: []].append(index)
      let lost = zip(layer.weights.numbers, weights).map { Int32($0) - $1 }
      let type = layer.weights.type
      differences.append(
        try interpreter.prepare(layer.alone(Tensor(type, integers: lost), in: program)))
    }
    var means = pruned.map { ChannelMeans(channels: $0.layer.layout.channels) }
    var failure: ExecutionError?
    func see(_ value: ID<Value>, _ tensor: Tensor) {
      for index in readers[value] ?? [] {
        do throws(ExecutionError) {
          let lost = try differences[index].run([tensor])[0]
          means[index].add(lost, isVectors: program.kind(pruned[index].layer) != "conv2d")
        } catch {
          failure = error
        }
      }
    }
    let prepared = try interpreter.prepare(program)
    for index in 0..<min(context.samples.count, Self.sampleLimit) {
      let given = context.samples.sample(index, for: program)
      for (input, tensor) in zip(program.graph.inputs, given) { see(input, tensor) }
      _ = try prepared.run(given, observe: see)
    }
    if let failure { throw failure }
    return zip(pruned, means).map { entry, means in
      corrected(program.graph[entry.layer.operation], means.values)
    }
  }

  private func corrected(_ operation: Operation, _ means: [Double]) -> Tensor? {
    guard operation.operands.count > 2, let bias = program.tensor(of: operation.operands[2]),
      bias.type.element == .i32
    else { return nil }
    return Tensor(
      bias.type,
      integers: zip(bias.integers, means).map { bias, mean in
        Int32(clamping: Int64(bias) + Int64(mean.rounded(.toNearestOrEven)))
      })
  }
}

extension Program {
  fileprivate func kind(_ layer: PrunableLayer) -> String { graph[layer.operation].kind }
}

/// The means of the channels of several tensors.
private struct ChannelMeans {
  private var sums: [Double]
  private var count = 0

  init(channels: Int) { sums = [Double](repeating: 0, count: channels) }

  var values: [Double] { sums.map { count == 0 ? 0 : $0 / Double(count) } }

  /// Takes in maps [N, K, H, W], or vectors [.., K].
  mutating func add(_ tensor: Tensor, isVectors: Bool) {
    let shape = tensor.type.shape
    let inner = isVectors ? 1 : shape[2...].reduce(1, *)
    count += tensor.type.elementCount / sums.count
    for (index, value) in tensor.integers.enumerated() {
      sums[index / inner % sums.count] += Double(value)
    }
  }
}
