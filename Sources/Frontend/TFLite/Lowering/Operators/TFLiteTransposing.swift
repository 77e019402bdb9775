import Basic
import IR

/// The same elements in another order.
enum TFLiteTransposing {
  static let operators = [
    TFLiteOperator("TRANSPOSE", becomes: ["transpose", "reshape"], transpose),
    TFLiteOperator("REVERSE_V2", becomes: ["reverse"], reverse),
  ]

  private static func transpose(_ context: inout TFLiteContext) throws(Refusal) -> [TFLiteValue] {
    let x = try context.type(0)
    let given = try context.sizes(1, "perm", count: x.rank)
    var permutation: [Int] = []
    for entry in given { permutation.append(try context.axis(entry, rank: x.rank)) }
    guard permutation.sorted().elementsEqual(0..<x.rank) else {
      throw context.unsupported("the order \(given) does not name every axis once")
    }
    let (id, layout) = try context.natural(0)
    let y = try context.permute(
      id, permutation.map(layout.position), to: permutation.map { x.shape[$0] },
      name: context.resultName())
    return [try context.moved(y)]
  }

  private static func reverse(_ context: inout TFLiteContext) throws(Refusal) -> [TFLiteValue] {
    let x = try context.type(0)
    let axes = try context.axes(try context.sizes(1, "axis"), rank: x.rank)
    let (id, layout) = try context.natural(0)
    guard !axes.isEmpty else { return [try context.moved(id, layout)] }
    let places = axes.map(layout.position).sorted()
    let y = try context.add(
      "reverse", [id], [Attribute("axes", .integers(places))], context.resultName(0, layout))
    return [try context.moved(y, layout)]
  }
}
