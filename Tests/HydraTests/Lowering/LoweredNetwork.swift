import Basic
import Hydra
import IR
import Operators
import Passes
import TestSupport
import Testing

/// A network description with the point that it is about.
struct LoweredNetwork: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let text: String

  init(_ name: String, _ header: String, _ body: String) {
    testDescription = name
    text = "network n(\(header)) -> (y)\nweights seeded(3)\n{\n\(body)\n}\n"
  }

  static let all: [LoweredNetwork] = [
    .init("a dense layer", "x: f32[1, 12]", "  y = dense(x, units = 7)"),
    .init(
      "dense layers with every activation", "x: f32[1, 9]",
      """
        a = relu(dense(x, units = 8))
        b = sigmoid(dense(a, units = 8))
        c = tanh(dense(b, units = 7))
        d = clip(dense(c, units = 6), min = 0, max = 6)
        e = leaky_relu(dense(d, units = 5), alpha = 0.125)
        y = dense(e, units = 4, bias = false)
      """),
    .init(
      "convolutions with strides and uneven padding", "x: f32[1, 3, 9, 7]",
      """
        a = relu(conv2d(x, filters = 5, kernel = [3, 2], stride = [2, 1], padding = [2, 1, 0, 0]))
        y = tanh(conv2d(a, filters = 6, kernel = [2, 3], padding = [0, 2, 1, 1]))
      """),
    .init(
      "depth-wise, pooling and a flattened classifier", "x: f32[1, 2, 12, 10]",
      """
        a = relu(conv2d(x, filters = 6, kernel = [3, 3], padding = [1, 1, 1, 1]))
        b = relu(conv2d(a, filters = 6, kernel = [3, 3], padding = [1, 1, 1, 1], groups = 6))
        c = max_pool2d(b, window = [3, 3], stride = [2, 2], padding = [1, 1, 1, 1])
        d = average_pool2d(c, window = [2, 2], stride = [2, 2])
        f = flatten(d)
        g = sigmoid(dense(f, units = 9))
        y = dense(g, units = 3)
      """),
    .init(
      "a global mean before the classifier", "x: f32[1, 3, 7, 5]",
      """
        a = leaky_relu(conv2d(x, filters = 4, kernel = [1, 1]), alpha = 0.25)
        b = global_average_pool(a)
        f = flatten(b)
        y = dense(f, units = 5)
      """),
    .init(
      "a mean that counts padding", "x: f32[1, 3, 6, 6]",
      """
        a = conv2d(x, filters = 4, kernel = [1, 1])
        y = average_pool2d(a, window = [3, 3], stride = [1, 1], padding = [1, 1, 1, 1], count_padding = true)
      """),
    .init(
      "an image of one row", "x: f32[1, 4, 1, 16]",
      """
        a = relu(conv2d(x, filters = 5, kernel = [1, 5], padding = [0, 2, 0, 2]))
        b = max_pool2d(a, window = [1, 2], stride = [1, 2])
        y = dense(reshape(b, shape = [1, 40]), units = 3)
      """),
    .init(
      "maps that are added", "x: f32[1, 3, 6, 5]",
      """
        a = relu(conv2d(x, filters = 4, kernel = [3, 3], padding = [1, 1, 1, 1]))
        b = conv2d(a, filters = 4, kernel = [3, 3], padding = [1, 1, 1, 1])
        c = relu(add(a, b))
        d = conv2d(c, filters = 4, kernel = [1, 1])
        e = add(d, c)
        f = tanh(e)
        y = dense(flatten(global_average_pool(f)), units = 3)
      """),
    .init(
      "vectors that are added and joined", "x: f32[1, 9]",
      """
        a = dense(x, units = 6)
        b = tanh(dense(x, units = 6))
        c = add(b, a)
        d = sigmoid(dense(c, units = 5))
        e = dense(c, units = 3)
        y = dense(concat(d, e, axis = 1), units = 4)
      """),
    .init(
      "images that are joined by channels and by rows", "x: f32[1, 2, 5, 4]",
      """
        a = conv2d(x, filters = 3, kernel = [1, 1])
        b = relu(conv2d(x, filters = 3, kernel = [3, 3], padding = [1, 1, 1, 1]))
        c = relu(concat(a, b, axis = 1))
        d = sigmoid(conv2d(c, filters = 3, kernel = [1, 1]))
        e = sigmoid(conv2d(c, filters = 3, kernel = [3, 3], padding = [1, 1, 1, 1]))
        f = concat(d, e, axis = 2)
        y = conv2d(f, filters = 2, kernel = [4, 2])
      """),
    .init(
      "activations of their own", "x: f32[1, 4, 4, 4]",
      """
        a = tanh(x)
        b = max_pool2d(a, window = [2, 2], stride = [2, 2])
        c = leaky_relu(b, alpha = 0.25)
        d = dense(flatten(c), units = 6)
        e = relu(d)
        f = sigmoid(d)
        y = clip(add(e, f), min = 0, max = 6)
      """),
  ]

  /// The device that most tests plan for.
  static func target(
    lanes: Int = 4, profile: NumberProfile = .byte, overlapsDrain: Bool = false
  ) -> HydraTarget {
    HydraTarget(
      name: "test",
      device: HydraDevice(lanes: lanes, profile: profile, overlapsDrain: overlapsDrain),
      clockMegahertz: 100)
  }

  static func context(samples: Int = 8) -> PassContext {
    PassContext(
      catalog: .standard, samples: SeededSamples(seed: 5, count: samples), threads: 1)
  }

  /// The float program.
  func real() throws -> Program { try ProgramText.network(text) }

  /// The integer program.
  static func integer(
    _ real: Program, samples: Int = 8, profile: NumberProfile = .byte
  ) throws -> Program {
    var context = context(samples: samples)
    var program = real
    let bits = [("bits", "\(profile.dataBits)")]
    let outcome = HydraQuantize(PassOptions(bits, HydraQuantize.options)).run(
      on: &program, &context)
    try #require(outcome == .changed, "\(context.bag.diagnostics)")
    program.compact()
    var bag = DiagnosticBag()
    Verifier(catalog: .standard).verify(program, into: &bag)
    #expect(bag.diagnostics.isEmpty)
    return program
  }
}
