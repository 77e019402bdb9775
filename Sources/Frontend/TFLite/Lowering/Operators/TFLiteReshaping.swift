import Basic
import IR

/// The same elements in another shape.
enum TFLiteReshaping {
  static let operators = [
    TFLiteOperator("RESHAPE", becomes: ["reshape"]) {
      (context: inout TFLiteContext) throws(Refusal) in
      [try reshape(&context, to: try target(&context))]
    },
    TFLiteOperator("SQUEEZE", becomes: ["reshape"]) {
      (context: inout TFLiteContext) throws(Refusal) in
      [try reshape(&context, to: try squeezed(&context))]
    },
    TFLiteOperator("EXPAND_DIMS", becomes: ["reshape"]) {
      (context: inout TFLiteContext) throws(Refusal) in
      [try reshape(&context, to: try expanded(&context))]
    },
  ]

  /// The shape that a RESHAPE asks for: that of its operand, or of its options.
  private static func target(_ context: inout TFLiteContext) throws(Refusal) -> [Int] {
    var shape = context.operation.options.integers("new_shape")
    if context.has(1) { shape = try context.integers(1, "shape") }
    let count = try context.type(0).elementCount
    // Files of the first years write a scalar so.
    if shape == [0], count == 1 { return [] }
    let known = shape.filter { $0 != -1 }
    guard let unknown = shape.firstIndex(of: -1) else { return shape }
    let product = TensorType.checkedElementCount(known)
    guard known.count == shape.count - 1, let product, count % product == 0 else {
      throw context.unsupported("it makes \(shape) of \(count) elements")
    }
    shape[unknown] = count / product
    return shape
  }

  /// The shape without axes of size 1: all of them, or those that the options name.
  private static func squeezed(_ context: inout TFLiteContext) throws(Refusal) -> [Int] {
    let x = try context.type(0)
    let named = context.operation.options.integers("squeeze_dims")
    let axes = Set(named.map { $0 < 0 ? $0 + x.rank : $0 })
    guard axes.allSatisfy({ x.shape.indices.contains($0) && x.shape[$0] == 1 }) else {
      throw context.unsupported("it removes the axes \(named) of \(x.plainDescription)")
    }
    return x.shape.indices.filter { axis in
      named.isEmpty ? x.shape[axis] != 1 : !axes.contains(axis)
    }.map { x.shape[$0] }
  }

  /// The shape with an axis of size 1 more.
  private static func expanded(_ context: inout TFLiteContext) throws(Refusal) -> [Int] {
    let x = try context.type(0)
    let given = try context.integer(1, "axis")
    let axis = given < 0 ? given + x.rank + 1 : given
    guard (0...x.rank).contains(axis) else {
      throw context.unsupported("it adds the axis \(given) to \(x.plainDescription)")
    }
    var shape = x.shape
    shape.insert(1, at: axis)
    return shape
  }

  /// The first operand in another shape.
  ///
  /// An image that becomes a row stays as it is for now: dense layers move their weights instead.
  static func reshape(
    _ context: inout TFLiteContext, to shape: [Int]
  ) throws(Refusal) -> TFLiteValue {
    let value = try context.operand(0)
    let name = context.resultName()
    if value.inFile == nil, let image = value.channelsFirst {
      let sizes = value.type.shape
      let stays = sizes[1] * sizes[2] == 1 || sizes[3] == 1
      if stays { return try context.moved(context.reshape(image, to: shape, name: name)) }
      let stated = try context.stated()
      let count = TensorType.checkedElementCount(shape)
      if shape.count == 2, shape[0] == sizes[0], count == value.type.elementCount,
        stated.quantization == value.type.quantization
      {
        return TFLiteValue(rowsOf: image, value.type.reshaped(shape))
      }
    }
    return try context.moved(context.reshape(context.inFile(0), to: shape, name: name))
  }
}
