/// Sizes of a layer that were checked against the limits, so that later products cannot overflow.
struct LayerExtents {
  /// The number of weights.
  let weightCount: Int

  /// Checks sizes, which may come from a file; `nil` if one is not positive or too large.
  init?(kind: BitSerialLayer.Kind, channels: Int, filters: Int) {
    let elements = BitSerialLayer.elementLimit
    let weights: Int?
    let inputs: Int?
    let outputs: Int?
    let positions: Int?
    switch kind {
    case .convolution(let kernel, let input, let output, let groups):
      guard groups > 0, channels.isMultiple(of: groups), filters.isMultiple(of: groups) else {
        return nil
      }
      weights = Self.product(
        [filters, channels / groups, kernel.height, kernel.width], limit: elements)
      inputs = Self.product([channels, input.height, input.width], limit: elements)
      positions = Self.product([output.height, output.width], limit: elements)
    case .linear(let tokens):
      weights = Self.product([filters, channels], limit: elements)
      inputs = Self.product([channels, tokens], limit: elements)
      positions = Self.product([tokens], limit: elements)
    }
    guard let weights, inputs != nil, let positions else { return nil }
    outputs = Self.product([filters, positions], limit: elements)
    let operations = Self.product([weights, positions], limit: BitSerialLayer.operationLimit)
    guard outputs != nil, operations != nil else { return nil }
    weightCount = weights
  }

  /// The product of positive factors if it does not exceed `limit`.
  private static func product(_ factors: [Int], limit: Int) -> Int? {
    var result = 1
    for factor in factors {
      let (product, overflow) = result.multipliedReportingOverflow(by: factor)
      guard factor > 0, !overflow, product <= limit else { return nil }
      result = product
    }
    return result
  }
}
