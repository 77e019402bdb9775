import Basic
import IR

/// Pooling of images.
enum TFLitePooling {
  static let operators = [
    TFLiteOperator("AVERAGE_POOL_2D", becomes: ["average_pool2d"]) {
      (context: inout TFLiteContext) throws(Refusal) in
      [try pool(&context, "average_pool2d")]
    },
    TFLiteOperator("MAX_POOL_2D", becomes: ["max_pool2d"]) {
      (context: inout TFLiteContext) throws(Refusal) in
      [try pool(&context, "max_pool2d")]
    },
  ]

  private static func pool(
    _ context: inout TFLiteContext, _ kind: String
  ) throws(Refusal) -> TFLiteValue {
    let x = try context.type(0)
    guard x.rank == 4 else {
      throw context.unsupported("x is \(x.plainDescription)", help: "images have four axes")
    }
    let options = context.operation.options
    let size = [options.integer("filter_height"), options.integer("filter_width")]
    let window = try context.window(
      image: [x.shape[1], x.shape[2]], size: size, dilated: false)
    let attributes =
      [Attribute("window", .integers(size))] + window.attributes(dilated: false)
    let activation = try context.activation()
    let (image, name) = (
      try context.value(operand: 0, .channelsFirst), context.resultName(0, .channelsFirst)
    )
    guard context.isQuantized(x) else {
      let y = try context.add(
        kind, [image], attributes, activation == .none ? name : "\(name).unlimited")
      return context.result(try context.limit(y, activation, name: name), .channelsFirst)
    }
    let stated = try context.stated()
    guard kind == "average_pool2d" else {
      let y = try context.add(kind, [image], attributes, "\(name).unlimited")
      let limited = try context.limitIntegers(y, activation, stated, name: name)
      return context.result(limited, .channelsFirst)
    }
    // The kernel takes the mean of the integers, so that halves are away from the integer 0.
    let integers = try context.reinterpret(
      image, as: x.withZeroPoint0, name: "\(name).integers")
    let mean = try context.add(kind, [integers], attributes, "\(name).mean")
    let limited = try context.limitIntegers(mean, activation, stated, name: name)
    return context.result(limited, .channelsFirst)
  }
}

extension TensorType {
  /// The same scale with the zero point 0.
  fileprivate var withZeroPoint0: TensorType {
    var type = self
    type.quantization?.zeroPoints = [0]
    return type
  }
}

extension TFLiteContext {
  /// Limits floats.
  package mutating func limit(
    _ id: ID<Value>, _ activation: Activation, name: String
  ) throws(Refusal) -> ID<Value> {
    switch activation {
    case .none: return id
    case .relu: return try add("relu", [id], [], name)
    case .clip(let low, let high):
      return try add(
        "clip", [id], [Attribute("min", .number(low)), Attribute("max", .number(high))], name)
    }
  }

  /// Limits integers that already are what the result is to hold, and gives them its type.
  package mutating func limitIntegers(
    _ id: ID<Value>, _ activation: Activation, _ stated: TensorType, name: String
  ) throws(Refusal) -> ID<Value> {
    let typed = try reinterpret(
      id, as: stated, name: activation == .none ? name : "\(name).unlimited")
    guard activation != .none else { return typed }
    return try requantize(typed, to: stated, activation, name: name)
  }
}
