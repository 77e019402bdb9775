import Basic
import IR
import Operators

/// How each operator is computed on integers.
extension IntegerProgramBuilder {
  func name(_ operation: Operation) -> String {
    source.graph[operation.results[0]].name
  }

  private func activation(_ operation: Operation) -> Activation {
    operation.attributes.activation("activation")
  }

  private func withoutActivation(_ operation: Operation) -> AttributeList {
    var attributes = operation.attributes
    attributes["activation"] = .activation(.none)
    return attributes
  }

  /// `conv2d` and `dense` with constant parameters: an accumulator, then one rounding.
  mutating func weighted(_ operation: Operation) throws -> ID<Value>? {
    let parameters = operation.operands.dropFirst().map { source.tensor(of: $0) }
    guard let weight = parameters.first ?? nil, parameters.allSatisfy({ $0 != nil }) else {
      return nil
    }
    let input = integer(operation.operands[0])
    guard type(input).isQuantizedPerTensor, let given = type(input).quantization else {
      return nil
    }
    let bias = parameters.count > 1 ? parameters[1] : nil
    let quantized = WeightQuantizer(weights, threads: threads).quantize(
      weight, bias: bias?.floats, inputScale: Float(given.scales[0]))
    let weightName = source.graph[operation.operands[1]].name
    var operands = [input, constant("\(weightName).\(weights.rawValue)", quantized)]
    if let bias {
      let scales = (quantized.type.quantization?.scales ?? []).map { given.scales[0] * $0 }
      let steps = Quantization(symmetricScales: scales, axis: 0)
      operands.append(
        constant(
          "\(source.graph[operation.operands[2]].name).i32",
          QuantizationParameters.accumulators(bias, steps)))
    }
    let sum = try add(
      operation.kind, operands, withoutActivation(operation), name: "\(name(operation)).sum",
      for: operation)
    return try requantize(sum, for: operation, activation: activation(operation))
  }

  /// `matmul` of two values, or of one and a constant, which has a scale for each column.
  mutating func matrixProduct(_ operation: Operation) throws -> ID<Value>? {
    var operands = [integer(operation.operands[0])]
    if let weight = source.tensor(of: operation.operands[1]),
      let scale = type(operands[0]).quantization?.scales[0]
    {
      let quantized = WeightQuantizer(.i8, axis: weight.type.rank - 1, threads: threads).quantize(
        weight, bias: nil, inputScale: Float(scale))
      operands.append(constant("\(source.graph[operation.operands[1]].name).i8", quantized))
    } else {
      operands.append(integer(operation.operands[1]))
    }
    let sum = try add(
      "matmul", operands, operation.attributes, name: "\(name(operation)).sum", for: operation)
    return try requantize(sum, for: operation)
  }

  /// `add` and `sub`: both operands in steps so fine that bringing them there loses nothing that
  /// matters (2⁻¹² of the coarser scale), an exact sum, then one rounding.
  mutating func sum(_ operation: Operation) throws -> ID<Value>? {
    let coarsest = operation.operands.map { operand -> Float in
      if source.tensor(of: operand) != nil {
        let seen = range(of: operand)
        return max(-seen.low, seen.high) / 127
      }
      return Float(type(integer(operand)).quantization?.scales[0] ?? 0)
    }.reduce(0, max)
    guard coarsest > 0 else { return nil }
    let common = Quantization(scale: coarsest * 0x1p-12, zeroPoint: 0)
    let limits = ElementType.i32.integerRange ?? 0...0
    let operands = try operation.operands.enumerated().map { index, operand in
      if let tensor = source.tensor(of: operand) {
        return constant(
          "\(source.graph[operand].name).i32", QuantizationParameters.accumulators(tensor, common))
      }
      return try rescale(
        integer(operand), to: StorageType(.i32, common),
        clamp: [Int(limits.lowerBound), Int(limits.upperBound)], rounding: "single",
        name: "\(name(operation)).\(index == 0 ? "a" : "b")", for: operation)
    }
    let sum = try add(
      operation.kind, operands, withoutActivation(operation), name: "\(name(operation)).sum",
      for: operation)
    return try requantize(sum, for: operation, activation: activation(operation))
  }

  /// `mul`: an exact product, then one rounding.
  mutating func product(_ operation: Operation) throws -> ID<Value>? {
    let operands = operation.operands.map { integer($0) }
    let product = try add(
      "mul", operands, withoutActivation(operation), name: "\(name(operation)).product",
      for: operation)
    return try requantize(product, for: operation, activation: activation(operation))
  }

  /// `relu` and `clip` that stand alone: a rounding to the range that they leave.
  mutating func rectified(_ operation: Operation) throws -> ID<Value>? {
    let attributes = operation.attributes
    let activation =
      operation.kind == "relu"
      ? Activation.relu : .clip(attributes.number("min"), attributes.number("max"))
    return try requantize(
      integer(operation.operands[0]), for: operation, activation: activation)
  }

  /// `concat`: every part in the integers of the whole.
  mutating func joined(_ operation: Operation) throws -> ID<Value>? {
    let coarsest = operation.operands.compactMap {
      type(integer($0)).quantization?.scales.max()
    }.reduce(0, max)
    let target = StorageType(
      activations,
      QuantizationParameters.asymmetric(
        range(of: operation.results[0]), activations,
        least: Float(coarsest / Requantizer.multiplierLimit * 2)))
    let parts = try operation.operands.enumerated().map { index, operand in
      let part = integer(operand)
      let type = type(part)
      if type.element == target.element, type.quantization == target.quantization { return part }
      return try rescale(
        part, to: target, clamp: target.bounds(.none), rounding: rounding,
        name: "\(name(operation)).part\(index)", for: operation)
    }
    return try add(
      "concat", parts, operation.attributes, name: name(operation), for: operation)
  }

  /// Operators that work on the integers themselves and keep what they stand for.
  mutating func carried(_ operation: Operation) throws -> ID<Value>? {
    var input = integer(operation.operands[0])
    if operation.kind == "pad", !holds(operation.attributes.number("value"), input) {
      // The filling is outside of what the operand's integers stand for, but not the result's.
      let target = storage(of: operation.results[0])
      input = try rescale(
        input, to: target, clamp: target.bounds(.none), rounding: rounding,
        name: "\(name(operation)).input", for: operation)
    }
    return try add(
      operation.kind, [input], operation.attributes, name: name(operation), for: operation)
  }

  /// Whether `value` lies between the least and the greatest number that a value's integers stand
  /// for.
  private func holds(_ value: Double, _ id: ID<Value>) -> Bool {
    guard let quantization = type(id).quantization, let range = type(id).element.integerRange
    else { return false }
    let (scale, zero) = (Double(quantization.scales[0]), Double(quantization.zeroPoints[0]))
    return value >= scale * (Double(range.lowerBound) - zero)
      && value <= scale * (Double(range.upperBound) - zero)
  }

  /// Unary functions: a table with an entry for each of the 256 integers.
  mutating func tabulated(_ operation: Operation) throws -> ID<Value>? {
    guard let function = catalog[operation.kind] as? any UnaryFunction.Type,
      operation.operands.count == 1
    else { return nil }
    let input = integer(operation.operands[0])
    guard let given = type(input).quantization, type(input).element.bits == 8,
      let lowest = type(input).element.integerRange?.lowerBound
    else { return nil }
    let target = storage(of: operation.results[0])
    let entries = (0..<256).map { index in
      let x =
        Double(given.scales[0]) * Double(Int64(index) + lowest - Int64(given.zeroPoints[0]))
      return QuantizationParameters.integer(function.apply(x, operation.attributes), target)
    }
    let table = constant(
      "\(name(operation)).table", Tensor(target.tensor([256]), integers: entries))
    return try add(
      "lookup", [input, table], AttributeList([]), name: name(operation), for: operation)
  }
}
