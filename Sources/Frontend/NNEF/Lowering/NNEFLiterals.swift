import Basic

/// Turns literals into the values that parameters take.
enum NNEFLiterals {
  /// The largest size, stride or axis, so that sums of products stay countable.
  static let integerLimit = 1 << 31

  /// The value of a literal where a parameter of `kind` is wanted, or `nil` if it is of another.
  static func value(
    _ expression: NNEFExpression, _ kind: NNEFOperation.Parameter.Kind
  ) -> NNEFValue? {
    switch kind {
    case .integer: return integer(expression)
    case .scalar, .tensor: return number(expression)
    case .integers: return list(expression, integer)
    case .scalars: return list(expression, exactNumber)
    case .pairs:
      return list(expression) { pair in
        guard case .list(let entries)? = list(pair, integer), entries.count == 2 else { return nil }
        return .list(entries)
      }
    case .logical:
      guard case .logical(let value, _) = expression else { return nil }
      return .logical(value)
    case .string:
      guard case .string(let token) = expression else { return nil }
      return .string(token.text)
    case .tensors: return nil
    }
  }

  private static func list(
    _ expression: NNEFExpression, _ entry: (NNEFExpression) -> NNEFValue?
  ) -> NNEFValue? {
    guard case .list(let entries, _) = expression else { return nil }
    let values = entries.compactMap(entry)
    return values.count == entries.count ? .list(values) : nil
  }

  private static func integer(_ expression: NNEFExpression) -> NNEFValue? {
    guard case .number(let token) = expression, let value = Int(token.text),
      value.magnitude <= UInt(integerLimit)
    else { return nil }
    return .integer(value)
  }

  /// A number; one beyond the largest is infinite, as in `1e999`.
  private static func number(_ expression: NNEFExpression) -> NNEFValue? {
    if case .logical(let value, _) = expression { return .logical(value) }
    return exactNumber(expression)
  }

  private static func exactNumber(_ expression: NNEFExpression) -> NNEFValue? {
    switch expression {
    case .logical(let value, _): return .logical(value)
    case .number(let token):
      if let value = Int(token.text) { return .integer(value) }
      return Double(token.text).map { .number($0) }
    default: return nil
    }
  }
}
