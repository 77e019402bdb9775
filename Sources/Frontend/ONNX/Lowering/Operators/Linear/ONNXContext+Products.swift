import Basic
import IR

/// Products of matrices of every number type.
extension ONNXContext {
  /// Operands of a product as matrices: a vector is a row on the left and a column on the right.
  mutating func matrices(
    _ a: ID<Value>, _ b: ID<Value>
  ) throws(Refusal) -> (ID<Value>, ID<Value>) {
    let (x, y) = (type(a).shape, type(b).shape)
    return (
      x.count == 1 ? try shaped("row", a, [1] + x) : a,
      y.count == 1 ? try shaped("column", b, y + [1]) : b
    )
  }

  /// The part of the name of a product, `nil` if no axis is dropped from it.
  func productPart(_ a: ID<Value>, _ b: ID<Value>) -> String? {
    type(a).rank == 1 || type(b).rank == 1 ? "product" : nil
  }

  /// A product without the axes that stand for vectors.
  mutating func withoutVectorAxes(
    _ y: ID<Value>, _ a: ID<Value>, _ b: ID<Value>
  ) throws(Refusal) -> ID<Value> {
    var shape = type(y).shape
    if type(b).rank == 1 { shape.removeLast() }
    if type(a).rank == 1 { shape.remove(at: shape.count - (type(b).rank == 1 ? 1 : 2)) }
    return try shaped(nil, y, shape)
  }

  /// The product of matrices: `matmul` of `f32`, and products and sums of other types.
  mutating func product(
    _ part: String?, _ a: ID<Value>, _ b: ID<Value>
  ) throws(Refusal) -> ID<Value> {
    if type(a).element == .f32 { return try make(part, "matmul", [a, b]) }
    let (x, y) = (type(a).shape, type(b).shape)
    guard x.count >= 2, y.count >= 2 else { throw unsupported("the operands are no matrices") }
    let left = try shaped("rows", a, x + [1])
    let right = try shaped("columns", b, Array(y.dropLast(2)) + [1] + y.suffix(2))
    let products = try step("products", "mul", [left, right])
    return try reduce(part, "reduce_sum", products, [type(products).rank - 2], keeps: false)
  }
}
