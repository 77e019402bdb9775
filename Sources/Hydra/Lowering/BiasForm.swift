/// How biases lie in words of 32 bits: shifted to the right together, so that the greatest fits.
enum BiasForm {
  /// The bits that all biases of a layer are shifted by; none with 8-bit numbers.
  static func shift(_ biases: [Int]) -> Int {
    let largest = biases.map(\.magnitude).max() ?? 0
    var shift = 0
    while largest >> UInt(shift) >= UInt(Int32.max) { shift += 1 }
    return shift
  }

  /// The nearest biases that lose nothing when they are shifted, ties to even.
  static func rounded(_ biases: [Int]) -> [Int] {
    var shift = shift(biases)
    while true {
      let rounded = biases.map { FixedPoint.shifted($0, shift, .halfEven) << shift }
      // Rounding up may take the greatest to one bit more.
      if Self.shift(rounded) <= shift { return rounded }
      shift += 1
    }
  }
}
