import Basic
import IR
import Interpreter
import Operators
import TestSupport
import Testing

/// The kernels of `requantize` against its definition.
@Suite struct RequantizeKernelTests {
  static let results: [(ElementType, Int32)] = [(.i8, -5), (.u8, 200), (.i4, 1), (.i32, 0)]

  /// Numbers around the ties and ends of the range, and random ones.
  func numbers(_ element: ElementType, count: Int) -> [Int32] {
    var random = SplitMix(3)
    let range = element.integerRange ?? 0...0
    return (0..<count).map { index in
      switch index % 4 {
      case 0: Int32(clamping: Int64.random(in: range, using: &random))
      case 1: Int32(clamping: max(range.lowerBound, Int64(index - count / 2)))
      case 2: Int32(clamping: index % 8 == 2 ? range.lowerBound : range.upperBound)
      default: Int32.random(in: 0...100, using: &random)
      }
    }
  }

  @Test(arguments: RoundingMode.words, [ElementType.i32, .i8, .u8])
  func agrees(rounding: String, element: ElementType) throws {
    for (target, zeroOut) in Self.results {
      for scale in [0.001, 0.25, 1, 3.7] {
        for isPerAxis in [false, true] {
          let zeroIn: Int32 = element == .i32 ? 0 : 7
          let shape = [2, 3, 5, 7]
          let quantization =
            isPerAxis
            ? Quantization(
              scales: [scale, scale * 0.37, scale * 1.9],
              zeroPoints: [zeroIn, zeroIn, 0], axis: 1)
            : Quantization(scale: scale, zeroPoint: zeroIn)
          let type = TensorType(element, shape, quantization)
          let range = target.integerRange ?? 0...0
          var builder = GraphBuilder("requantize")
          let y = builder.add(
            "requantize", [builder.input(type)],
            [
              ("to", .storage(StorageType(target, Quantization(scale: 0.5, zeroPoint: zeroOut)))),
              ("rounding", .symbol(rounding)),
              ("clamp", .integers([Int(range.lowerBound) + 1, Int(range.upperBound) - 1])),
            ])
          let x = Tensor(type, integers: numbers(element, count: type.elementCount))
          try KernelAgreement.expectEqual(builder.finished([y]), [x])
        }
      }
    }
  }

  @Test func longRowsAreCutIntoPieces() throws {
    let type = TensorType(.i32, [50_001], Quantization(scale: 0.01, zeroPoint: 0))
    var builder = GraphBuilder("requantize")
    let y = builder.add(
      "requantize", [builder.input(type)],
      [
        ("to", .storage(StorageType(.i8, Quantization(scale: 0.5, zeroPoint: 1)))),
        ("rounding", .symbol("single")), ("clamp", .integers([-128, 127])),
      ])
    let x = Tensor(type, integers: numbers(.i32, count: type.elementCount))
    try KernelAgreement.expectEqual(builder.finished([y]), [x])
  }
}
