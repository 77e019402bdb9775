import Basic
import IR
import Interpreter
import Operators
import TestSupport
import Testing

/// The kernels of `dense` and `matmul` against their definitions.
@Suite struct LinearKernelTests {
  static let denseShapes = [
    [[1, 1], [1, 1]], [[1, 37], [10, 37]], [[5, 64], [33, 64]], [[2, 3, 7], [9, 7]],
    [[9], [4, 9]], [[3, 700], [300, 700]],
  ]

  func dense(
    _ types: [TensorType], _ activation: Activation = .none, magnitudes: Bool = false
  ) -> (Program, SplitMix) {
    var builder = GraphBuilder("dense")
    var operands = [builder.input(types[0])]
    for type in types.dropFirst() {
      let tensor = builder.random.tensor(type)
      operands.append(
        builder.constant(magnitudes ? Tensor(type, tensor.floats.map(\.magnitude)) : tensor))
    }
    let y = builder.add("dense", operands, [("activation", .activation(activation))])
    return (builder.finished([y]), builder.random)
  }

  @Test(arguments: denseShapes, [true, false])
  func denseFloatsAgree(shapes: [[Int]], hasBias: Bool) throws {
    let bias = hasBias ? [TensorType(.f32, [shapes[1][0]])] : []
    let types = shapes.map { TensorType(.f32, $0) } + bias
    var (program, random) = dense(types, hasBias ? .relu : .clip(-1, 0.5))
    try KernelAgreement.expectClose(
      program, [random.tensor(types[0])], magnitudes: dense(types, magnitudes: true).0,
      terms: shapes[1][1])
  }

  @Test(arguments: denseShapes, [ElementType.i8, .u8])
  func denseIntegersAreEqual(shapes: [[Int]], element: ElementType) throws {
    for weightElement in [ElementType.i8, .i4] {
      let scales = (0..<shapes[1][0]).map { Float($0 + 1) * 0.01 }
      let types = [
        TensorType(element, shapes[0], Quantization(scale: 0.1, zeroPoint: 9)),
        TensorType(weightElement, shapes[1], Quantization(symmetricScales: scales, axis: 0)),
        TensorType(.i32, [shapes[1][0]]),
      ]
      var (program, random) = dense(types)
      try KernelAgreement.expectEqual(program, [random.tensor(types[0])])
    }
  }

  static let matmulShapes = [
    [[1, 1], [1, 1]], [[5, 9], [9, 13]], [[2, 3, 4, 5], [2, 3, 5, 6]],
    [[3, 1, 4, 5], [2, 5, 6]], [[40, 65], [1, 65, 70]],
  ]

  func matmul(_ types: [TensorType]) -> (Program, SplitMix) {
    var builder = GraphBuilder("matmul")
    let operands = types.map { builder.input($0) }
    let y = builder.add("matmul", operands)
    return (builder.finished([y]), builder.random)
  }

  @Test(arguments: matmulShapes)
  func matmulFloatsAgree(shapes: [[Int]]) throws {
    let types = shapes.map { TensorType(.f32, $0) }
    var (program, random) = matmul(types)
    let inputs = types.map { random.tensor($0) }
    try KernelAgreement.expectClose(
      program, inputs, magnitudes: program, terms: shapes[0][shapes[0].count - 1])
  }

  @Test(arguments: matmulShapes, [ElementType.i8, .u8])
  func matmulIntegersAreEqual(shapes: [[Int]], element: ElementType) throws {
    for other in [ElementType.i8, .u8] {
      let columns = shapes[1][shapes[1].count - 1]
      let perColumn = Quantization(
        scales: [Double](repeating: 0.5, count: columns),
        zeroPoints: (0..<Int32(columns)).map { $0 % 100 }, axis: shapes[1].count - 1)
      for right in [Quantization(scale: 0.2, zeroPoint: 100), perColumn] {
        let types = [
          TensorType(element, shapes[0], Quantization(scale: 0.1, zeroPoint: 3)),
          TensorType(other, shapes[1], right),
        ]
        var (program, random) = matmul(types)
        let inputs = types.map { random.tensor($0) }
        try KernelAgreement.expectEqual(program, inputs)
      }
    }
  }
}
