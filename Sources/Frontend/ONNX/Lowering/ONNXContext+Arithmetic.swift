import Basic
import IR

/// The operations of which many lowerings are put together.
///
/// A `part` names the value after the node's first result; without one the value takes the name of
/// that result.
extension ONNXContext {
  /// Adds an operation with one result, named after `part`.
  mutating func make(
    _ part: String?, _ kind: String, _ operands: [ID<Value>], _ attributes: [Attribute] = []
  ) throws(Refusal) -> ID<Value> {
    guard let part else { return try add(kind, operands, attributes) }
    return try step(part, kind, operands, attributes)
  }

  /// Adds an operation of a value and a number of the value's element type.
  mutating func make(
    _ part: String?, _ kind: String, _ x: ID<Value>, _ number: Double
  ) throws(Refusal) -> ID<Value> {
    let number = scalar("\(part ?? kind).number", number, type(x).element)
    return try make(part, kind, [x, number])
  }

  /// Adds a reduction along some axes.
  mutating func reduce(
    _ part: String?, _ kind: String, _ x: ID<Value>, _ axes: [Int], keeps: Bool = true
  ) throws(Refusal) -> ID<Value> {
    guard !axes.isEmpty else { return x }
    let list = [
      Attribute("axes", .integers(axes)), Attribute("keep_dimensions", .boolean(keeps)),
    ]
    return try make(part, kind, [x], list)
  }

  /// The elements whose index along `axis` lies in `range`, which is not empty.
  mutating func slice(
    _ part: String?, _ x: ID<Value>, axis: Int, _ range: Range<Int>, step: Int = 1
  ) throws(Refusal) -> ID<Value> {
    let shape = type(x).shape
    if range == 0..<shape[axis], step == 1, part != nil { return x }
    var starts = shape.map { _ in 0 }
    var (ends, steps) = (shape, shape.map { _ in 1 })
    (starts[axis], ends[axis], steps[axis]) = (range.lowerBound, range.upperBound, step)
    return try make(
      part, "slice", [x],
      [
        Attribute("starts", .integers(starts)), Attribute("ends", .integers(ends)),
        Attribute("steps", .integers(steps)),
      ])
  }

  /// The value with its axes in another order, or itself if that is the order it has.
  mutating func transpose(
    _ part: String?, _ x: ID<Value>, _ permutation: [Int]
  ) throws(Refusal) -> ID<Value> {
    guard permutation != Array(permutation.indices) else { return x }
    return try make(part, "transpose", [x], [Attribute("permutation", .integers(permutation))])
  }

  /// The value in another shape, or itself if it has that shape.
  mutating func shaped(
    _ part: String?, _ x: ID<Value>, _ shape: [Int]
  ) throws(Refusal) -> ID<Value> {
    guard type(x).shape != shape else { return x }
    return try make(part, "reshape", [x], [Attribute("shape", .integers(shape))])
  }

  /// Values joined along an axis; one value is handed on.
  mutating func joined(
    _ part: String?, _ values: [ID<Value>], axis: Int
  ) throws(Refusal) -> ID<Value> {
    if values.count == 1 { return values[0] }
    return try make(part, "concat", values, [Attribute("axis", .integer(axis))])
  }

  /// Integers that stand for real numbers as `quantization` says.
  mutating func stated(
    _ part: String?, _ x: ID<Value>, _ quantization: Quantization
  ) throws(Refusal) -> ID<Value> {
    let type = type(x)
    guard type.quantization != quantization else { return x }
    let storage = StorageType(type.element, quantization)
    return try make(part, "reinterpret", [x], [Attribute("to", .storage(storage))])
  }

  /// Integers that stand for themselves, for operators that take no others.
  mutating func statedAsIs(_ part: String?, _ x: ID<Value>) throws(Refusal) -> ID<Value> {
    try stated(part, x, Quantization(scale: 1.0, zeroPoint: 0))
  }

  /// Adds a constant vector of `f32`.
  mutating func vector(_ part: String, _ values: [Float]) -> ID<Value> {
    constant(part, Tensor([values.count], floats: values))
  }

  /// A channel's parameter `[C]` in a shape that broadcasts with `[N, C, ...]` of rank `rank`.
  mutating func perChannel(
    _ part: String, _ parameter: ID<Value>, rank: Int
  ) throws(Refusal) -> ID<Value> {
    let ones = [Int](repeating: 1, count: max(0, rank - 2))
    return try shaped(part, parameter, [type(parameter).elementCount] + ones)
  }
}
