import Basic
import IR

/// Tensors with something around them.
enum TFLitePadding {
  static let operators = [
    TFLiteOperator("PAD", becomes: ["pad"]) { (context: inout TFLiteContext) throws(Refusal) in
      [try pad(&context, value: 0)]
    },
    TFLiteOperator("PADV2", becomes: ["pad"]) { (context: inout TFLiteContext) throws(Refusal) in
      let value = try context.number(2, "constant_values")
      let isInteger = try context.type(0).element.isInteger
      guard value.magnitude <= 0x1p53 || !isInteger else {
        throw context.unsupported("it pads with an integer beyond 53 bits")
      }
      return [try pad(&context, value: value)]
    },
    TFLiteOperator("MIRROR_PAD", becomes: ["gather"]) {
      (context: inout TFLiteContext) throws(Refusal) in
      [try mirror(&context)]
    },
  ]

  /// How many elements go before and behind those of each axis.
  private static func widths(
    _ context: TFLiteContext
  ) throws(Refusal) -> [(before: Int, after: Int)] {
    let rank = try context.type(0).rank
    let pads = try context.sizes(1, "paddings", count: 2 * rank)
    guard pads.allSatisfy({ $0 >= 0 }) else {
      throw context.unsupported("the paddings are \(pads)", help: "take elements away by SLICE")
    }
    return (0..<rank).map { (pads[2 * $0], pads[2 * $0 + 1]) }
  }

  private static func pad(
    _ context: inout TFLiteContext, value: Double
  ) throws(Refusal) -> TFLiteValue {
    let widths = try widths(context)
    let (id, layout) = try context.natural(0)
    let arranged = layout.arranged(widths)
    let y = try context.add(
      "pad", [id],
      [
        Attribute("before", .integers(arranged.map(\.before))),
        Attribute("after", .integers(arranged.map(\.after))),
        Attribute("value", .number(value)),
      ], context.resultName(0, layout))
    return try context.moved(y, layout)
  }

  /// Elements again beyond the ends, turned round: the first behind the last with the mode SYMMETRIC,
  /// and those next to them with REFLECT.
  private static func mirror(_ context: inout TFLiteContext) throws(Refusal) -> TFLiteValue {
    let isSymmetric = context.operation.options.integer("mode") == 1
    let widths = try widths(context)
    let (id, layout) = try context.natural(0)
    let name = context.resultName(0, layout)
    var result = id
    for (axis, width) in layout.arranged(widths).enumerated() where width != (0, 0) {
      let size = context.builder.type(result).shape[axis]
      let most = isSymmetric ? size : size - 1
      guard width.before <= most, width.after <= most else {
        throw context.unsupported(
          "it mirrors \(max(width.before, width.after)) elements of an axis that has \(size)")
      }
      guard size + width.before + width.after <= TFLiteContext.constantLimit else {
        throw context.unsupported("an axis has \(size) elements", help: "at most 2^24 are mirrored")
      }
      let shift = isSymmetric ? 1 : 0
      let indices = (-width.before..<size + width.after).map { index -> Int32 in
        if index < 0 { return Int32(-index - shift) }
        return Int32(index < size ? index : 2 * size - 2 - index + shift)
      }
      let list = context.constant(
        "axis\(axis).indices", Tensor(TensorType(.i32, [indices.count]), indices))
      result = try context.add(
        "gather", [result, list], [Attribute("axis", .integer(axis))], "\(name).axis\(axis)")
    }
    return try context.moved(result, layout)
  }
}
