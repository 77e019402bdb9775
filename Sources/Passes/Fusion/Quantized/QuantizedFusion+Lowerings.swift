import Basic
import IR
import Operators

/// How each operator between `dequantize` and `quantize` is computed on integers.
extension QuantizedFusion {
  /// The integers that take the place of the `quantize`.
  mutating func integers(of region: QuantizedRegion) throws(NoIntegerForm) -> ID<Value> {
    var value = try computed(region)
    for movement in region.movements {
      value = try add(
        movement.kind, [value], movement.attributes,
        name: program.graph[movement.results[0]].name, for: region)
    }
    return value
  }

  private mutating func computed(_ region: QuantizedRegion) throws(NoIntegerForm) -> ID<Value> {
    switch region.operation.kind {
    case "dequantize": try tabulated(region)
    case "conv2d", "dense": try weighted(region)
    case "matmul", "mul": try product(region)
    case "add", "sub": try sum(region)
    case "global_average_pool", "average_pool2d": try mean(region)
    case "concat": try joined(region)
    case "max_pool2d": try carried(region)
    default: throw NoIntegerForm()
    }
  }

  private func withoutActivation(_ operation: Operation) -> AttributeList {
    var attributes = operation.attributes
    if attributes["activation"] != nil { attributes["activation"] = .activation(.none) }
    return attributes
  }

  /// `conv2d` and `dense` with constant weights: a sum, then one rounding.
  private mutating func weighted(
    _ region: QuantizedRegion
  ) throws(NoIntegerForm) -> ID<Value> {
    let operation = region.operation
    let x = try input(operation.operands[0], region)
    let given = try constantIntegers(operation.operands[1])
    guard let inputScale = type(x).quantization?.scales[0], let steps = given.type.quantization,
      given.type.element.bits <= 8, steps.isPerTensor || steps.axis == 0
    else { throw NoIntegerForm() }
    let weights = SymmetricWeights(given, steps)
    let name = program.graph[operation.operands[1]].name
    var operands = [x, constant(name, weights.low)]
    if operation.operands.count > 2 {
      let scales = steps.scales.map { $0 * inputScale }
      let sums =
        steps.isPerTensor
        ? Quantization(scale: scales[0], zeroPoint: 0)
        : Quantization(symmetricScales: scales, axis: 0)
      operands.append(
        constant(
          program.graph[operation.operands[2]].name, try bias(operation.operands[2], sums)))
    }
    let attributes = withoutActivation(operation)
    var sum = try add(
      operation.kind, operands, attributes, name: "\(region.name).sum", for: region)
    if let rest = weights.rest {
      let second = try add(
        operation.kind, [x, constant("\(name).rest", rest)], attributes,
        name: "\(region.name).rest", for: region)
      sum = try add(
        "add", [sum, second], AttributeList([Attribute("activation", .activation(.none))]),
        name: "\(region.name).whole", for: region)
    }
    return try requantize(sum, for: region)
  }

  /// `matmul` and `mul`: exact in `i32`, then one rounding.
  private mutating func product(
    _ region: QuantizedRegion
  ) throws(NoIntegerForm) -> ID<Value> {
    let operation = region.operation
    let first = try input(operation.operands[0], region)
    let second: ID<Value>
    if let tensor = try? constantIntegers(operation.operands[1]) {
      second = constant(program.graph[operation.operands[1]].name, tensor)
    } else {
      second = try input(operation.operands[1], region)
    }
    let product = try add(
      operation.kind, [first, second], withoutActivation(operation),
      name: "\(region.name).product", for: region)
    return try requantize(product, for: region)
  }

  /// `add` and `sub`: both operands in steps of about 2^-20 times the coarser scale, an exact sum, then
  /// one rounding.
  private mutating func sum(_ region: QuantizedRegion) throws(NoIntegerForm) -> ID<Value> {
    let operation = region.operation
    var parts: [ID<Value>] = []
    for operand in operation.operands { parts.append(try input(operand, region)) }
    let terms = parts.compactMap { QuantizedSumSteps.Term(type($0)) }
    guard terms.count == 2 else { throw NoIntegerForm() }
    // A difference from a zero point has 9 bits with its sign, a sum 10: 30 of 32 bits.
    let form =
      operation.kind == "add"
      ? QuantizedSumSteps(terms[0], terms[1], region.target).best
      : .init(step: max(terms[0].scale, terms[1].scale) * 0x1p-20)
    let steps = StorageType(.i32, Quantization(scale: form.step, zeroPoint: 0))
    var operands: [ID<Value>] = []
    for (part, suffix) in zip(parts, ["a", "b"]) {
      operands.append(
        try rescale(
          part, to: steps, clamp: steps.bounds(.none), rounding: "single",
          name: "\(region.name).\(suffix)", for: region))
    }
    var sum = try add(
      operation.kind, operands, withoutActivation(operation), name: "\(region.name).sum",
      for: region)
    if form.offset != 0 {
      let offset = constant(
        "\(region.name).offset", Tensor(steps.tensor([1]), integers: [form.offset]))
      sum = try add(
        "add", [sum, offset], AttributeList([Attribute("activation", .activation(.none))]),
        name: "\(region.name).shifted", for: region)
    }
    return try requantize(sum, for: region, rounding: form.rounding)
  }

  /// Means over windows: sums by a depth-wise convolution of ones, whose scale divides by their
  /// number.
  private mutating func mean(_ region: QuantizedRegion) throws(NoIntegerForm) -> ID<Value> {
    let operation = region.operation
    let x = try input(operation.operands[0], region)
    let shape = type(x).shape
    let isGlobal = operation.kind == "global_average_pool"
    let window = isGlobal ? Array(shape[2...]) : operation.attributes.integers("window")
    let padding = isGlobal ? [0, 0, 0, 0] : operation.attributes.integers("padding")
    let stride = isGlobal ? [1, 1] : operation.attributes.integers("stride")
    let count = window[0] * window[1]
    guard padding.allSatisfy({ $0 == 0 }) || operation.attributes["count_padding"] == .boolean(true)
    else { throw NoIntegerForm() }
    let ones = Tensor(
      TensorType(
        .i8, [shape[1], 1] + window, Quantization(scale: 1 / Float(count), zeroPoint: 0)),
      integers: [Int32](repeating: 1, count: shape[1] * count))
    let attributes = AttributeList([
      Attribute("stride", .integers(stride)), Attribute("padding", .integers(padding)),
      Attribute("dilation", .integers([1, 1])), Attribute("groups", .integer(shape[1])),
      Attribute("activation", .activation(.none)),
    ])
    let sum = try add(
      "conv2d", [x, constant("\(region.name).ones", ones)], attributes,
      name: "\(region.name).sum", for: region)
    return try requantize(sum, for: region)
  }

  /// `concat`: every part in the integers of the whole.
  private mutating func joined(_ region: QuantizedRegion) throws(NoIntegerForm) -> ID<Value> {
    guard region.activation == .none else { throw NoIntegerForm() }
    var parts: [ID<Value>] = []
    for (index, operand) in region.operation.operands.enumerated() {
      let part = try input(operand, region)
      parts.append(try restated(part, "\(region.name).part\(index)", region))
    }
    return try add(
      "concat", parts, region.operation.attributes, name: region.name, for: region)
  }

  /// Operators that choose among the integers themselves: one scale serves operand and result.
  private mutating func carried(_ region: QuantizedRegion) throws(NoIntegerForm) -> ID<Value> {
    guard region.activation == .none else { throw NoIntegerForm() }
    let x = try restated(
      try input(region.operation.operands[0], region), "\(region.name).input", region)
    return try add(
      region.operation.kind, [x], region.operation.attributes, name: region.name, for: region)
  }
}
