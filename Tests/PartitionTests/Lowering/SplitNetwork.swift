import Basic
import IR
import Operators
import Passes
import Synchronization
import TestSupport
import Testing

/// A network to be divided, in floats or in integers.
struct SplitNetwork: Sendable, CustomTestStringConvertible {
  /// The name.
  let name: String

  /// Whether it is quantized.
  let isInteger: Bool

  /// Where the network comes from: a description of its own, or `nil` for one of `Models/`.
  private let text: String?

  var testDescription: String { "\(name) \(isInteger ? "i8" : "f32")" }

  /// A network of `Models/`.
  init(model: String, isInteger: Bool = false) {
    (name, text, self.isInteger) = (model, nil, isInteger)
  }

  /// A network by its description.
  init(_ name: String, isInteger: Bool = false, text: String) {
    (self.name, self.text, self.isInteger) = (name, text, isInteger)
  }

  /// The programs that were made, by network: quantizing takes longer than dividing.
  private static let programs = Mutex<[String: Program]>([:])

  /// The program that is divided: what the passes leave.
  func program() throws -> Program {
    try Self.programs.withLock { programs in
      if let known = programs[testDescription] { return known }
      let program = try compiled()
      programs[testDescription] = program
      return program
    }
  }

  private func compiled() throws -> Program {
    var program: Program
    if let text {
      program = try ProgramText.network(text)
    } else {
      program = try #require(ModelFile.all.first { $0.description == name }).load()
    }
    let float =
      "fuse-quantized,fold-constants,fold-batch-norm,fixpoint(canonicalize,fuse-activation,cse,dce)"
    let integer = ",quantize,fixpoint(fold-constants,canonicalize,cse,dce)"
    var context = PassContext(
      catalog: .standard, samples: SeededSamples(seed: 3, count: 2), threads: 2)
    let pipeline = try #require(
      PipelineParser.parse(
        isInteger ? float + integer : float, catalog: .standard, into: &context.bag))
    _ = PassManager(pipeline).run(on: &program, &context) { _, _, _, _ in }
    #expect(!context.bag.hasErrors)
    return program
  }
}

extension SplitNetwork {
  /// Residual blocks with a projection, a joint of branches, and a layer whose inputs are fewer than
  /// five devices.
  static let residualText = """
    network residual(x: f32[1, 3, 13, 11]) -> (y)
    weights seeded(5)
    {
      stem = relu(conv2d(x, filters = 10, kernel = [3, 3], padding = [1, 1]))
      a1   = relu(conv2d(stem, filters = 10, kernel = [3, 3], padding = [1, 1]))
      a2   = conv2d(a1, filters = 10, kernel = [3, 3], padding = [1, 1])
      a    = relu(add(a2, stem))
      b1   = relu(conv2d(a, filters = 14, kernel = [3, 3], stride = [2, 2], padding = [1, 1]))
      b2   = conv2d(b1, filters = 14, kernel = [3, 3], padding = [1, 1])
      bp   = conv2d(a, filters = 14, kernel = [1, 1], stride = [2, 2])
      b    = relu(add(b2, bp))
      l    = relu(conv2d(b, filters = 7, kernel = [1, 1]))
      r    = relu(conv2d(b, filters = 6, kernel = [3, 3], padding = [1, 1]))
      c    = concat(l, r, axis = 1)
      d    = relu(conv2d(c, filters = 9, kernel = [3, 3]))
      p    = max_pool2d(d, window = [2, 2], stride = [2, 2])
      f1   = relu(dense(flatten(p), units = 15))
      y    = dense(f1, units = 4)
    }
    """

  /// Inverted residual blocks, with a squeeze of channels and a mean over the image.
  static let invertedText = """
    network inverted(x: f32[1, 3, 16, 16]) -> (y)
    weights seeded(6)
    {
      s  = clip(conv2d(x, filters = 8, kernel = [3, 3], stride = [2, 2], padding = [1, 1]), min = 0, max = 6)
      e1 = clip(conv2d(s, filters = 24, kernel = [1, 1]), min = 0, max = 6)
      w1 = clip(conv2d(e1, filters = 24, kernel = [3, 3], padding = [1, 1], groups = 24), min = 0, max = 6)
      p1 = conv2d(w1, filters = 8, kernel = [1, 1])
      a1 = add(p1, s)
      e2 = clip(conv2d(a1, filters = 24, kernel = [1, 1]), min = 0, max = 6)
      w2 = clip(conv2d(e2, filters = 48, kernel = [3, 3], stride = [2, 2], padding = [1, 1], groups = 12), min = 0, max = 6)
      p2 = conv2d(w2, filters = 12, kernel = [1, 1])
      e3 = clip(conv2d(p2, filters = 20, kernel = [1, 1]), min = 0, max = 6)
      w3 = clip(conv2d(e3, filters = 20, kernel = [3, 3], padding = [1, 1], groups = 20), min = 0, max = 6)
      p3 = conv2d(w3, filters = 12, kernel = [1, 1])
      a3 = add(p2, p3)
      h  = relu(conv2d(a3, filters = 32, kernel = [1, 1]))
      g  = global_average_pool(h)
      y  = dense(flatten(g), units = 7)
    }
    """

  /// A block of a transformer: attention with four heads and a perceptron, both with residuals.
  static let transformerText = """
    network transformer(x: f32[1, 10, 32]) -> (y)
    weights seeded(7)
    {
      n1 = layer_norm(x, axis = -1)
      q  = transpose(reshape(dense(n1, units = 32), shape = [1, 10, 4, 8]), permutation = [0, 2, 1, 3])
      k  = transpose(reshape(dense(n1, units = 32), shape = [1, 10, 4, 8]), permutation = [0, 2, 3, 1])
      v  = transpose(reshape(dense(n1, units = 32), shape = [1, 10, 4, 8]), permutation = [0, 2, 1, 3])
      s  = softmax(matmul(q, k), axis = -1)
      o  = reshape(transpose(matmul(s, v), permutation = [0, 2, 1, 3]), shape = [1, 10, 32])
      a  = add(dense(o, units = 32), x)
      n2 = layer_norm(a, axis = -1)
      m  = gelu(dense(n2, units = 64))
      y  = add(dense(m, units = 32), a)
    }
    """

  /// The networks that debug builds run too.
  static let small = [false, true].flatMap { isInteger in
    [
      SplitNetwork(model: "lenet5", isInteger: isInteger),
      SplitNetwork("residual", isInteger: isInteger, text: residualText),
      SplitNetwork("inverted", isInteger: isInteger, text: invertedText),
      SplitNetwork("transformer", isInteger: isInteger, text: transformerText),
    ]
  }

  /// Those of `Models/` that take seconds.
  static let large = [false, true].flatMap { isInteger in
    ["resnet18", "mobilenet_v2"].map { SplitNetwork(model: $0, isInteger: isInteger) }
  }

  /// Those whose weights fill half a gigabyte.
  static let largest = [
    SplitNetwork(model: "alexnet"), SplitNetwork(model: "vgg11"),
    SplitNetwork(model: "alexnet", isInteger: true),
  ]
}
