import IR

private func axis(_ axis: Int) -> [Attribute] { [Attribute("axis", .integer(axis))] }

private func shape(_ shape: [Int]) -> [Attribute] { [Attribute("shape", .integers(shape))] }

private func permutation(_ order: [Int]) -> [Attribute] {
  [Attribute("permutation", .integers(order))]
}

private func range(_ starts: [Int], _ ends: [Int], _ steps: [Int]) -> [Attribute] {
  [
    Attribute("starts", .integers(starts)), Attribute("ends", .integers(ends)),
    Attribute("steps", .integers(steps)),
  ]
}

private func margin(_ before: [Int], _ after: [Int], _ value: Double = 0) -> [Attribute] {
  [
    Attribute("before", .integers(before)), Attribute("after", .integers(after)),
    Attribute("value", .number(value)),
  ]
}

/// Calls of the shape operators that break a rule.
let shapeNegativeCases = [
  NegativeCase("flatten.c1", [f32(2, 3)], axis(3)),
  NegativeCase("flatten.c1", [f32(2, 3)], axis(-3)),
  NegativeCase("flatten.c1", [f32()], axis(1)),
  NegativeCase("flatten.c2", [perRow], axis(1)),
  NegativeCase("reshape.c1", [f32(2, 3)], shape([-1, -1])),
  NegativeCase("reshape.c1", [f32(2, 3)], shape([0, 6])),
  NegativeCase("reshape.c1", [f32(2, 3)], shape([-2, -3])),
  NegativeCase("reshape.c2", [f32(2, 3)], shape([7])),
  NegativeCase("reshape.c2", [f32(2, 3)], shape([4, -1])),
  NegativeCase("reshape.c2", [f32(2, 3)], shape([1 << 31, 1 << 31, 1 << 31])),
  NegativeCase("reshape.c2", [f32(2, 3)], shape([1 << 31, 1 << 31, -1])),
  NegativeCase("reshape.c3", [perRow], shape([6])),
  NegativeCase("transpose.c1", [f32(2, 3)], permutation([0])),
  NegativeCase("transpose.c1", [f32(2, 3)], permutation([0, 0])),
  NegativeCase("transpose.c1", [f32(2, 3)], permutation([1, 2])),
  NegativeCase("transpose.c1", [f32(2, 3)], permutation([-1, 0])),
  NegativeCase("transpose.c2", [perRow], permutation([1, 0])),
  NegativeCase("concat.c1", [], axis(0)),
  NegativeCase("concat.c2", [f32(2, 3), f32(2, 3)], axis(2)),
  NegativeCase("concat.c2", [f32()], axis(0)),
  NegativeCase("concat.c3", [f32(2, 3), f32(3, 3)], axis(1)),
  NegativeCase("concat.c3", [f32(2, 3), f32(2, 3, 1)], axis(1)),
  NegativeCase("concat.c4", [f32(2, 3), TensorType(.f16, [2, 3])], axis(0)),
  NegativeCase("concat.c4", [quantized(.i8, [2]), quantized(.i8, [2], 0.25)], axis(0)),
  NegativeCase("concat.c5", [perRow, perRow], axis(1)),
  NegativeCase("concat.c6", [f32(1 << 30), f32(1 << 30), f32(1)], axis(0)),
  NegativeCase("slice.c1", [f32(2, 3)], range([0], [2, 3], [1, 1])),
  NegativeCase("slice.c1", [f32(2, 3)], range([0, 0], [2, 3], [1])),
  NegativeCase("slice.c1", [f32(2, 3)], range([0, 0], [2, 3], [])),
  NegativeCase("slice.c2", [f32(2, 3)], range([0, 0], [2, 3], [1, 0])),
  NegativeCase("slice.c2", [f32(2, 3)], range([0, 0], [2, 3], [-1, 1])),
  NegativeCase("slice.c3", [f32(2, 3)], range([0, 0], [2, 4], [1, 1])),
  NegativeCase("slice.c3", [f32(2, 3)], range([0, 2], [2, 2], [1, 1])),
  NegativeCase("slice.c3", [f32(2, 3)], range([-3, 0], [2, 3], [1, 1])),
  NegativeCase("slice.c4", [perRow], range([0, 0], [1, 1], [1, 1])),
  NegativeCase("pad.c1", [f32(2, 3)], margin([0], [0, 0])),
  NegativeCase("pad.c2", [f32(2, 3)], margin([0, -1], [0, 0])),
  NegativeCase("pad.c3", [f32(2, 3)], margin([1 << 31, 0], [1 << 31, 0])),
  NegativeCase("pad.c4", [quantized(.i8, [2, 3])], margin([0, 0], [1, 0], .nan)),
  NegativeCase("pad.c5", [perRow], margin([0, 0], [1, 0])),
]
