import Basic
import IR

/// Turns the arguments of a call into attribute values by the declarations of the operator.
enum ArgumentReader {
  /// The value of an attribute, or `nil` if the expression is of another kind.
  static func value(_ expression: ExpressionSyntax, _ kind: AttributeSpec.Kind) -> AttributeValue? {
    switch kind {
    case .integer: return integer(expression).map { .integer($0) }
    case .integers(let count): return integers(expression, count).map { .integers($0) }
    case .number: return number(expression).map { .number($0) }
    case .numbers(let count): return numbers(expression, count).map { .numbers($0) }
    case .boolean:
      guard case .name(let token) = expression else { return nil }
      return ["true": true, "false": false][token.text].map { .boolean($0) }
    case .symbol(let words):
      switch expression {
      case .name(let token), .string(let token):
        return words.contains(token.text) ? .symbol(token.text) : nil
      default: return nil
      }
    case .activation: return activation(expression).map { .activation($0) }
    case .storage: return storage(expression).map { .storage($0) }
    }
  }

  private static func integer(_ expression: ExpressionSyntax) -> Int? {
    guard case .number(let token) = expression, let value = Int(token.text),
      value.magnitude <= UInt(Int32.max)
    else { return nil }
    return value
  }

  private static func integers(_ expression: ExpressionSyntax, _ count: Int?) -> [Int]? {
    if let count, let value = integer(expression) { return [Int](repeating: value, count: count) }
    guard case .list(let entries, _) = expression else { return nil }
    let values = entries.compactMap(integer)
    guard values.count == entries.count else { return nil }
    // Padding by [height, width] is the same on both sides.
    if count == 4, values.count == 2 { return values + values }
    return count == nil || count == values.count ? values : nil
  }

  private static func number(_ expression: ExpressionSyntax) -> Double? {
    switch expression {
    case .number(let token): Double(token.text)
    case .name(let token) where token.text == "inf": .infinity
    default: nil
    }
  }

  private static func numbers(_ expression: ExpressionSyntax, _ count: Int?) -> [Double]? {
    if let count, let value = number(expression) {
      return [Double](repeating: value, count: count)
    }
    guard case .list(let entries, _) = expression else { return nil }
    let values = entries.compactMap(number)
    guard values.count == entries.count else { return nil }
    return count == nil || count == values.count ? values : nil
  }

  private static func activation(_ expression: ExpressionSyntax) -> Activation? {
    switch expression {
    case .name(let token): return ["none": Activation.none, "relu": .relu][token.text]
    case .call(let call) where call.name.text == "clip" && call.arguments.count == 2:
      guard let low = number(call.arguments[0].value), let high = number(call.arguments[1].value)
      else { return nil }
      return .clip(low, high)
    default: return nil
    }
  }

  /// `i8`, or `quantized(i8, scale = 0.1, zero = 3)`.
  private static func storage(_ expression: ExpressionSyntax) -> StorageType? {
    switch expression {
    case .name(let token): return ElementType(rawValue: token.text).map { StorageType($0) }
    case .call(let call) where call.name.text == "quantized" && call.arguments.count == 3:
      let labels = call.arguments.map { $0.label?.text }
      guard labels == [nil, "scale", "zero"],
        case .name(let token) = call.arguments[0].value,
        let element = ElementType(rawValue: token.text),
        case .number(let scaleToken) = call.arguments[1].value,
        let scale = Float(scaleToken.text), let zero = integer(call.arguments[2].value)
      else { return nil }
      return StorageType(
        element, Quantization(scale: scale, zeroPoint: Int32(truncatingIfNeeded: zero)))
    default: return nil
    }
  }
}
