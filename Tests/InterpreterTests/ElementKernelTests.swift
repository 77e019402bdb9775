import Basic
import IR
import Interpreter
import Operators
import Testing

/// The kernels of `batch_norm` and `quantize` against their definitions.
@Suite struct ElementKernelTests {
  @Test(arguments: [[1, 1], [3, 4], [2, 5, 3, 7], [2, 3, 4, 1, 6]])
  func batchNormIsEqual(shape: [Int]) throws {
    var builder = GraphBuilder("norm")
    let x = TensorType(.f32, shape)
    let parameter = TensorType(.f32, [shape[1]])
    var operands = [builder.input(x)]
    for _ in 0..<3 { operands.append(builder.constant(builder.random.tensor(parameter))) }
    let variance = builder.random.tensor(parameter).floats.map { $0 * $0 }
    operands.append(builder.constant(Tensor([shape[1]], floats: variance)))
    let y = builder.add("batch_norm", operands, [("epsilon", .number(1e-3))])
    try KernelAgreement.expectEqual(builder.finished([y]), [builder.random.tensor(x)])
  }

  @Test(arguments: ["half_even", "half_away"], [ElementType.i8, .u8, .i4, .i16])
  func quantizeIsEqual(rounding: String, element: ElementType) throws {
    let perTensor = Quantization(scale: 0.5, zeroPoint: 3)
    let perAxis = Quantization(symmetricScales: [0.5, 0.25], axis: 0)
    for quantization in element == .i4 ? [perTensor] : [perTensor, perAxis] {
      var builder = GraphBuilder("quantize")
      let x = TensorType(.f32, [2, 300])
      let y = builder.add(
        "quantize", [builder.input(x)],
        [("to", .storage(StorageType(element, quantization))), ("rounding", .symbol(rounding))])
      // Every multiple of a quarter from -75 on, so that many are ties, and what is no number.
      var numbers = (0..<600).map { Float($0 - 300) / 4 }
      numbers.replaceSubrange(0..<5, with: [.nan, .infinity, -.infinity, 1e30, -1e30])
      try KernelAgreement.expectEqual(builder.finished([y]), [Tensor([2, 300], floats: numbers)])
    }
  }
}
