import Basic
import IR
import Operators

/// How normalizations are computed on integers.
extension IntegerProgramBuilder {
  /// `softmax`: its exponentials from a table, a 32-bit result, then one rounding.
  mutating func normalizedExponentials(_ operation: Operation) throws -> ID<Value>? {
    let input = integer(operation.operands[0])
    guard type(input).isQuantizedActivation, let given = type(input).quantization else {
      return nil
    }
    let table = constant("\(name(operation)).table", Softmax.table(scale: given.scales[0]))
    let quotients = try add(
      "softmax", [input, table], operation.attributes, name: "\(name(operation)).exponentials",
      for: operation)
    return try requantize(quotients, for: operation)
  }

  /// `layer_norm` with constant parameters: a 32-bit result, then one rounding.
  ///
  /// The scale is an `i16`: in 8 bits, one large factor would leave the others too few steps.
  mutating func normalized(_ operation: Operation) throws -> ID<Value>? {
    let parameters = operation.operands.dropFirst().map { source.tensor(of: $0) }
    guard let scale = parameters.first ?? nil, parameters.allSatisfy({ $0 != nil }) else {
      return nil
    }
    let input = integer(operation.operands[0])
    guard type(input).isQuantizedActivation else { return nil }
    let bias = parameters.count > 1 ? parameters[1] : nil
    // The bias must fit 32 bits in the steps of the result, and what it is added to as well.
    let largest = bias?.floats.reduce(0) { max($0, abs($1)) } ?? 0
    let fraction = Float(1 << LayerNorm.fractionBits(scale.type.elementCount, .i16))
    let quantized = QuantizationParameters.symmetric(
      scale, .i16, least: largest * 0x1p-30 * fraction)
    var operands = [
      input, constant("\(source.graph[operation.operands[1]].name).i16", quantized),
    ]
    if let bias {
      operands.append(
        constant(
          "\(source.graph[operation.operands[2]].name).i32",
          QuantizationParameters.accumulators(
            bias, LayerNorm.integerQuantization(quantized.type))))
    }
    let sum = try add(
      "layer_norm", operands, operation.attributes, name: "\(name(operation)).sum",
      for: operation)
    return try requantize(sum, for: operation)
  }
}
