import Basic
import IR

/// Integers that are known when a model is read, of which shapes are made.
enum TFLiteShapes {
  static let operators = [
    TFLiteOperator("SHAPE", becomes: []) { (context: inout TFLiteContext) throws(Refusal) in
      let shape = try context.type(0).shape
      return [try integers(context, shape, [shape.count])]
    },
    TFLiteOperator("RANK", becomes: []) { (context: inout TFLiteContext) throws(Refusal) in
      [try integers(context, [try context.type(0).rank], [])]
    },
    TFLiteOperator("RANGE", becomes: [], range),
  ]

  /// Known integers of the type that the file states.
  private static func integers(
    _ context: TFLiteContext, _ values: [Int], _ shape: [Int]
  ) throws(Refusal) -> TFLiteValue {
    let element = try context.stated().element
    guard element == .i32 || element == .i64 else {
      throw context.unsupported("its result is \(element.rawValue)", help: "sizes are integers")
    }
    let type = TensorType(element, shape)
    return context.known(Tensor(type, numbers: values.map { Double($0) }))
  }

  /// The numbers from a start up to a limit; floats add up the rounded steps, as the kernel does.
  private static func range(_ context: inout TFLiteContext) throws(Refusal) -> [TFLiteValue] {
    let start = try context.number(0, "start")
    let limit = try context.number(1, "limit")
    let delta = try context.number(2, "delta")
    let element = try context.type(0).element
    let quotient =
      element == .f32
      ? Double((Float(limit) - Float(start)) / Float(delta)) : (limit - start) / delta
    let count = quotient.rounded(.up)
    guard count >= 0, count <= Double(TFLiteContext.constantLimit) else {
      throw context.unsupported(
        "it counts from \(start) to \(limit) by \(delta)",
        help: "the step leads to the limit, in at most 2^24 numbers")
    }
    var numbers: [Double] = []
    numbers.reserveCapacity(Int(count))
    var value = start
    for _ in 0..<Int(count) {
      numbers.append(value)
      value = element == .f32 ? Double(Float(value) + Float(delta)) : value + delta
    }
    return [context.known(Tensor(TensorType(element, [numbers.count]), numbers: numbers))]
  }
}
