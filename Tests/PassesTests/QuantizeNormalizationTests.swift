import Foundation
import IR
import Interpreter
import Operators
import Passes
import TestSupport
import Testing

/// A network of floats and the program of integers that the passes make of it.
private struct QuantizedNetwork {
  let real: Program
  let integer: Program
  let warnings: [String]
  private let samples = SeededSamples(seed: 11, count: 8)

  /// - Parameters:
  ///   - body: the statements.
  ///   - input: the shape of the input `x`.
  init(_ body: String, input: [Int], activations: String = "i8") throws {
    real = try ProgramText.network(
      "network n(x: f32\(input)) -> (y)\nweights seeded(3)\n{\n\(body)\n}\n")
    let pipeline = Pipeline([
      .pass(FoldBatchNorm.self, []), .pass(Quantize.self, [("activations", activations)]),
    ])
    var program = real
    var context = PassContext(catalog: .standard, samples: samples, threads: 1)
    let run = PassManager(pipeline).run(on: &program, &context) { _, _, _, _ in }
    #expect(run.succeeded)
    integer = program
    warnings = context.bag.diagnostics.map(\.message)
  }

  /// Every type of the program that is not one of integers.
  var floats: [String] {
    integer.graph.values.ids.map { integer.graph[$0] }
      .filter { !$0.type.element.isInteger }.map(\.name)
  }

  /// The signal-to-quantization-noise ratio of the output, in decibels.
  func decibels() throws -> Double {
    var (signal, noise) = (0.0, 0.0)
    let interpreter = Interpreter(catalog: .standard, threads: 1)
    for index in 0..<samples.count {
      let x = samples.sample(index, for: real)
      let type = integer.graph[integer.graph.inputs[0]].type
      let steps = try #require(type.quantization)
      let quantized = Tensor(
        type,
        numbers: x[0].numbers.map {
          $0 / Double(steps.scales[0]) + Double(steps.zeroPoints[0])
        })
      let wanted = try interpreter.run(real, inputs: x)[0].numbers
      let found = try interpreter.run(integer, inputs: [quantized])[0].realNumbers
      for (a, b) in zip(wanted, found) {
        signal += a * a
        noise += (a - b) * (a - b)
      }
    }
    return 10 * log10(signal / noise)
  }
}

/// Normalizations as the pass `quantize` makes them.
@Suite struct QuantizeNormalizationTests {
  @Test(arguments: ["i8", "u8"])
  func aNetworkOfNormalizationsIsAllIntegers(_ activations: String) throws {
    let network = try QuantizedNetwork(
      """
      a = batch_norm(x)
      h = gelu(dense(a, units = 32))
      l = layer_norm(h)
      b = batch_norm(l)
      k = dense(b, units = 8)
      s = softmax(k)
      y = dense(s, units = 4)
      """, input: [1, 6, 16], activations: activations)
    #expect(network.warnings == [])
    #expect(network.floats == [])
    let decibels = try network.decibels()
    #expect(decibels > 30, "\(decibels) dB")
  }

  /// Eight bits for a result spread over three deviations leave about 40 dB, and so do those of `x`.
  @Test(arguments: [[1, 8, 64], [2, 5], [1, 3, 200]])
  func layerNormKeepsItsBits(_ shape: [Int]) throws {
    let network = try QuantizedNetwork("y = layer_norm(x)", input: shape)
    #expect(network.warnings == [])
    #expect(network.floats == [])
    let decibels = try network.decibels()
    #expect(decibels > 35, "\(decibels) dB")
  }

  /// One factor is a hundred times the others, which eight bits could not hold.
  @Test func layerNormWithOneLargeFactor() throws {
    let network = try QuantizedNetwork(
      """
      n = layer_norm(x)
      y = slice(n, starts = [0, 0], ends = [8, 16])
      """, input: [8, 17])
    var real = network.real
    let norm = real.graph[real.graph.order[0]]
    let scale = Tensor([17], floats: [Float](repeating: 1, count: 16) + [100])
    real.graph[real.graph.order[0]].operands[1] = real.addConstantValue("large", scale)
    #expect(real.graph[norm.results[0]].name == "n")
    var context = PassContext(
      catalog: .standard, samples: SeededSamples(seed: 11, count: 1), threads: 1)
    let manager = PassManager(Pipeline([.pass(Quantize.self, [])]))
    let run = manager.run(on: &real, &context) { _, _, _, _ in }
    #expect(run.succeeded)
    let constant = try #require(real.graph.values.ids.first { real.graph[$0].name == "large.i16" })
    #expect(real.tensor(of: constant)?.integers == [Int32](repeating: 328, count: 16) + [32_767])
  }

  /// The steps of the result follow its range, so long rows of small numbers keep their bits.
  @Test(
    arguments: [
      ([4, 10], "-1"), ([4, 64], "-1"), ([2, 1000], "-1"), ([16, 4], "0"), ([1, 4, 6], "1"),
    ], ["i8", "u8"])
  func softmaxKeepsItsBits(_ example: (shape: [Int], axis: String), _ activations: String) throws {
    let network = try QuantizedNetwork(
      "y = softmax(x, axis = \(example.axis))", input: example.shape, activations: activations)
    #expect(network.warnings == [])
    #expect(network.floats == [])
    let graph = network.integer.graph
    let fine = try #require(graph.values.ids.first { graph[$0].name == "y.exponentials" })
    let steps = Quantization(scale: 0x1p-24, zeroPoint: 0)
    #expect(graph[fine].type == TensorType(.i32, example.shape, steps))
    #expect(graph[graph.outputs[0]].type.element.rawValue == activations)
    let decibels = try network.decibels()
    #expect(decibels > 30, "\(decibels) dB")
  }

  /// Whatever reads a softmax works on the integers that it was rounded to.
  @Test(arguments: [
    "y = add(s, x)", "y = mul(s, x)", "y = concat(s, x, axis = 0)", "y = relu(s)", "y = tanh(s)",
    "y = reduce_mean(s, axes = [1])", "y = transpose(s, permutation = [1, 0])",
    "y = matmul(x, transpose(s, permutation = [1, 0]))", "y = layer_norm(s)", "y = softmax(s)",
  ])
  func readersOfASoftmax(_ statement: String) throws {
    let network = try QuantizedNetwork("s = softmax(x)\n\(statement)", input: [6, 8])
    #expect(network.warnings == [])
    #expect(network.floats == [])
    let decibels = try network.decibels()
    #expect(decibels > 30, "\(decibels) dB")
  }

  /// With constant parameters none of the operators of classic networks needs floating point.
  @Test func operatorsOfClassicNetworksHaveIntegerForms() throws {
    let network = try QuantizedNetwork(
      """
      a = leaky_relu(batch_norm(conv2d(x, filters = 4, kernel = [3, 3], padding = [1, 1])))
      b = max_pool2d(hard_swish(batch_norm(a)), window = [2, 2])
      c = average_pool2d(sub(b, sigmoid(b)), window = [2, 2])
      d = flatten(mul(pad(c, before = [0, 0, 1, 1], after = [0, 0, 0, 0]), global_average_pool(c)))
      e = clip(dense(d, units = 6), min = -1, max = 1)
      f = concat(tanh(e), hard_sigmoid(e), axis = 1)
      g = layer_norm(batch_norm(add(f, relu(f))))
      h = reshape(softmax(gelu(g)), shape = [3, 4])
      i = matmul(h, transpose(h, permutation = [1, 0]))
      y = reduce_mean(slice(i, starts = [0, 0], ends = [3, 2]), axes = [1])
      """, input: [1, 2, 8, 8])
    #expect(network.warnings == [])
    #expect(network.floats == [])
  }

  @Test(arguments: [
    "y = dense(x, units = 3, weight = slice(x, starts = [0, 0], ends = [3, 8]), bias = false)",
    "y = batch_norm(x, mean = reduce_mean(x, axes = [0], keep_dimensions = false))",
    "y = layer_norm(x, scale = reduce_mean(x, axes = [0], keep_dimensions = false))",
  ])
  func computedParametersStayInFloatingPoint(_ statement: String) throws {
    let network = try QuantizedNetwork(statement, input: [6, 8])
    #expect(network.warnings.count == 1)
    #expect(network.warnings.allSatisfy { $0.contains("'y' has no integer form") })
  }

  /// Sums that 32 bits might not hold are computed in floating point, and nothing traps.
  @Test(arguments: ["y = dense(x, units = 1)", "y = layer_norm(x)"])
  func longSumsStayInFloatingPoint(_ statement: String) throws {
    let network = try QuantizedNetwork(statement, input: [1, 65_537])
    #expect(network.warnings.count == 1)
  }
}
