import Basic

/// The elements of a constant as its text lists them; each must be one that the type can hold.
struct ConstantElements {
  private let element: ElementType
  private var integers: [Int64] = []
  private var numbers: [Double] = []

  init(_ element: ElementType) {
    self.element = element
  }

  /// The number of elements read.
  var count: Int { integers.count + numbers.count }

  /// Reads one element, or reports why it is none.
  mutating func read(_ cursor: inout TokenCursor) throws(TokenCursor.Failure) {
    let token = cursor.current
    guard let range = element == .bool ? 0...1 : element.integerRange else {
      numbers.append(try cursor.expectNumber("a number"))
      return
    }
    guard token.kind == .number, let value = Int64(token.text), range.contains(value) else {
      cursor.bag.report(
        .error(
          IRRules.constantFits,
          "\(token.description) is no integer from \(range.lowerBound) to \(range.upperBound), "
            + "as \(element.rawValue) holds",
          at: .source(token.range)))
      throw TokenCursor.Failure()
    }
    cursor.advance()
    integers.append(value)
  }

  /// The tensor of all elements; `type` has as many.
  func tensor(_ type: TensorType) -> Tensor {
    if element == .i64 { return Tensor(type, integers) }
    if numbers.isEmpty { return Tensor(type, integers: integers.map { Int32($0) }) }
    return Tensor(type, numbers: numbers)
  }
}
