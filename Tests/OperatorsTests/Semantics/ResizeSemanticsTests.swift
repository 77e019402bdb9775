import IR
import Operators
import Testing

private func resize(
  _ shape: [Int], _ scales: [Double], mode: String = "nearest",
  _ coordinates: String = "half_pixel",
  nearest: String = "round_prefer_floor", excludes: Bool = false, antialiases: Bool = false
) -> [Attribute] {
  [
    Attribute("shape", .integers(shape)), Attribute("scales", .numbers(scales)),
    Attribute("mode", .symbol(mode)), Attribute("coordinates", .symbol(coordinates)),
    Attribute("nearest", .symbol(nearest)), Attribute("cubic_a", .number(-0.5)),
    Attribute("exclude_outside", .boolean(excludes)),
    Attribute("antialias", .boolean(antialiases)),
  ]
}

private let line = floats([4], [1, 2, 4, 8])
private let pair = floats([2], [0, 8])

private let nearestCases = [
  WorkedCase(
    "resize", [floats([1, 2], [1, 2])], resize([2, 4], [2, 2]),
    gives: floats([2, 4], [1, 1, 2, 2, 1, 1, 2, 2])),
  // Places 0.5 and 2.5, in the middle of two elements each.
  WorkedCase("resize", [line], resize([2], [0.5]), gives: floats([2], [1, 4])),
  WorkedCase(
    "resize", [line], resize([2], [0.5], nearest: "round_prefer_ceil"), gives: floats([2], [2, 8])),
  // Places 0, 1.5 and 3.
  WorkedCase(
    "resize", [line], resize([3], [0.75], "align_corners", nearest: "floor"),
    gives: floats([3], [1, 2, 8])),
  WorkedCase(
    "resize", [line], resize([3], [0.75], "align_corners", nearest: "ceil"),
    gives: floats([3], [1, 4, 8])),
  // Places 2/3, 2 and 10/3, beyond the last element.
  WorkedCase(
    "resize", [line], resize([3], [0.75], "tf_half_pixel_for_nn", nearest: "floor"),
    gives: floats([3], [1, 4, 8])),
  // 0.7 in binary32 stands for the quotient of 7 and 10, so that every second place is an element.
  WorkedCase(
    "resize", [floats([10], (0..<10).map { Float($0) })],
    resize([7], [Double(Float(0.7))], "align_corners", nearest: "floor"),
    gives: floats([7], [0, 1, 3, 4, 6, 7, 9])),
  WorkedCase(
    "resize", [integers(.i8, [2], [5, 6], zero: 9)], resize([3], [1.5]),
    gives: integers(.i8, [3], [5, 5, 6], zero: 9)),
  WorkedCase(
    "resize", [Tensor(TensorType(.i64, [2, 1]), [Int64.max, 3])], resize([2, 2], [1, 2]),
    gives: Tensor(TensorType(.i64, [2, 2]), [Int64.max, .max, 3, 3])),
  WorkedCase("resize", [floats([], [7])], resize([], []), gives: floats([], [7])),
]

private let weightedCases = [
  // Places -0.25, 0.25, 0.75 and 1.25.
  WorkedCase(
    "resize", [pair], resize([4], [2], mode: "linear"), gives: floats([4], [0, 2, 6, 8])),
  WorkedCase(
    "resize", [pair], resize([5], [2.5], mode: "linear", "align_corners"),
    gives: floats([5], [0, 2, 4, 6, 8])),
  WorkedCase(
    "resize", [pair], resize([4], [2], mode: "linear", "asymmetric"),
    gives: floats([4], [0, 4, 8, 8])),
  // Place 1.5 and, for PyTorch, 0.
  WorkedCase("resize", [line], resize([1], [0.25], mode: "linear"), gives: floats([1], [3])),
  WorkedCase(
    "resize", [line], resize([1], [0.25], mode: "linear", "pytorch_half_pixel"),
    gives: floats([1], [1])),
  // 4 · 0.65 is 2.6: places 0.2692 and 1.8077, and 4 / 2 · (1 - 2 / 2.6) = 0.4615 further.
  WorkedCase(
    "resize", [floats([4], [0, 13, 26, 39])],
    resize([2], [0.65], mode: "linear", "half_pixel_symmetric"),
    gives: floats([2], [9.5, 29.5])),
  // Along both axes.
  WorkedCase(
    "resize", [floats([2, 2], [0, 4, 8, 12])],
    resize([3, 3], [1.5, 1.5], mode: "linear", "align_corners"),
    gives: floats([3, 3], [0, 2, 4, 4, 6, 8, 8, 10, 12])),
  // In the middle of two elements the cubic of -0.5 has the weights -1, 9, 9 and -1 sixteenths.
  WorkedCase(
    "resize", [floats([4], [0, 16, 32, 64])],
    resize([7], [1.75], mode: "cubic", "align_corners"),
    gives: floats([7], [0, 7, 16, 23, 32, 49, 64])),
  // Without what is outside, weights 9, 9 and -1 of 17.
  WorkedCase(
    "resize", [floats([3], [0, 17, 34])],
    resize([5], [5.0 / 3], mode: "cubic", "align_corners", excludes: true),
    gives: floats([5], [0, 7, 17, 27, 34])),
  // Place 0.5 sees the weights 1, 3, 3 and 1 eighths at -1, 0, 1 and 2: the end is repeated.
  WorkedCase(
    "resize", [floats([4], [0, 8, 16, 24])],
    resize([2], [0.5], mode: "linear", antialiases: true), gives: floats([2], [5, 19])),
  // A larger result is not smoothed.
  WorkedCase(
    "resize", [pair], resize([4], [2], mode: "linear", antialiases: true),
    gives: floats([4], [0, 2, 6, 8])),
  WorkedCase(
    "resize", [Tensor(TensorType(.f16, [2]), [Float16(0), 8])],
    resize([4], [2], mode: "linear"),
    gives: Tensor(TensorType(.f16, [4]), [Float16(0), 2, 6, 8])),
]

@Suite struct ResizeSemanticsTests {
  @Test(arguments: nearestCases + weightedCases)
  func workedByHand(_ example: WorkedCase) throws { try example.check() }

  /// Every list of weights adds up to one, and constants stay what they are.
  @Test(arguments: ["linear", "cubic"], CoordinateTransformation.words)
  func constantsStay(_ mode: String, _ coordinates: String) throws {
    for size in 1...9 {
      for (excludes, antialiases) in [(false, false), (true, false), (false, true), (true, true)] {
        let attributes = resize(
          [size], [Double(size) / 5], mode: mode, coordinates, excludes: excludes,
          antialiases: antialiases)
        let y = try evaluate("resize", [floats([5], [3, 3, 3, 3, 3])], attributes)[0].floats
        #expect(y.allSatisfy { $0 == 3 }, "\(y)")
      }
    }
  }

  /// The array between two axes is never larger than both ends.
  @Test func shrinkingAxesComeFirst() throws {
    let call = OperatorCall(
      operands: [f32(1, 1 << 20, 3, 1)],
      attributes: AttributeList(
        resize([1 << 10, 1, 4, 1 << 10], [1024, 0x1p-20, 4.0 / 3, 1024], mode: "linear")))
    let passes = ResizePass.passes(call, f32(1 << 10, 1, 4, 1 << 10))
    #expect(passes.map(\.axis) == [1, 2, 0, 3])
    #expect(passes.map(\.inner) == [3, 1, 4, 1])
    #expect(passes.map(\.outer) == [1, 1, 1, 1 << 12])
  }

  /// A scale near the rule's limit puts places far beyond the end.
  @Test func placesFarOutsideAreTheLastElement() throws {
    let attributes = resize(
      [2], [(1 + 0x1p-52) / 4], mode: "cubic", "align_corners", antialiases: true)
    #expect(try evaluate("resize", [line], attributes)[0].floats[1] == 8)
  }

  @Test func tapsAreMergedAtTheEnds() throws {
    let call = OperatorCall(
      operands: [f32(2)], attributes: AttributeList(resize([4], [2], mode: "linear")))
    let taps = ResizePass.taps(call, f32(4))[0]
    #expect(taps.starts == [0, 1, 3, 5, 6])
    #expect(taps.indices == [0, 0, 1, 0, 1, 1])
    #expect(taps.weights == [1, 0.75, 0.25, 0.25, 0.75, 1])
    #expect(!taps.isIdentity && taps.output == 4)
  }
}
