/// What joins two numbers to one, whichever come first: what reductions, running totals and
/// scattered updates are made of.
protocol FoldOperation: Sendable {
  /// What leaves every number as it is.
  static func neutral<Number: WideNumber>(_: Number.Type) -> Number

  /// One number for two.
  static func combine<Number: WideNumber>(_ a: Number, _ b: Number) -> Number
}

/// The sum of `a` and `b`.
enum SumFold: FoldOperation {
  static func neutral<Number: WideNumber>(_: Number.Type) -> Number { .zero }

  @inline(__always)
  static func combine<Number: WideNumber>(_ a: Number, _ b: Number) -> Number { .sum(a, b) }
}

/// The product of `a` and `b`.
enum ProductFold: FoldOperation {
  static func neutral<Number: WideNumber>(_: Number.Type) -> Number { .one }

  @inline(__always)
  static func combine<Number: WideNumber>(_ a: Number, _ b: Number) -> Number { .product(a, b) }
}

/// The greater of `a` and `b`, or what is no number if one of them is none.
enum MaximumFold: FoldOperation {
  static func neutral<Number: WideNumber>(_: Number.Type) -> Number { .least }

  @inline(__always)
  static func combine<Number: WideNumber>(_ a: Number, _ b: Number) -> Number {
    b > a || b.isNaN ? b : a
  }
}

/// The lesser of `a` and `b`, or what is no number if one of them is none.
enum MinimumFold: FoldOperation {
  static func neutral<Number: WideNumber>(_: Number.Type) -> Number { .greatest }

  @inline(__always)
  static func combine<Number: WideNumber>(_ a: Number, _ b: Number) -> Number {
    b < a || b.isNaN ? b : a
  }
}
