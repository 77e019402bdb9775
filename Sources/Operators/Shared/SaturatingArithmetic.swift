/// Arithmetic on sizes that may be too large for any machine: it stays at the largest number.
package enum Saturating {
  /// The product of numbers that are not negative.
  package static func product(_ factors: Int...) -> Int { product(factors) }

  /// The product of numbers that are not negative.
  package static func product(_ factors: [Int]) -> Int {
    guard !factors.contains(0) else { return 0 }
    return factors.reduce(1) { product, factor in
      let (value, overflow) = product.multipliedReportingOverflow(by: factor)
      return overflow ? .max : value
    }
  }

  /// The sum of two numbers that are not negative.
  package static func sum(_ a: Int, _ b: Int) -> Int {
    let (value, overflow) = a.addingReportingOverflow(b)
    return overflow ? .max : value
  }
}
