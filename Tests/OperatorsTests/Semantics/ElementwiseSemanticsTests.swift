import IR
import Testing

private func activation(_ activation: Activation) -> [Attribute] {
  [Attribute("activation", .activation(activation))]
}

private let matrix = floats([2, 3], [1, 2, 3, 4, 5, 6])

private let floatCases = [
  WorkedCase(
    "add", [matrix, floats([2, 3], [10, 20, 30, 40, 50, 60])], activation(.none),
    gives: floats([2, 3], [11, 22, 33, 44, 55, 66])),
  WorkedCase(
    "add", [matrix, floats([3], [10, 20, 30])], activation(.none),
    gives: floats([2, 3], [11, 22, 33, 14, 25, 36])),
  WorkedCase(
    "add", [floats([2, 1], [10, 20]), matrix], activation(.none),
    gives: floats([2, 3], [11, 12, 13, 24, 25, 26])),
  WorkedCase(
    "add", [floats([2, 1], [10, 20]), floats([1, 2], [1, 2])], activation(.none),
    gives: floats([2, 2], [11, 12, 21, 22])),
  WorkedCase(
    "add", [matrix, floats([], [0.5])], activation(.none),
    gives: floats([2, 3], [1.5, 2.5, 3.5, 4.5, 5.5, 6.5])),
  WorkedCase("add", [floats([], [1]), floats([], [2])], activation(.none), gives: floats([], [3])),
  WorkedCase(
    "sub", [matrix, floats([1], [3])], activation(.relu),
    gives: floats([2, 3], [0, 0, 0, 1, 2, 3])),
  WorkedCase(
    "sub", [floats([1], [3]), matrix], activation(.none),
    gives: floats([2, 3], [2, 1, 0, -1, -2, -3])),
  WorkedCase(
    "mul", [matrix, floats([2, 1], [1, -1])], activation(.clip(-4.5, 2)),
    gives: floats([2, 3], [1, 2, 2, -4, -4.5, -4.5])),
  // Scales for each of two channels, over two images of two by one elements.
  WorkedCase(
    "mul", [floats([2, 2, 2, 1], [1, 2, 3, 4, 5, 6, 7, 8]), floats([1, 2, 1, 1], [1, 10])],
    activation(.none), gives: floats([2, 2, 2, 1], [1, 2, 30, 40, 5, 6, 70, 80])),
  // The middle axis is repeated on one side, the outer ones on the other.
  WorkedCase(
    "add", [floats([2, 1, 2], [0, 1, 2, 3]), floats([3, 1], [10, 20, 30])], activation(.none),
    gives: floats([2, 3, 2], [10, 11, 20, 21, 30, 31, 12, 13, 22, 23, 32, 33])),
]

private let integerCases = [
  WorkedCase(
    "add", [integers(.i32, [3], [1, -2, .max]), integers(.i32, [3], [10, 20, 1])],
    activation(.none), gives: integers(.i32, [3], [11, 18, .min])),
  WorkedCase(
    "sub", [integers(.i32, [2, 1], [1, .min]), integers(.i32, [1], [1])], activation(.none),
    gives: integers(.i32, [2, 1], [0, .max])),
  // (4 - 1) * (-3 - 2) and (-128 - 1) * (127 - 2)
  WorkedCase(
    "mul",
    [
      integers(.i8, [2], [4, -128], scale: 0.5, zero: 1),
      integers(.i8, [2], [-3, 127], scale: 0.25, zero: 2),
    ], activation(.none), gives: integers(.i32, [2], [-15, -16125], scale: 0.125)),
  WorkedCase(
    "mul",
    [
      integers(.u8, [2, 2], [0, 255, 128, 129], scale: 0.5, zero: 128),
      integers(.i8, [2], [2, -2], scale: 0.5),
    ], activation(.none), gives: integers(.i32, [2, 2], [-256, -254, 0, -2], scale: 0.25)),
]

@Suite struct ElementwiseSemanticsTests {
  @Test(arguments: floatCases) func floats(_ example: WorkedCase) throws { try example.check() }

  @Test(arguments: integerCases) func integers(_ example: WorkedCase) throws {
    try example.check()
  }

  @Test(arguments: ["add", "mul"]) func operandsMayBeExchanged(_ name: String) throws {
    let a = OperatorsTests.floats([2, 1, 3], [0.1, -2, 3e8, 1e-7, 5, -0.3])
    let b = OperatorsTests.floats([4, 1], [1, -0.7, 1e9, 0.1])
    #expect(
      try evaluate(name, [a, b], activation(.none)) == evaluate(name, [b, a], activation(.none)))
  }

  @Test func nanStaysThroughTheActivation() throws {
    let nan = OperatorsTests.floats([1], [.nan])
    for kind in [Activation.none, .relu, .clip(0, 6)] {
      let result = try evaluate("add", [nan, nan], activation(kind))
      #expect(result[0].floats[0].isNaN, "\(kind)")
    }
  }
}
