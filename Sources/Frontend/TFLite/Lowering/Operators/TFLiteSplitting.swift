import Basic
import IR

/// Tensors that fall apart along an axis.
enum TFLiteSplitting {
  static let operators = [
    TFLiteOperator("SPLIT", becomes: ["slice"], split),
    TFLiteOperator("SPLIT_V", becomes: ["slice"], splitBySizes),
    TFLiteOperator("UNPACK", becomes: ["slice", "reshape"], unpack),
  ]

  private static func split(_ context: inout TFLiteContext) throws(Refusal) -> [TFLiteValue] {
    let x = try context.type(1)
    let axis = try context.axis(try context.integer(0, "axis"), rank: x.rank)
    let count = context.operation.outputs.count
    guard count > 0, x.shape[axis] % count == 0 else {
      throw context.unsupported("it makes \(count) equal parts of \(x.shape[axis]) elements")
    }
    let size = x.shape[axis] / count
    return try parts(&context, operand: 1, axis, [Int](repeating: size, count: count))
  }

  /// One size may be -1: what is left.
  private static func splitBySizes(
    _ context: inout TFLiteContext
  ) throws(Refusal) -> [TFLiteValue] {
    let x = try context.type(0)
    let axis = try context.axis(try context.integer(2, "axis"), rank: x.rank)
    var sizes = try context.sizes(
      1, "size_splits", count: context.operation.outputs.count)
    let known = sizes.filter { $0 != -1 }
    if known.count == sizes.count - 1, let rest = sizes.firstIndex(of: -1) {
      sizes[rest] = x.shape[axis] - known.reduce(0, +)
    }
    guard sizes.allSatisfy({ $0 > 0 }), sizes.reduce(0, +) == x.shape[axis] else {
      throw context.unsupported(
        "the parts \(sizes) do not make up the \(x.shape[axis]) elements of axis \(axis)")
    }
    return try parts(&context, operand: 0, axis, sizes)
  }

  private static func parts(
    _ context: inout TFLiteContext, operand: Int, _ axis: Int, _ sizes: [Int]
  ) throws(Refusal) -> [TFLiteValue] {
    let (id, layout) = try context.natural(operand)
    var results: [TFLiteValue] = []
    var start = 0
    for (index, size) in sizes.enumerated() {
      let part = try context.slice(
        id, axis: layout.position(of: axis), start..<start + size,
        name: context.resultName(index, layout))
      results.append(try context.moved(part, layout, index))
      start += size
    }
    return results
  }

  private static func unpack(_ context: inout TFLiteContext) throws(Refusal) -> [TFLiteValue] {
    let x = try context.type(0)
    let axis = try context.axis(context.operation.options.integer("axis"), rank: x.rank)
    guard context.operation.outputs.count == x.shape[axis] else {
      throw context.unsupported(
        "it has \(context.operation.outputs.count) results for \(x.shape[axis]) indices")
    }
    var shape = x.shape
    shape.remove(at: axis)
    let id = try context.inFile(0)
    var results: [TFLiteValue] = []
    for index in 0..<x.shape[axis] {
      let name = context.resultName(index)
      let part = try context.slice(id, axis: axis, index..<index + 1, name: "\(name).part")
      results.append(
        try context.moved(context.reshape(part, to: shape, name: name), .file, index))
    }
    return results
  }
}
