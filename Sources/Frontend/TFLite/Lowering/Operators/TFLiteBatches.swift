import Basic
import IR

/// Blocks of places that become images of a larger batch, and the way back.
///
/// Converters put dilated convolutions between the two.
enum TFLiteBatches {
  static let operators = [
    TFLiteOperator(
      "SPACE_TO_BATCH_ND", becomes: ["pad", "reshape", "transpose"], spaceToBatch),
    TFLiteOperator(
      "BATCH_TO_SPACE_ND", becomes: ["reshape", "transpose", "slice"], batchToSpace),
  ]

  /// The blocks, and what is added or taken away before and after each axis that they divide.
  private static func blocks(
    _ context: TFLiteContext, _ role: String
  ) throws(Refusal) -> (sizes: [Int], before: [Int], after: [Int]) {
    let x = try context.type(0)
    let sizes = try context.sizes(1, "block_shape")
    let ends = try context.sizes(2, role, count: 2 * sizes.count)
    guard sizes.count < x.rank, !x.shape.contains(0),
      sizes.allSatisfy({ (1...1 << 15).contains($0) }),
      ends.allSatisfy({ $0 >= 0 })
    else {
      throw context.unsupported(
        "its blocks are \(sizes), '\(role)' is \(ends) and x is \(x.plainDescription)")
    }
    let places = sizes.indices
    return (sizes, places.map { ends[2 * $0] }, places.map { ends[2 * $0 + 1] })
  }

  private static func spaceToBatch(
    _ context: inout TFLiteContext
  ) throws(Refusal) -> [TFLiteValue] {
    let (sizes, before, after) = try blocks(context, "paddings")
    let name = context.resultName()
    var id = try context.inFile(0)
    let shape = context.builder.type(id).shape
    let rest = [Int](repeating: 0, count: shape.count - sizes.count - 1)
    if before.contains(where: { $0 > 0 }) || after.contains(where: { $0 > 0 }) {
      id = try context.add(
        "pad", [id],
        [
          Attribute("before", .integers([0] + before + rest)),
          Attribute("after", .integers([0] + after + rest)),
        ], "\(name).padded")
    }
    let padded = context.builder.type(id).shape
    var (split, inner, outer, result) = ([padded[0]], [0], [Int](), [padded[0]])
    for (axis, size) in sizes.enumerated() {
      guard padded[axis + 1] % size == 0 else {
        throw context.unsupported("blocks of \(size) do not divide \(padded[axis + 1]) places")
      }
      split += [padded[axis + 1] / size, size]
      inner.append(2 * axis + 1)
      outer.append(2 * axis + 2)
      result[0] *= size
      result.append(padded[axis + 1] / size)
    }
    let kept = padded[(sizes.count + 1)...]
    let permutation = outer + inner + kept.indices.map { $0 + sizes.count }
    let parts = try context.reshape(id, to: split + kept, name: "\(name).blocks")
    let moved = try context.permute(
      parts, permutation, to: permutation.map { (split + kept)[$0] }, name: "\(name).moved")
    return [try context.moved(context.reshape(moved, to: result + kept, name: name))]
  }

  private static func batchToSpace(
    _ context: inout TFLiteContext
  ) throws(Refusal) -> [TFLiteValue] {
    let (sizes, before, after) = try blocks(context, "crops")
    let name = context.resultName()
    let id = try context.inFile(0)
    let shape = context.builder.type(id).shape
    var (batch, isWhole) = (shape[0], true)
    for size in sizes {
      isWhole = isWhole && batch % size == 0
      batch /= size
    }
    guard isWhole, batch > 0 else {
      throw context.unsupported("blocks of \(sizes) do not divide a batch of \(shape[0])")
    }
    let split = sizes + [batch] + shape[1...]
    var permutation = [sizes.count]
    var (result, ends) = ([batch], [batch])
    for (axis, size) in sizes.enumerated() {
      permutation += [sizes.count + 1 + axis, axis]
      let whole = shape[axis + 1] * size
      guard before[axis] + after[axis] < whole else {
        throw context.unsupported("it takes away \(before) and \(after) of \(whole) places")
      }
      result.append(whole)
      ends.append(whole - after[axis])
    }
    let kept = shape[(sizes.count + 1)...]
    permutation += kept.indices.map { $0 + sizes.count }
    let parts = try context.reshape(id, to: split, name: "\(name).blocks")
    let moved = try context.permute(
      parts, permutation, to: permutation.map { split[$0] }, name: "\(name).moved")
    let whole = try context.reshape(moved, to: result + kept, name: "\(name).whole")
    let starts = [0] + before + kept.map { _ in 0 }
    return [try context.moved(context.slice(whole, starts, ends + kept, name: name))]
  }
}
