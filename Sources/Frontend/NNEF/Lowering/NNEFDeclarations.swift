import IR

/// Lowers what brings tensors into a graph.
enum NNEFDeclarations {
  /// The most elements of a constant that are made of one number.
  private static let fillLimit = 1 << 24

  static func external(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    let name = context.resultName
    guard context.inputs.names.contains(name) else {
      throw context.refusal(
        NNEFRules.graphInput, "the head of the graph does not name it as an input")
    }
    let options = context.inputs.options
    let shape = options.shapes[name] ?? context.integers("shape")
    let type = TensorType(element(context), shape)
    if let fault = type.fault {
      throw context.refusal(
        NNEFRules.inputShape, fault, help: "give a shape by --shape \(name)=…")
    }
    let y = context.builder.addInput(name, type, value: options.values[name])
    return [context.wrap(y)]
  }

  static func variable(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    let label = context.text("label")
    let tensor = try context.variables.tensor(
      label, identifier: context.resultName, element: context.generic ?? "scalar",
      shape: context.integers("shape"), context)
    return [constant(label, tensor)]
  }

  static func constant(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    guard case .list(let entries) = context.argument("value") else { return [] }
    let shape = context.integers("shape")
    guard let count = TensorType.checkedElementCount(shape), count <= fillLimit,
      entries.count == count || entries.count == 1
    else {
      throw context.refusal(
        NNEFRules.shapes, "the shape is \(shape), and there are \(entries.count) values",
        help: "give one value, or one for each of at most 2^24 elements")
    }
    let type = TensorType(element(context), shape)
    let tensor: Tensor
    if type.element == .i64 {
      let values = entries.compactMap { entry -> Int64? in
        guard case .integer(let value) = entry else { return nil }
        return Int64(value)
      }
      guard values.count == entries.count else { throw wrongValues(context) }
      tensor = Tensor(
        type, values.count == 1 ? [Int64](repeating: values[0], count: count) : values)
    } else {
      let values = entries.compactMap { entry -> Double? in
        if case .logical(let value) = entry { return type.element == .bool ? (value ? 1 : 0) : nil }
        return type.element == .bool ? nil : entry.literal
      }
      guard values.count == entries.count else { throw wrongValues(context) }
      tensor = Tensor(
        type, numbers: values.count == 1 ? [Double](repeating: values[0], count: count) : values)
    }
    return [constant(context.resultName, tensor)]
  }

  private static func wrongValues(_ context: NNEFContext) -> Refusal {
    context.refusal(
      NNEFRules.argumentKind, "a value is not \(context.generic ?? "scalar")",
      help: "declare constant<integer> or constant<logical>")
  }

  private static func constant(_ name: String, _ tensor: Tensor) -> NNEFValue {
    .tensor(
      NNEFTensor(
        base: .constant(name: name, tensor), type: tensor.type, shape: tensor.type.shape))
  }

  /// The element type that the compiler gives to the type between angle brackets.
  private static func element(_ context: NNEFContext) -> ElementType {
    switch context.generic {
    case "integer": .i64
    case "logical": .bool
    default: .f32
    }
  }
}
