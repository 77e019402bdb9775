import Basic
import Crossbar
import IR
import Interpreter
import Operators
import Passes
import Testing

/// A small network whose weights are pruned, with the point that it is about.
struct EncodedNetwork: Sendable, CustomTestStringConvertible {
  let testDescription: String
  var overrides: [(String, String)] = []
  var group = "16"
  let build: @Sendable (inout ProgramSketch) throws -> ID<Value>

  static let all: [EncodedNetwork] = [
    .init(testDescription: "3x3 with borders and short groups") {
      let x = $0.input([1, 20, 5, 6])
      return try $0.convolution("c", x, filters: 9, kernel: [3, 3], padding: [1, 1, 1, 1])
    },
    .init(testDescription: "groups of channels, unsigned activations, dilation") {
      let x = $0.input([1, 60, 5, 5], element: .u8, zero: 130)
      return try $0.convolution(
        "c", x, filters: 15, kernel: [2, 2], padding: [1, 0, 1, 0], dilation: [2, 1], groups: 3,
        perAxis: true)
    },
    .init(testDescription: "fewer channels than a group, strides, a batch, without bias") {
      let x = $0.input([2, 3, 7, 6], zero: -9)
      return try $0.convolution(
        "c", x, filters: 7, kernel: [3, 2], stride: [2, 3], padding: [0, 1, 2, 0], hasBias: false)
    },
    .init(
      testDescription: "rows and columns cut", overrides: [("rows", "10"), ("columns", "7")],
      group: "32"
    ) {
      let x = $0.input([1, 5, 5, 5])
      return try $0.convolution("c", x, filters: 12, kernel: [3, 3], padding: [1, 1, 1, 1])
    },
    .init(
      testDescription: "dense over several vectors", overrides: [("rows", "100")], group: "64"
    ) {
      let x = $0.input([2, 3, 250])
      return try $0.dense("d", x, units: 21)
    },
    .init(testDescription: "a matrix product", overrides: [("columns", "18")], group: "32") {
      let x = $0.input([2, 5, 70], element: .u8, zero: 9)
      return try $0.append("matmul", "m", [x, $0.weight([70, 23], .i8)])
    },
    .init(testDescription: "layers in a row, one of them not pruned") {
      let x = $0.input([1, 16, 6, 6])
      let a = try $0.convolution("a", x, filters: 24, kernel: [3, 3], padding: [1, 1, 1, 1])
      let b = try $0.requantize("b", a, scale: 40)
      let c = try $0.convolution("c", b, filters: 24, kernel: [3, 3], groups: 24)
      let d = try $0.requantize("d", c, scale: 400)
      let e = try $0.convolution("e", d, filters: 10, kernel: [1, 1], element: .i4)
      let f = try $0.requantize("f", e, scale: 40)
      return try $0.convolution("g", f, filters: 70, kernel: [1, 1])
    },
  ]

  /// The program with all its 8-bit weights pruned, but those of depth-wise convolutions.
  func program(
    _ method: BitSparseEncoding.Method, columns: Int, sensitive: Int, redundant: String = "ignore",
    seed: UInt64 = 5
  ) throws -> Program {
    var sketch = ProgramSketch(seed: seed)
    let output = try build(&sketch)
    return try sketch.finished(output).pruned([
      ("method", method.rawValue), ("columns", "\(columns)"), ("group", group),
      ("sensitive", "\(sensitive)"), ("align", "1"), ("stem", "prune"), ("redundant", redundant),
    ])
  }
}

extension Program {
  /// The program after `bbs`.
  func pruned(_ options: [(name: String, value: String)]) throws -> Program {
    var program = self
    var context = PassContext(
      catalog: .standard, samples: SeededSamples(seed: 1, count: 1), threads: 2)
    let run = PassManager(Pipeline([.pass(BitSparsityPass.self, options)])).run(
      on: &program, &context
    ) { _, _, _, _ in }
    try #require(run.succeeded, "\(context.bag.diagnostics)")
    return program
  }

  /// The same weights, of which nothing is known.
  var withoutEncodings: Program { encoded { _ in nil } }

  /// The same weights, said to have other encodings.
  func encoded(_ encoding: (Constant) -> BitSparseEncoding?) -> Program {
    var program = self
    var replacements: [ID<Value>: ID<Value>] = [:]
    for id in constants.ids {
      var constant = constants[id]
      constant.encoding = encoding(constant)
      guard constant.encoding != constants[id].encoding else { continue }
      let value = program.graph.value(of: id, in: program.constants)
      replacements[value] = program.graph.value(
        of: program.addConstant(constant), in: program.constants)
    }
    program.graph.replaceUses(replacements)
    return program
  }
}
