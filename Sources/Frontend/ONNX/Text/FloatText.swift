/// Reads floating-point numbers from the bytes of a text, each rounded once.
enum FloatText {
  /// Whether the bytes spell `inf`, `infinity` or `nan`, in any case.
  static func isSpecial(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard bytes.count == 3 || bytes.count == 8 else { return false }
    let word = bytes.map { $0 | 0x20 }
    return ["inf", "nan", "infinity"].contains { word.elementsEqual($0.utf8) }
  }

  /// The value of a number, or `nil` if it is beyond the largest `Double`.
  static func double(_ bytes: ArraySlice<UInt8>) -> Double? {
    if let exact = exactDouble(bytes) { return exact }
    let text = String(decoding: bytes, as: UTF8.self)
    guard let value = Double(text), value.isFinite || isSpecial(unsigned(bytes)) else { return nil }
    return value
  }

  /// The value of a number, or `nil` if it is beyond the largest `Float`.
  static func float(_ bytes: ArraySlice<UInt8>) -> Float? {
    // Rounding twice goes wrong only at the middle between two floats, and below the normal ones.
    if let exact = exactDouble(bytes), exact.bitPattern & 0x1FFF_FFFF != 0x1000_0000,
      exact == 0 || exact.magnitude >= Double(Float.leastNormalMagnitude),
      exact.magnitude < Double(Float.greatestFiniteMagnitude)
    {
      return Float(exact)
    }
    let text = String(decoding: bytes, as: UTF8.self)
    guard let value = Float(text), value.isFinite || isSpecial(unsigned(bytes)) else { return nil }
    return value
  }

  private static func unsigned(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    bytes.first == UInt8(ascii: "-") ? bytes.dropFirst() : bytes
  }

  /// The powers of ten that a `Double` holds exactly.
  private static let powers: [Double] = {
    var powers = [1.0]
    for _ in 0..<22 { powers.append((powers.last ?? 1) * 10) }
    return powers
  }()

  /// The value nearest to a number whose digits and power of ten are both exact, so that their
  /// product or quotient is rounded once (Clinger, 1990); `nil` for all others.
  private static func exactDouble(_ bytes: ArraySlice<UInt8>) -> Double? {
    enum Part { case whole, fraction, exponent }
    var part = Part.whole
    var mantissa: UInt64 = 0
    var exponent = 0
    var written = 0
    var (isNegative, isExponentNegative) = (false, false)
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        let digit = byte - UInt8(ascii: "0")
        if part == .exponent {
          written = written * 10 + Int(digit)
          guard written < 1000 else { return nil }
        } else {
          mantissa = mantissa * 10 + UInt64(digit)
          guard mantissa < 1 << 53 else { return nil }
          if part == .fraction { exponent -= 1 }
        }
      case UInt8(ascii: "."): part = .fraction
      case UInt8(ascii: "e"), UInt8(ascii: "E"): part = .exponent
      case UInt8(ascii: "-"):
        if part == .exponent { isExponentNegative = true } else { isNegative = true }
      case UInt8(ascii: "+"): break
      default: return nil
      }
    }
    exponent += isExponentNegative ? -written : written
    guard exponent.magnitude < powers.count else { return nil }
    let power = powers[Int(exponent.magnitude)]
    let value = exponent < 0 ? Double(mantissa) / power : Double(mantissa) * power
    return isNegative ? -value : value
  }
}
