import Foundation
import IR
import Testing

private func epsilon(_ value: Double) -> Attribute { Attribute("epsilon", .number(value)) }

private let cases = [
  // (x - 1) / sqrt(3 + 1) * 4 + 10 in the first channel, (x + 1) / sqrt(0 + 1) in the second.
  WorkedCase(
    "batch_norm",
    [
      floats([1, 2, 1, 2], [1, 3, -1, 0]), floats([2], [4, 1]), floats([2], [10, 0]),
      floats([2], [1, -1]), floats([2], [3, 0]),
    ], [epsilon(1)], gives: floats([1, 2, 1, 2], [10, 14, 0, 1])),
  // Mean 2 and variance 1; mean 0 and variance 9, with an epsilon of nothing.
  WorkedCase(
    "layer_norm", [floats([2, 2], [1, 3, -3, 3]), floats([2], [1, 10]), floats([2], [0, 5])],
    [Attribute("axis", .integer(-1)), epsilon(0)], gives: floats([2, 2], [-1, 15, -1, 15])),
  // Over both axes: mean 1, variance (1 + 1 + 9 + 9) / 4 = 5, and 4 more make 3 squared.
  WorkedCase(
    "layer_norm", [floats([1, 2, 2], [0, 2, -2, 4]), floats([2, 2], [3, 3, 3, 6])],
    [Attribute("axis", .integer(1)), epsilon(4)], gives: floats([1, 2, 2], [-1, 1, -3, 6])),
  // A window of 2 is a channel and the next: 1 + 6/2 · (1 + 4) = 16, 1 + 6/2 · (4 + 4) = 25, 13.
  WorkedCase(
    "local_response_norm", [floats([1, 3, 1], [1, 2, 2])],
    [
      Attribute("size", .integer(2)), Attribute("alpha", .number(6)),
      Attribute("beta", .number(0.5)), Attribute("bias", .number(1)),
    ], gives: floats([1, 3, 1], [0.25, 0.4, Float(2 / 13.0.squareRoot())])),
  WorkedCase(
    "softmax", [floats([2, 2], [7, 7, -1000, 1000])], [Attribute("axis", .integer(1))],
    gives: floats([2, 2], [0.5, 0.5, 0, 1])),
  WorkedCase(
    "softmax", [floats([2, 2], [7, 7, 7, 7])], [Attribute("axis", .integer(-2))],
    gives: floats([2, 2], [0.5, 0.5, 0.5, 0.5])),
]

@Suite struct NormalizationSemanticsTests {
  @Test(arguments: cases)
  func workedByHand(_ example: WorkedCase) throws { try example.check() }

  @Test(arguments: [0, 1, 2])
  func softmaxSumsToOneAlongItsAxis(_ axis: Int) throws {
    let shape = [2, 3, 4]
    let x = floats(shape, (0..<24).map { sin(Float($0)) * 5 })
    let y = NDArray<Float>(try evaluate("softmax", [x], [Attribute("axis", .integer(axis))])[0])
    var lines = shape
    lines[axis] = 1
    for start in IndexSpace(lines) {
      let sum = (0..<shape[axis]).reduce(0.0) { sum, position in
        var index = start
        index[axis] = position
        return sum + Double(y[index])
      }
      // Each of up to four elements is rounded to binary32 once.
      #expect(abs(sum - 1) <= 4 * 0x1p-25)
    }
  }
}
