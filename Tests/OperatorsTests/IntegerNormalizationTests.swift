import IR
import Operators
import Testing

private let last = [Attribute("axis", .integer(-1))]

private func layer(_ epsilon: Double) -> [Attribute] {
  last + [Attribute("epsilon", .number(epsilon))]
}

/// A table that starts with `entries` and goes on with zeros.
private func table(_ entries: [Int32]) -> Tensor {
  let zeros = [Int32](repeating: 0, count: 256 - entries.count)
  return Tensor(TensorType(.i32, [256]), integers: entries + zeros)
}

private func bytes(_ shape: [Int], _ values: [Int32], zero: Int32 = 0) -> Tensor {
  integers(.i8, shape, values, zero: zero)
}

/// The result of a softmax, in steps of 2^-24.
private func parts(_ shape: [Int], _ values: [Int32]) -> Tensor {
  integers(.i32, shape, values, scale: 0x1p-24)
}

private let cases = [
  // Of 8 + 4 + 2 + 8 = 22: 2^27 / 22 = 6,100,805.8, half of it 3,050,402.9, a quarter 1,525,201.5
  // less 0.05.
  WorkedCase(
    "softmax", [bytes([1, 4], [5, 4, 3, 5], zero: -9), table([8, 4, 2])], last,
    gives: parts([1, 4], [6_100_806, 3_050_403, 1_525_201, 6_100_806])),
  WorkedCase(
    "softmax", [integers(.u8, [1, 4], [255, 254, 253, 255]), table([8, 4, 2])], last,
    gives: parts([1, 4], [6_100_806, 3_050_403, 1_525_201, 6_100_806])),
  // The whole.
  WorkedCase(
    "softmax", [bytes([2, 2], [127, -128, 0, 1]), table([7])], last,
    gives: parts([2, 2], [1 << 24, 0, 0, 1 << 24])),
  // Along the first axis: 3/4 and 1/4, and two halves.
  WorkedCase(
    "softmax", [bytes([2, 2], [1, 0, 0, 0]), table([3, 1])], [Attribute("axis", .integer(0))],
    gives: parts([2, 2], [3 << 22, 1 << 23, 1 << 22, 1 << 23])),
  // Of 2^25, one is half a step, which becomes a whole one; so does what is missing of the other.
  WorkedCase(
    "softmax", [bytes([2], [4, 3]), table([(1 << 25) - 1, 1])], last,
    gives: parts([2], [1 << 24, 1])),
  // The largest entries there are: 2^24 / 512 is 2^15.
  WorkedCase(
    "softmax", [integers(.u8, [512], [Int32](repeating: 3, count: 512)), table([.max])], last,
    gives: parts([512], [Int32](repeating: 1 << 15, count: 512))),
  // A negative entry counts as 0; a sum of 0 as 1.
  WorkedCase(
    "softmax", [bytes([2], [9, 8]), table([5, -5])], last, gives: parts([2], [1 << 24, 0])),
  WorkedCase("softmax", [bytes([2], [9, 8]), table([0])], last, gives: parts([2], [0, 0])),
  // A is -2 and 2, W = 2 · 4 - 4 = 4, so N is -2^22 and 2^22: 31 - 8 - 1 fractional bits.
  WorkedCase(
    "layer_norm",
    [bytes([1, 2], [3, 5], zero: 3), bytes([2], [3, 5]), int32([2], [1, -1])], layer(0),
    gives: integers(
      .i32, [1, 2], [-3 * (1 << 22) + 1, 5 * (1 << 22) - 1], scale: 0.5 * 0x1p-22)),
  // Less the zero point 0, 2, -2, 4: A is -4, 4, -12, 12, W = 4 · 24 - 16 + 1 · 16 / 0.25 = 144;
  // a third of 2^14 is 5461.3.
  WorkedCase(
    "layer_norm",
    [bytes([1, 4], [7, 9, 5, 11], zero: 7), integers(.i16, [4], [1, 2, 3, -4])], layer(1),
    gives: integers(.i32, [1, 4], [-5461, 10_922, -49_152, -65_536], scale: 0x1p-15)),
  // Two rows; an equal one is its bias, also without an epsilon.
  WorkedCase(
    "layer_norm",
    [bytes([2, 2], [7, 7, 0, 1]), integers(.i16, [2], [1, 1]), int32([2], [10, 20])], layer(0),
    gives: integers(.i32, [2, 2], [10, 20, 10 - (1 << 14), 20 + (1 << 14)], scale: 0x1p-15)),
  // What is beyond 32 bits is limited.
  WorkedCase(
    "layer_norm",
    [bytes([2], [0, 1]), bytes([2], [1, 1]), int32([2], [.min, .max])], layer(0),
    gives: integers(.i32, [2], [.min, .max], scale: 0.5 * 0x1p-22)),
]

private func int32(_ shape: [Int], _ values: [Int32]) -> Tensor {
  Tensor(TensorType(.i32, shape), integers: values)
}

/// Numbers that look random and cover the whole of `range`.
private func scattered(_ count: Int, _ range: ClosedRange<Int32>, seed: UInt64) -> [Int32] {
  var state = seed
  return (0..<count).map { _ in
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return range.lowerBound + Int32((state >> 33) % UInt64(range.count))
  }
}

@Suite struct IntegerNormalizationTests {
  @Test(arguments: cases)
  func workedByHand(_ example: WorkedCase) throws { try example.check() }

  @Test(arguments: [ElementType.i8, .u8], [Float(0x1p-7), 0x1p-4, 0.5])
  func softmaxIsNearTheFloatDefinition(_ element: ElementType, _ scale: Float) throws {
    let shape = [8, 100]
    let range: ClosedRange<Int32> = element == .i8 ? -128...127 : 0...255
    let x = integers(
      element, shape, scattered(800, range, seed: 3), scale: scale, zero: range.lowerBound + 9)
    let found = try evaluate("softmax", [x, Softmax.table(scale: Double(scale))], last)[0]
      .realNumbers
    let exact = try evaluate("softmax", [floats(shape, x.realNumbers.map { Float($0) })], last)[0]
    // Half a step of rounding. With these scales `f32` holds the operand exactly, so the definition
    // adds its own rounding, 2^-25; a table rounds to 2^-31 of its first entry, a hundred times in a
    // sum.
    for (y, wanted) in zip(found, exact.numbers) {
      #expect(abs(y - wanted) <= 0x1p-25 + 0x1p-25 + 0x1p-23)
    }
  }

  @Test func tableStartsAtOneAndFalls() {
    let table = Softmax.table(scale: 0.25)
    #expect(table.integers[0] == 1 << 30)
    #expect(table.integers[4] == 395_007_542)  // 2^30 / e
    #expect(zip(table.integers, table.integers.dropFirst()).allSatisfy { $0 >= $1 && $1 >= 0 })
    #expect(table.realNumbers[0] == 1)
  }

  @Test(arguments: [1, 2, 5, 64, 300], [ElementType.i8, .i16])
  func layerNormIsNearTheFloatDefinition(_ length: Int, _ element: ElementType) throws {
    let x = integers(
      .i8, [6, length], scattered(6 * length, -128...127, seed: 5), scale: 0x1p-6, zero: -20)
    let limit = Int32(element.integerRange?.upperBound ?? 0)
    let scale = integers(
      element, [length], scattered(length, -limit...limit, seed: 7), scale: 2 / Float(limit))
    let bias = int32([length], scattered(length, -1_000_000...1_000_000, seed: 9))
    // With this scale the term of epsilon, 4 D^2, is an integer, so it adds no rounding.
    let attributes = layer(0x1p-10)
    let found = try evaluate("layer_norm", [x, scale, bias], attributes)[0]
    let step = Double(found.type.quantization?.scale(at: 0) ?? 0)
    let real = [x, scale].map { floats($0.type.shape, $0.realNumbers.map { Float($0) }) }
    let shift = floats([length], bias.numbers.map { Float($0 * step) })
    let exact = try evaluate("layer_norm", real + [shift], attributes)[0]
    for (index, (y, wanted)) in zip(found.realNumbers, exact.numbers).enumerated() {
      // Half a step of the normalized value, times its factor; 2^-20 for what is f32 on the way:
      // scale, bias, and the result, which are below 64.
      let factor = abs(scale.numbers[index % length])
      #expect(abs(y - wanted) <= 0.5 * step * factor + 64 * 0x1p-20, "\(index)")
    }
  }

  /// One element is as far from all others as can be: the largest normalized value that there is.
  @Test(arguments: [ElementType.i8, .i16])
  func longestRowOfTheLargestDeviation(_ element: ElementType) throws {
    let length = LayerNorm.lengthLimit
    let lowest = Int32(element.integerRange?.lowerBound ?? 0)
    var values = [Int32](repeating: 0, count: length)
    values[7] = 255
    let x = integers(.u8, [length], values, zero: 255)
    let scale = integers(element, [length], [Int32](repeating: lowest, count: length))
    let y = try evaluate("layer_norm", [x, scale], layer(0))[0].integers
    let fraction = Double(1 << LayerNorm.fractionBits(length, element))
    let wanted = Double(length - 1).squareRoot() * Double(lowest) * fraction
    #expect(abs(Double(y[7]) - wanted) <= 0.5 * -Double(lowest))
    #expect(y[7] > -(1 << 30) - 1)
  }

  /// A term of epsilon beyond its limit leaves next to nothing, and nothing overflows.
  @Test func hugeEpsilon() throws {
    let x = integers(.i8, [2], [-128, 127], scale: 0x1p-60)
    let y = try evaluate("layer_norm", [x, integers(.i8, [2], [127, 127])], layer(1e300))[0]
    // A is -255 and 255, R is 2^31: 255 · 2^(22 - 31) rounds to 0.
    #expect(y.integers == [0, 0])
  }

  @Test(arguments: [(1, 23), (2, 22), (4, 22), (5, 21), (64, 20), (65, 19), (65_536, 15)])
  func fractionBitsLeaveRoomForTheLargestProduct(_ example: (length: Int, bits: Int)) {
    #expect(LayerNorm.fractionBits(example.length, .i8) == example.bits)
    #expect(LayerNorm.fractionBits(example.length, .i16) == example.bits - 8)
    // (√(D − 1) · 2^f + ½) · 2^7 is at most 2^30.
    let largest = Double(max(example.length - 1, 1)).squareRoot() * Double(1 << example.bits)
    #expect((largest + 0.5) * 128 <= 0x1p30 + 64)
  }
}
