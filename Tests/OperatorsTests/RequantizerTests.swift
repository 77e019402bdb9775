import Foundation
import Frontend
import IR
import Operators
import TestSupport
import Testing

/// The rounding conventions against exact arithmetic, and `Requantizer` against them.
@Suite struct RequantizerTests {
  /// The columns of `requantize_modes/modes.npz`, by name.
  private static func columns(_ names: [String]) throws -> [[Int64]] {
    let path = RepositoryPaths.vectors.appendingPathComponent("requantize_modes/modes.npz").path
    let archive = try TensorFile.open(path)
    return try names.map { name in
      let tensor = try archive.tensor(name)
      guard tensor.type.element == .i64 else { return tensor.integers.map { Int64($0) } }
      return tensor.withElements(of: Int64.self) { Array($0) }
    }
  }

  private static func multipliers() throws -> [Double] {
    let path = RepositoryPaths.vectors.appendingPathComponent("requantize_modes/modes.npz").path
    return try TensorFile.open(path).tensor("multiplier").numbers
  }

  @Test func multipliersAreDerivedExactly() throws {
    let columns = try RequantizerTests.columns(["q", "sh", "m", "d"])
    let multipliers = try RequantizerTests.multipliers()
    #expect(multipliers.count > 2_000)
    for (row, multiplier) in multipliers.enumerated() {
      let (fixed, short) = (FixedPointMultiplier(multiplier), ShortMultiplier(multiplier))
      let found = [fixed.q, fixed.sh, short.m, short.d].map { Int64($0) }
      #expect(found == columns.map { $0[row] }, "multiplier \(multiplier)")
    }
  }

  @Test(arguments: RoundingMode.allCases)
  func everyDrawIsRoundedAsByExactArithmetic(_ mode: RoundingMode) throws {
    let columns = try RequantizerTests.columns([
      "acc", "q", "sh", "m", "d", "glow_pre", mode.rawValue,
    ])
    let multipliers = try RequantizerTests.multipliers()
    for (row, multiplier) in multipliers.enumerated() {
      let acc = columns[0][row]
      let numbers = columns[1...5].map { Int32($0[row]) }
      let (q, sh, m, d) = (numbers[0], numbers[1], numbers[2], numbers[3])
      let found =
        switch mode {
        case .single, .tosa: IntegerRounding.single(acc, q, sh)
        case .tfliteDouble: IntegerRounding.tfliteDouble(acc, q, sh)
        case .tosaDouble: IntegerRounding.tosaDouble(acc, q, sh)
        case .onnxHalfEven: IntegerRounding.onnxHalfEven(acc, Float(multiplier))
        case .pulpFloor: IntegerRounding.pulpFloor(acc, m, d)
        case .deeployRound: IntegerRounding.deeployRound(acc, m, d)
        case .glow: IntegerRounding.glow(acc, m, d, pre: numbers[4])
        }
      #expect(found == columns[6][row], "acc \(acc), multiplier \(multiplier)")
    }
  }

  /// Sums of 64 bits are rounded as those of 32 are, and where only they reach.
  @Test func wideSumsAreRoundedOnce() throws {
    let columns = try RequantizerTests.columns(["acc", "q", "sh", "single"])
    for row in columns[0].indices {
      let (q, sh) = (Int32(columns[1][row]), Int32(columns[2][row]))
      #expect(
        IntegerRounding.single(wide: columns[0][row], q, sh) == Int128(columns[3][row]))
    }
    let eighth = Requantizer(
      scaleIn: 0.125, zeroIn: 0, inputBits: 64, scaleOut: 1, zeroOut: 0, mode: .single,
      clamp: Int32.min...Int32.max)
    for value: Int64 in [1 << 33, 1 << 33 + 3, 1 << 33 + 4, -(1 << 33) - 4, -(1 << 33) - 5] {
      #expect(eighth(wide: value) == Int32((value + 4) >> 3))
    }
    #expect(eighth(wide: .max) == .max && eighth(wide: .min) == .min)
    for scale in [0x1p-40, 0x1p-31, 0x1p28] {
      let requantizer = Requantizer(
        scaleIn: scale, zeroIn: 0, inputBits: 64, scaleOut: 1, zeroOut: 5, mode: .tosa,
        clamp: -100...90)
      let ends = [requantizer(wide: .min), requantizer(wide: 0), requantizer(wide: .max)]
      #expect(ends == (scale < 0x1p-32 ? [5, 5, 5] : [-100, 5, 90]))
    }
  }

  /// Rounded to a 512th first, 11.4991 is 11.5, and that is rounded to 12.
  @Test(arguments: [
    (RoundingMode.single, Int32(11)), (.tfliteDouble, 12), (.tosa, 11), (.tosaDouble, 12),
    (.onnxHalfEven, 11), (.pulpFloor, 11), (.deeployRound, 11),
  ])
  func doubleRoundingShows(_ mode: RoundingMode, _ expected: Int32) {
    let requantizer = Requantizer(
      scaleIn: 1_583_593_984 * 0x1p-40, zeroIn: 0, inputBits: 32, scaleOut: 1, zeroOut: 0,
      mode: mode, clamp: -128...127)
    #expect(requantizer(7984) == expected)
  }

  /// At a multiplier of a quarter these are ties; double rounding has a second step to round in.
  @Test(arguments: [
    (RoundingMode.single, [Int32(-2), -1, 0, 1, 2, 3]), (.tfliteDouble, [-3, -2, -1, 1, 2, 3]),
    (.tosaDouble, [-3, -2, -1, 1, 2, 3]),
    (.tosa, [-2, -1, 0, 1, 2, 3]), (.onnxHalfEven, [-2, -2, 0, 0, 2, 2]),
    (.pulpFloor, [-3, -2, -1, 0, 1, 2]), (.deeployRound, [-2, -1, 0, 1, 2, 3]),
    (.glow, [-2, -1, 0, 1, 2, 3]),
  ])
  func tiesAreBrokenAsTheModeSays(_ mode: RoundingMode, _ expected: [Int32]) {
    let requantizer = Requantizer(
      scaleIn: 0.25, zeroIn: 0, inputBits: 8, scaleOut: 1, zeroOut: 0, mode: mode,
      clamp: -128...127)
    #expect([-10, -6, -2, 2, 6, 10].map { requantizer($0) } == expected)
  }

  /// A shift by 20 bits and back, as additions of other systems have it, loses nothing.
  @Test(arguments: RoundingMode.allCases.filter { Requantizer.multiplierLimit($0) > 0x1p20 })
  func widensByTwentyBitsExactly(_ mode: RoundingMode) {
    let requantizer = Requantizer(
      scaleIn: 0.1, zeroIn: -128, inputBits: 8, scaleOut: 0.1 * 0x1p-20, zeroOut: 0, mode: mode,
      clamp: Int32.min...Int32.max)
    for q: Int32 in -128...127 { #expect(requantizer(q) == (q + 128) << 20) }
  }

  @Test(arguments: RoundingMode.allCases)
  func extremesSaturateOnTheRightSide(_ mode: RoundingMode) {
    for scale in [0x1p-40, 1e-20, 0.3, 1, 7.5, 16_383] {
      let requantizer = Requantizer(
        scaleIn: scale, zeroIn: 0, inputBits: 32, scaleOut: 1, zeroOut: 5, mode: mode,
        clamp: -100...90)
      #expect(requantizer(0) == 5)
      let ends = [requantizer(.min), requantizer(.max)]
      #expect(scale < 1e-9 ? ends.allSatisfy { (4...6).contains($0) } : ends == [-100, 90])
    }
  }

  @Test(arguments: RoundingMode.allCases)
  func resultsNeverFallAsTheInputRises(_ mode: RoundingMode) {
    let requantizer = Requantizer(
      scaleIn: 0.0371, zeroIn: -3, inputBits: 16, scaleOut: 0.9, zeroOut: -7, mode: mode,
      clamp: -128...127)
    let results = (Int32(-4000)...4000).map { requantizer($0) }
    #expect(zip(results, results.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(results.first == -128 && results.last == 127)
  }
}
