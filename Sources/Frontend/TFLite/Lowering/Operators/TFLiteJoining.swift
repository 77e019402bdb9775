import Basic
import IR

/// Tensors that become parts of one.
enum TFLiteJoining {
  static let operators = [
    TFLiteOperator("CONCATENATION", becomes: ["concat", "lookup"], concatenate),
    TFLiteOperator("PACK", becomes: ["concat", "reshape"], pack),
  ]

  private static func concatenate(
    _ context: inout TFLiteContext
  ) throws(Refusal) -> [TFLiteValue] {
    try context.requireNoActivation()
    let rank = try context.type(0).rank
    let axis = try context.axis(context.operation.options.integer("axis"), rank: rank)
    var full: [Int] = []
    for index in 0..<context.operandCount {
      let part = try context.type(index)
      guard part.rank == rank else {
        throw context.unsupported(
          "operand 0 has \(rank) axes and operand \(index) is \(part.plainDescription)")
      }
      if !part.shape.contains(0) { full.append(index) }
    }
    guard !full.isEmpty else { return [try context.operand(0)] }
    let (ids, layout) = try context.aligned(full)
    let name = context.resultName(0, layout)
    var parts: [ID<Value>] = []
    for (index, id) in zip(full, ids) {
      parts.append(try rescaled(&context, id, name: "\(name).part\(index)"))
    }
    if parts.count == 1 { return [try context.moved(parts[0], layout)] }
    let place = Attribute("axis", .integer(layout.position(of: axis)))
    return [try context.moved(try context.add("concat", parts, [place], name), layout)]
  }

  /// A part in the steps of the whole.
  ///
  /// The kernel does this in `f32`, and for 8 bits without sign alone; others agree with the whole.
  private static func rescaled(
    _ context: inout TFLiteContext, _ id: ID<Value>, name: String
  ) throws(Refusal) -> ID<Value> {
    let (own, whole) = (context.builder.type(id), try context.stated())
    guard own.quantization != whole.quantization, context.isQuantized(own),
      context.isQuantized(whole)
    else { return id }
    guard own.element == .u8, whole.element == .u8 else {
      throw context.unsupported(
        "a part is \(own), but the whole is \(whole)", help: "the parts have the scale of the whole"
      )
    }
    let scale = Float(own.scale) * (1 / Float(whole.scale))
    let bias = -Float(own.commonZeroPoint) * scale
    return try context.lookup(id, to: whole, name: name) { q in
      let steps = (Float(q) * scale + bias).rounded(.toNearestOrAwayFromZero)
      return Double(steps) + Double(whole.commonZeroPoint)
    }
  }

  private static func pack(_ context: inout TFLiteContext) throws(Refusal) -> [TFLiteValue] {
    let x = try context.type(0)
    let axis = try context.axis(context.operation.options.integer("axis"), rank: x.rank + 1)
    var shape = x.shape
    shape.insert(1, at: axis)
    let name = context.resultName()
    var parts: [ID<Value>] = []
    for index in 0..<context.operandCount {
      guard try context.type(index).shape == x.shape else {
        throw context.unsupported(
          "operand 0 is \(x.plainDescription) and operand \(index) is "
            + (try context.type(index).plainDescription))
      }
      let part = try context.reshape(
        context.inFile(index), to: shape, name: "\(name).part\(index)")
      parts.append(
        try context.reinterpret(part, as: try context.stated(), name: "\(name).restated\(index)"))
    }
    if parts.count == 1 { return [try context.moved(parts[0])] }
    let y = try context.add("concat", parts, [Attribute("axis", .integer(axis))], name)
    return [try context.moved(y)]
  }
}
