import Basic
import IR

/// Parts of tensors.
enum TFLiteSlicing {
  static let operators = [
    TFLiteOperator("SLICE", becomes: ["slice"], slice),
    TFLiteOperator("STRIDED_SLICE", becomes: ["slice", "reverse", "reshape"], strided),
  ]

  private static func slice(_ context: inout TFLiteContext) throws(Refusal) -> [TFLiteValue] {
    let x = try context.type(0)
    let begin = try context.sizes(1, "begin", count: x.rank)
    let size = try context.sizes(2, "size", count: x.rank)
    var ends: [Int] = []
    for (axis, total) in x.shape.enumerated() {
      let end = size[axis] == -1 ? total : begin[axis] + size[axis]
      guard begin[axis] >= 0, end >= begin[axis], end <= total else {
        throw context.unsupported(
          "it takes \(size[axis]) elements from index \(begin[axis]) of an axis of \(total)")
      }
      ends.append(end)
    }
    let counts = zip(begin, ends).map { $1 - $0 }
    if counts.contains(0) { return [context.empty(x.element, counts)] }
    let (id, layout) = try context.natural(0)
    let y = try context.slice(
      id, layout.arranged(begin), layout.arranged(ends), name: context.resultName(0, layout))
    return [try context.moved(y, layout)]
  }

  private static func strided(_ context: inout TFLiteContext) throws(Refusal) -> [TFLiteValue] {
    let part = try TFLiteStridedSlice(context)
    if part.shape.contains(0) {
      return [context.empty(try context.type(0).element, part.shape)]
    }
    let layout = part.keepsAxes ? try context.home(0) : .file
    var id = try context.value(operand: 0, layout)
    let name = context.resultName(0, layout)
    if !part.reversed.isEmpty {
      let axes = part.reversed.map(layout.position).sorted()
      id = try context.add(
        "reverse", [id], [Attribute("axes", .integers(axes))], "\(name).reversed")
    }
    let partName = part.keepsAxes ? name : "\(name).part"
    id = try context.slice(
      id, layout.arranged(part.starts), layout.arranged(part.ends), layout.arranged(part.steps),
      name: partName)
    if !part.keepsAxes { id = try context.reshape(id, to: part.shape, name: name) }
    return [try context.moved(id, layout)]
  }
}
