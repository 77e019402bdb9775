import IR
import Testing

private func list(_ name: String, _ values: [Int]) -> Attribute {
  Attribute(name, .integers(values))
}

private let matrix = floats([2, 3], [1, 2, 3, 4, 5, 6])
private let cube = floats([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8])

private func mean(_ axes: [Int], keep: Bool) -> [Attribute] {
  [list("axes", axes), Attribute("keep_dimensions", .boolean(keep))]
}

private let reductionCases = [
  WorkedCase("reduce_mean", [matrix], mean([1], keep: true), gives: floats([2, 1], [2, 5])),
  WorkedCase(
    "reduce_mean", [matrix], mean([0], keep: false), gives: floats([3], [2.5, 3.5, 4.5])),
  WorkedCase("reduce_mean", [matrix], mean([0, -1], keep: false), gives: floats([], [3.5])),
  WorkedCase(
    "reduce_mean", [cube], mean([0, 2], keep: true), gives: floats([1, 2, 1], [3.5, 5.5])),
  WorkedCase(
    "reduce_mean", [cube], mean([1], keep: false), gives: floats([2, 2], [2, 3, 6, 7])),
  // In f32 alone the ones would vanish beside 1e8.
  WorkedCase(
    "reduce_mean", [floats([4], [1e8, 1, 1, -1e8])], mean([0], keep: true),
    gives: floats([1], [0.5])),
  // From zero point 3: (2 + 3) / 2 = 2.5 and (-2 - 3) / 2 = -2.5 go away from zero.
  WorkedCase(
    "reduce_mean", [integers(.i8, [2, 2], [5, 6, 1, 0], zero: 3)], mean([1], keep: true),
    gives: integers(.i8, [2, 1], [6, 0], zero: 3)),
  WorkedCase(
    "reduce_mean", [integers(.u8, [3], [255, 255, 254], zero: 128)], mean([0], keep: false),
    gives: integers(.u8, [], [255], zero: 128)),
  // (-128 - 128 - 127) / 3 = -127.67, (1 + 1 - 1) / 3 = 0.33, 4 / 3 = 1.33
  WorkedCase(
    "reduce_mean", [integers(.i8, [3, 3], [-128, 1, 2, -128, 1, 1, -127, -1, 1])],
    mean([0], keep: false), gives: integers(.i8, [3], [-128, 0, 1])),
  WorkedCase(
    "reduce_mean", [integers(.i32, [2], [.max, .max])], mean([0], keep: false),
    gives: integers(.i32, [], [.max])),
]

private let reshapeCases = [
  WorkedCase(
    "flatten", [cube], [Attribute("axis", .integer(1))],
    gives: floats([2, 4], [1, 2, 3, 4, 5, 6, 7, 8])),
  WorkedCase(
    "flatten", [matrix], [Attribute("axis", .integer(0))],
    gives: floats([1, 6], [1, 2, 3, 4, 5, 6])),
  WorkedCase(
    "flatten", [matrix], [Attribute("axis", .integer(2))],
    gives: floats([6, 1], [1, 2, 3, 4, 5, 6])),
  WorkedCase(
    "flatten", [cube], [Attribute("axis", .integer(-1))],
    gives: floats([4, 2], [1, 2, 3, 4, 5, 6, 7, 8])),
  WorkedCase(
    "flatten", [floats([], [7])], [Attribute("axis", .integer(0))], gives: floats([1, 1], [7])),
  WorkedCase(
    "reshape", [matrix], [list("shape", [3, -1])], gives: floats([3, 2], [1, 2, 3, 4, 5, 6])),
  WorkedCase("reshape", [floats([1], [7])], [list("shape", [])], gives: floats([], [7])),
  WorkedCase(
    "reshape", [integers(.i8, [2, 2], [1, 2, 3, 4], zero: 9)], [list("shape", [4])],
    gives: integers(.i8, [4], [1, 2, 3, 4], zero: 9)),
]

private let transposeCases = [
  WorkedCase(
    "transpose", [matrix], [list("permutation", [1, 0])],
    gives: floats([3, 2], [1, 4, 2, 5, 3, 6])),
  // y[k, i, j] = x[i, j, k]
  WorkedCase(
    "transpose", [cube], [list("permutation", [2, 0, 1])],
    gives: floats([2, 2, 2], [1, 3, 5, 7, 2, 4, 6, 8])),
  WorkedCase(
    "transpose", [integers(.u8, [1, 3], [1, 2, 3], zero: 9)], [list("permutation", [1, 0])],
    gives: integers(.u8, [3, 1], [1, 2, 3], zero: 9)),
  WorkedCase(
    "transpose", [Tensor(TensorType(.f64, [2, 2]), [1.0, 2, 3, 4])],
    [list("permutation", [1, 0])], gives: Tensor(TensorType(.f64, [2, 2]), [1.0, 3, 2, 4])),
  WorkedCase(
    "transpose", [floats([], [7])], [list("permutation", [])], gives: floats([], [7])),
]

private let concatCases = [
  WorkedCase(
    "concat", [matrix, floats([1, 3], [7, 8, 9])], [Attribute("axis", .integer(0))],
    gives: floats([3, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9])),
  WorkedCase(
    "concat", [matrix, floats([2, 1], [7, 8]), floats([2, 2], [10, 11, 12, 13])],
    [Attribute("axis", .integer(-1))],
    gives: floats([2, 6], [1, 2, 3, 7, 10, 11, 4, 5, 6, 8, 12, 13])),
  WorkedCase("concat", [matrix], [Attribute("axis", .integer(1))], gives: matrix),
  WorkedCase(
    "concat", [integers(.i8, [1], [5], zero: 9), integers(.i8, [2], [6, 7], zero: 9)],
    [Attribute("axis", .integer(0))], gives: integers(.i8, [3], [5, 6, 7], zero: 9)),
]

private func range(_ starts: [Int], _ ends: [Int], _ steps: [Int]) -> [Attribute] {
  [list("starts", starts), list("ends", ends), list("steps", steps)]
}

private let sliceCases = [
  WorkedCase(
    "slice", [matrix], range([0, 1], [2, 3], [1, 1]), gives: floats([2, 2], [2, 3, 5, 6])),
  WorkedCase("slice", [matrix], range([1, 0], [2, 3], [1, 2]), gives: floats([1, 2], [4, 6])),
  WorkedCase("slice", [matrix], range([-1, -2], [2, -1], [1, 1]), gives: floats([1, 1], [5])),
  WorkedCase("slice", [matrix], range([0, 0], [2, 3], [9, 9]), gives: floats([1, 1], [1])),
  WorkedCase(
    "slice", [cube], range([0, 1, 0], [2, 2, 2], [1, 1, 1]),
    gives: floats([2, 1, 2], [3, 4, 7, 8])),
  WorkedCase(
    "slice", [integers(.i8, [5], [1, 2, 3, 4, 5], zero: 9)], range([0], [5], [2]),
    gives: integers(.i8, [3], [1, 3, 5], zero: 9)),
]

private func margin(_ before: [Int], _ after: [Int], _ value: Double) -> [Attribute] {
  [list("before", before), list("after", after), Attribute("value", .number(value))]
}

private let padCases = [
  WorkedCase(
    "pad", [matrix], margin([1, 0], [0, 2], -1),
    gives: floats([3, 5], [-1, -1, -1, -1, -1, 1, 2, 3, -1, -1, 4, 5, 6, -1, -1])),
  WorkedCase("pad", [matrix], margin([0, 0], [0, 0], 5), gives: matrix),
  WorkedCase("pad", [floats([], [3])], margin([], [], 5), gives: floats([], [3])),
  // 0 is the zero point 9; 1.25 / 0.5 = 2.5 goes to the even 2.
  WorkedCase(
    "pad", [integers(.i8, [1], [5], zero: 9)], margin([2], [1], 0),
    gives: integers(.i8, [4], [9, 9, 5, 9], zero: 9)),
  WorkedCase(
    "pad", [integers(.i8, [1], [5], zero: 9)], margin([1], [0], 1.25),
    gives: integers(.i8, [2], [11, 5], zero: 9)),
  WorkedCase(
    "pad", [integers(.i8, [1], [5], zero: 9)], margin([1], [0], -.infinity),
    gives: integers(.i8, [2], [-128, 5], zero: 9)),
  WorkedCase(
    "pad", [Tensor(TensorType(.bool, [1]), [UInt8(0)])], margin([1], [0], 1),
    gives: Tensor(TensorType(.bool, [2]), [UInt8(1), 0])),
]

@Suite struct ShapeSemanticsTests {
  @Test(arguments: reductionCases) func reductions(_ example: WorkedCase) throws {
    try example.check()
  }

  @Test(arguments: reshapeCases + transposeCases + concatCases)
  func arrangements(_ example: WorkedCase) throws { try example.check() }

  @Test(arguments: sliceCases + padCases) func parts(_ example: WorkedCase) throws {
    try example.check()
  }

  @Test(arguments: ["flatten", "reshape"]) func shareTheElements(_ name: String) throws {
    let attributes =
      name == "flatten" ? Attribute("axis", .integer(1)) : list("shape", [6])
    #expect(try evaluate(name, [matrix], [attributes])[0].storage === matrix.storage)
  }
}
