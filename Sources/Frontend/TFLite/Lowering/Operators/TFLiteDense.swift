import Basic
import IR
import Operators

/// Products with matrices.
enum TFLiteDense {
  static let operators = [
    TFLiteOperator("FULLY_CONNECTED", becomes: ["dense", "requantize"]) {
      (context: inout TFLiteContext) throws(Refusal) in
      [try fullyConnected(&context)]
    }
  ]

  private static func fullyConnected(
    _ context: inout TFLiteContext
  ) throws(Refusal) -> TFLiteValue {
    let (x, weight) = (try context.type(0), try context.type(1))
    guard weight.rank == 2, !weight.shape.contains(0), x.rank >= 1,
      x.elementCount % weight.shape[1] == 0
    else {
      throw context.unsupported(
        "x is \(x.plainDescription) and the weights \(weight.plainDescription)",
        help: "the weights are [units, length of a row]")
    }
    guard context.operation.options.integer("weights_format") == 0 else {
      throw context.unsupported(
        "its weights are shuffled", help: "convert the model with weights in rows")
    }
    let length = weight.shape[1]
    let keepsDimensions = context.operation.options.flag("keep_dims")
    guard !keepsDimensions || x.shape[x.rank - 1] == length else {
      throw context.unsupported("rows of \(x.plainDescription) are not \(length) long")
    }
    var shape = [x.elementCount / length, length]
    if keepsDimensions { shape = x.shape }
    var operands = try rows(&context, x, shape)
    if context.has(2) { operands.append(try context.inFile(2)) }
    let activation = try context.activation()
    let name = context.resultName()
    guard context.isQuantized(x) else {
      let y = try context.add(
        "dense", operands, [Attribute("activation", .activation(activation))], name)
      return context.result(y)
    }
    let sums = try context.step("sum", "dense", operands)
    let stated = try context.stated()
    // Unlike other kernels this one computes in binary64 and rounds once.
    let y = try context.requantize(sums, to: stated, rounding: .single, activation, name: name)
    return context.result(y)
  }

  /// The rows and the weights that go with them.
  ///
  /// Rows that are images stay with channels first; instead the columns of constant weights are moved.
  private static func rows(
    _ context: inout TFLiteContext, _ x: TensorType, _ shape: [Int]
  ) throws(Refusal) -> [ID<Value>] {
    let value = try context.operand(0)
    let image = value.image ?? (value.inFile == nil ? value.channelsFirst : nil)
    let constant = try context.constant(1)
    if value.inFile == nil, let image, constant != nil, shape.count == 2,
      context.builder.type(image).shape[0] == shape[0]
    {
      let sizes = context.builder.type(image).shape
      let columns = TFLiteLayout.fileAxes[1...].map { sizes[$0] }
      let rows = try context.reshape(
        image, to: shape, name: "\(context.name(of: try context.tensor(0))).rows")
      return [rows, try context.weight(1, x, columns: columns)]
    }
    let rows = try context.reshape(
      context.inFile(0), to: shape, name: "\(context.name(of: try context.tensor(0))).rows")
    return [rows, try context.weight(1, x, [0, 1])]
  }
}

extension TFLiteContext {
  /// The weights of a layer whose rows are images of `[H, W, C]` in the file and of `[C, H, W]` here.
  fileprivate mutating func weight(
    _ index: Int, _ x: TensorType, columns: [Int]
  ) throws(Refusal) -> ID<Value> {
    let weight = try weight(index, x, [0, 1])
    let moving = columns[0] * columns[1] > 1 && columns[2] > 1
    guard moving, let constant = builder.constant(weight) else { return weight }
    let key = "\(try tensor(index)) rows \(columns) \(constant.type.element)"
    if let known = converted[key] { return known }
    let type = constant.type
    let plain = TensorType(type.element, [type.shape[0]] + columns)
    let moved = TFLiteContext.permuted(constant.retyped(plain), [0, 3, 1, 2])
    let id = builder.addConstant("\(builder.name(weight)).moved", moved.retyped(type))
    converted[key] = id
    return id
  }
}
