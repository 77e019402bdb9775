import Basic

extension ONNXTextParser {
  /// A whole number of 64 bits, which must stand here.
  mutating func integer(_ what: String) throws(Failure) -> Int64 {
    guard current.kind == .integer else { throw fail("expected \(what)") }
    let digits = slice(current)
    let isNegative = digits.first == UInt8(ascii: "-")
    var value: Int64 = 0
    for byte in isNegative ? digits.dropFirst() : digits {
      let digit = Int64(byte - UInt8(ascii: "0"))
      let (tenfold, overflows) = value.multipliedReportingOverflow(by: 10)
      // Negative numbers are built downwards: they reach one further.
      let (sum, carries) =
        isNegative
        ? tenfold.subtractingReportingOverflow(digit) : tenfold.addingReportingOverflow(digit)
      guard !overflows, !carries else { throw fail("expected \(what) of at most 64 bits") }
      value = sum
    }
    advance()
    return value
  }

  /// A whole number without sign of 64 bits, which must stand here.
  mutating func unsigned(_ what: String) throws(Failure) -> UInt64 {
    guard current.kind == .integer,
      let value = UInt64(String(decoding: slice(current), as: UTF8.self))
    else { throw fail("expected \(what) from 0 to \(UInt64.max)") }
    advance()
    return value
  }

  /// A number, `inf` or `nan`, rounded to `Float`.
  mutating func float(_ what: String) throws(Failure) -> Float {
    guard isNumber(current) else { throw fail("expected \(what)") }
    guard let value = FloatText.float(slice(current)) else {
      throw fail("expected \(what) of at most \(Float.greatestFiniteMagnitude)")
    }
    advance()
    return value
  }

  /// A number, `inf` or `nan`, rounded to `Double`.
  mutating func double(_ what: String) throws(Failure) -> Double {
    guard isNumber(current) else { throw fail("expected \(what)") }
    guard let value = FloatText.double(slice(current)) else {
      throw fail("expected \(what) of at most \(Double.greatestFiniteMagnitude)")
    }
    advance()
    return value
  }

  private func isNumber(_ token: ONNXTextToken) -> Bool {
    token.isNumber || token.kind == .identifier && FloatText.isSpecial(slice(token))
  }
}
