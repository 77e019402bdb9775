import Basic
import IR
import Interpreter
import Operators
import TestSupport
import Testing

/// The kernels of pooling operators against their definitions.
@Suite struct PoolingKernelTests {
  func type(_ element: ElementType, _ shape: [Int]) -> TensorType {
    TensorType(
      element, shape, element == .f32 ? nil : Quantization(scale: 0.1, zeroPoint: 11))
  }

  @Test(arguments: [ElementType.f32, .i8, .u8], 0..<12)
  func maximumIsEqual(element: ElementType, seed: Int) throws {
    var random = SplitMix(seed)
    func pick(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    let window = [pick(1...4), pick(1...4)]
    var builder = GraphBuilder("pool", seed: seed)
    let x = type(element, [pick(1...2), pick(1...5), pick(4...19), pick(4...19)])
    let y = builder.add(
      "max_pool2d", [builder.input(x)],
      [
        ("window", .integers(window)), ("stride", .integers([pick(1...3), pick(1...3)])),
        ("padding", .integers((0..<4).map { pick(0...(window[$0 % 2] - 1)) })),
      ])
    try KernelAgreement.expectEqual(builder.finished([y]), [random.tensor(x)])
  }

  @Test(arguments: [ElementType.f32, .i8, .u8], [[1, 1, 1, 1], [2, 5, 7, 7], [3, 2, 4, 6]])
  func meanIsEqual(element: ElementType, shape: [Int]) throws {
    var builder = GraphBuilder("mean")
    let x = type(element, shape)
    let y = builder.add("global_average_pool", [builder.input(x)])
    try KernelAgreement.expectEqual(builder.finished([y]), [builder.random.tensor(x)])
  }
}
