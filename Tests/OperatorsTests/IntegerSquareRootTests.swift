import Operators
import Testing

@Suite struct IntegerSquareRootTests {
  /// The definition: the square of the root is at most `value`, and that of the next is above.
  private func isRoot(_ root: UInt64, of value: UInt64) -> Bool {
    let next = (root + 1).multipliedReportingOverflow(by: root + 1)
    return root * root <= value && (next.overflow || next.partialValue > value)
  }

  @Test func everySmallNumber() {
    let wrong = (0..<UInt64(1 << 17)).filter { !isRoot(IntegerSquareRoot.floor($0), of: $0) }
    #expect(wrong == [])
  }

  /// The root changes from one number to the next at squares alone.
  @Test(arguments: [1, 2, 3, 255, 256, 46_341, 65_535, 65_536, 3_037_000_500, 4_294_967_295])
  func aroundSquares(_ root: UInt64) {
    let square = root * root
    #expect(IntegerSquareRoot.floor(square - 1) == root - 1)
    #expect(IntegerSquareRoot.floor(square) == root)
    #expect(IntegerSquareRoot.floor(square + 1) == (root == 1 ? 1 : root))
  }

  @Test(arguments: 0..<64)
  func aroundPowersOfTwo(_ exponent: UInt64) {
    let power = UInt64(1) << exponent
    for value in [power - 1, power, power + 1] {
      #expect(isRoot(IntegerSquareRoot.floor(value), of: value), "\(value)")
    }
  }

  @Test func theLargestNumber() {
    #expect(IntegerSquareRoot.floor(.max) == 4_294_967_295)
  }
}
