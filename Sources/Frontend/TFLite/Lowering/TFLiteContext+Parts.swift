import Basic
import IR

/// The operations of which many lowerings are put together.
extension TFLiteContext {
  /// The elements of a value that stand from `starts` up to `ends`, or the value if these are all.
  package mutating func slice(
    _ id: ID<Value>, _ starts: [Int], _ ends: [Int], _ steps: [Int]? = nil, name: String
  ) throws(Refusal) -> ID<Value> {
    let shape = builder.type(id).shape
    let steps = steps ?? shape.map { _ in 1 }
    if starts.allSatisfy({ $0 == 0 }), ends == shape, steps.allSatisfy({ $0 == 1 }) { return id }
    return try add(
      "slice", [id],
      [
        Attribute("starts", .integers(starts)), Attribute("ends", .integers(ends)),
        Attribute("steps", .integers(steps)),
      ], name)
  }

  /// The elements of a value whose index along `axis` lies in `range`.
  package mutating func slice(
    _ id: ID<Value>, axis: Int, _ range: Range<Int>, name: String
  ) throws(Refusal) -> ID<Value> {
    let shape = builder.type(id).shape
    var (starts, ends) = (shape.map { _ in 0 }, shape)
    (starts[axis], ends[axis]) = (range.lowerBound, range.upperBound)
    return try slice(id, starts, ends, name: name)
  }

  /// A value in another element type, or itself if it has that one.
  package mutating func cast(
    _ id: ID<Value>, to element: ElementType, name: String
  ) throws(Refusal) -> ID<Value> {
    guard builder.type(id).element != element else { return id }
    return try add("cast", [id], [Attribute("to", .storage(StorageType(element)))], name)
  }

  /// Integers that stand for themselves.
  package mutating func plain(_ id: ID<Value>, name: String) throws(Refusal) -> ID<Value> {
    try reinterpret(id, as: TensorType(builder.type(id).element, []), name: "\(name).integers")
  }

  /// A constant with one element of a plain type.
  package mutating func scalar(_ part: String, _ number: Double, _ element: ElementType) -> ID<
    Value
  > {
    constant(part, Tensor(TensorType(element, []), numbers: [number]))
  }

  /// A value broadcast to a shape, or itself if it has that shape.
  package mutating func broadcast(
    _ id: ID<Value>, to shape: [Int], name: String
  ) throws(Refusal) -> ID<Value> {
    guard builder.type(id).shape != shape else { return id }
    return try add("broadcast", [id], [Attribute("shape", .integers(shape))], name)
  }

  /// A reduction along axes that are counted in the order of the value.
  package mutating func reduce(
    _ kind: String, _ id: ID<Value>, _ axes: [Int], keeps: Bool, name: String
  ) throws(Refusal) -> ID<Value> {
    let attributes = [
      Attribute("axes", .integers(axes)), Attribute("keep_dimensions", .boolean(keeps)),
    ]
    return try add(kind, [id], attributes, name)
  }

  /// A result without elements, which only the arithmetic of shapes reads.
  package func empty(_ element: ElementType, _ shape: [Int]) -> TFLiteValue {
    TFLiteValue(Tensor(TensorType(element, shape), TensorStorage(byteCount: 0) { _ in }))
  }

  /// A known result.
  package func known(_ tensor: Tensor) -> TFLiteValue { TFLiteValue(tensor) }
}
