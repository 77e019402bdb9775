import Basic
import IR
import Interpreter
import Operators
import TestSupport
import Testing

/// The kernels of `conv_transpose2d`, `local_response_norm` and `resize` against their definitions.
@Suite struct SpatialKernelTests {
  /// A transposed convolution with sizes drawn at random.
  func transposed(_ seed: Int, magnitudes: Bool = false) -> (program: Program, terms: Int) {
    var builder = GraphBuilder("transposed", seed: seed)
    var random = SplitMix(seed + 90)
    func pick(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    let (groups, channels, filters) = (pick(1...3), pick(1...6), pick(1...7))
    let (kernel, dilation) = ([pick(1...4), pick(1...5)], [pick(1...2), pick(1...3)])
    // The result has a row and a column even if all of the padding is drawn.
    let x = TensorType(.f32, [pick(1...2), groups * channels, pick(6...12), pick(6...17)])
    let weight = TensorType(.f32, [groups * channels, filters] + kernel)
    var operands = [builder.input(x)]
    for type in [weight, TensorType(.f32, [groups * filters])].prefix(seed % 3 == 0 ? 1 : 2) {
      let tensor = builder.random.tensor(type)
      operands.append(
        builder.constant(magnitudes ? Tensor(type, tensor.floats.map(\.magnitude)) : tensor))
    }
    let y = builder.add(
      "conv_transpose2d", operands,
      [
        ("stride", .integers([pick(1...3), pick(1...4)])),
        ("padding", .integers((0..<4).map { _ in pick(0...2) })),
        ("output_padding", .integers([pick(0...2), pick(0...2)])),
        ("dilation", .integers(dilation)), ("groups", .integer(groups)),
      ])
    return (builder.finished([y]), channels * kernel[0] * kernel[1])
  }

  @Test(arguments: 0..<40) func transposedConvolutionsAgree(seed: Int) throws {
    let (program, terms) = transposed(seed)
    var random = SplitMix(seed + 500)
    let x = random.tensor(program.graph[program.graph.inputs[0]].type)
    try KernelAgreement.expectClose(
      program, [x], magnitudes: transposed(seed, magnitudes: true).program, terms: terms)
  }

  @Test func weightsOfATransposedConvolutionNeedNotBeConstant() throws {
    var builder = GraphBuilder("inputs")
    let (x, weight) = (TensorType(.f32, [1, 2, 3, 3]), TensorType(.f32, [2, 2, 2, 2]))
    let y = builder.add(
      "conv_transpose2d", [builder.input(x), builder.input(weight)],
      [
        ("stride", .integers([2, 2])), ("padding", .integers([0, 0, 0, 0])),
        ("output_padding", .integers([0, 0])), ("dilation", .integers([1, 1])),
        ("groups", .integer(1)),
      ])
    // Halves, so that every sum is exact.
    func halves(_ type: TensorType) -> Tensor {
      Tensor(type, (0..<type.elementCount).map { Float($0 % 7) / 2 - 1 })
    }
    try KernelAgreement.expectEqual(builder.finished([y]), [halves(x), halves(weight)])
  }

  @Test(arguments: [[1, 1], [2, 7], [2, 5, 3, 7], [1, 3, 40, 60]], [1, 2, 5, 100])
  func localResponsesAreEqual(shape: [Int], size: Int) throws {
    var builder = GraphBuilder("response")
    let x = TensorType(.f32, shape)
    let y = builder.add(
      "local_response_norm", [builder.input(x)],
      [
        ("size", .integer(size)), ("alpha", .number(0.3)), ("beta", .number(0.75)),
        ("bias", .number(2)),
      ])
    try KernelAgreement.expectEqual(builder.finished([y]), [builder.random.tensor(x)])
  }

  static let resizes: [[[Int]]] = [
    [[1, 3, 5, 7], [1, 3, 11, 4]], [[2, 2, 8, 8], [2, 2, 16, 16]], [[4, 9], [9, 4]], [[5], [3]],
    [[2, 3, 4, 5], [3, 4, 2, 7]], [[1, 2, 90, 120], [1, 2, 45, 200]], [[3, 4], [3, 4]],
  ]

  @Test(arguments: resizes, ["nearest", "linear", "cubic"])
  func resizesAgree(shapes: [[Int]], mode: String) throws {
    for coordinates in CoordinateTransformation.words {
      for options in [[false, false], [true, false], [false, true]] {
        guard mode != "nearest" || options == [false, false] else { continue }
        var builder = GraphBuilder("resize")
        let x = TensorType(.f32, shapes[0])
        let y = builder.add(
          "resize", [builder.input(x)],
          [
            ("shape", .integers(shapes[1])),
            ("scales", .numbers(zip(shapes[1], shapes[0]).map { Double($0) / Double($1) })),
            ("mode", .symbol(mode)), ("coordinates", .symbol(coordinates)),
            ("nearest", .symbol("ceil")), ("cubic_a", .number(-0.75)),
            ("exclude_outside", .boolean(options[0])), ("antialias", .boolean(options[1])),
          ])
        let program = builder.finished([y])
        let input = builder.random.tensor(x)
        let exact = try KernelAgreement.run(program, [input], .definitions)[0].floats
        let once = try KernelAgreement.run(program, [input], .fast)[0]
        // Elements are at most 1, the weights of a cubic add up to at most 1.7 in magnitude, and
        // along each of four axes at most ten products are added up.
        #expect(zip(once.floats, exact).allSatisfy { abs($0 - $1) <= 40 * 8.4 * 0x1p-24 })
        for threads in 2...3 {
          #expect(try KernelAgreement.run(program, [input], .fast, threads: threads) == [once])
        }
      }
    }
  }
}
