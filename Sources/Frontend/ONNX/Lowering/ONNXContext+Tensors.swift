import Basic
import IR

/// Axes, constants and tensors without elements, as lowerings need them.
extension ONNXContext {
  // MARK: - Axes

  /// An axis of a value of rank `rank`, counted from the start.
  package func axis(_ given: Int, rank: Int, _ role: String = "axis") throws(Refusal) -> Int {
    guard given >= -rank, given < rank else {
      throw unsupported(
        "\(role) is \(given), but the rank is \(rank)",
        help: rank > 0 ? "axes lie in \(-rank)...\(rank - 1)" : nil)
    }
    return given < 0 ? given + rank : given
  }

  /// Axes of a value of rank `rank`, counted from the start, each at most once.
  package func axes(_ given: [Int], rank: Int, _ role: String = "axes") throws(Refusal) -> [Int] {
    var isNamed = [Bool](repeating: false, count: rank)
    var axes: [Int] = []
    for axis in given {
      let axis = try self.axis(axis, rank: rank, role)
      guard !isNamed[axis] else {
        throw unsupported("\(role) is \(given), with axis \(axis) twice")
      }
      isNamed[axis] = true
      axes.append(axis)
    }
    return axes
  }

  // MARK: - Constants

  /// The most elements of a constant that a lowering makes: more would fill the memory.
  package static let constantLimit = 1 << 24

  /// Adds a constant list of integers.
  package mutating func list(_ values: [Int], name: String) -> ID<Value> {
    builder.addConstant(name, Tensor(TensorType(.i64, [values.count]), values.map(Int64.init)))
  }

  /// Adds a constant without axes, named after the node's first result and `part`.
  package mutating func scalar(
    _ part: String, _ value: Double, _ element: ElementType
  ) -> ID<Value> {
    constant(part, Tensor(TensorType(element, []), numbers: [value]))
  }

  /// Adds the constant 0, 1, … along one axis of `shape`, on all others of which it has size 1.
  package mutating func counting(
    _ part: String, _ count: Int, along axis: Int = 0, rank: Int = 1
  ) throws(Refusal) -> ID<Value> {
    guard count <= Self.constantLimit else {
      throw unsupported("it counts to \(count), but at most to \(Self.constantLimit)")
    }
    var shape = [Int](repeating: 1, count: rank)
    shape[axis] = count
    return constant(part, Tensor(TensorType(.i64, shape), (0..<count).map(Int64.init)))
  }

  /// Adds a value of `shape` whose elements all are `value`.
  package mutating func filled(
    _ value: Tensor, _ shape: [Int], name: String? = nil
  ) throws(Refusal) -> ID<Value> {
    if shape.contains(0) { return try empty(value.type.element, shape, name: name) }
    let scalar = constant("value", value.retyped(TensorType(value.type.element, [])))
    return try add("broadcast", [scalar], [Attribute("shape", .integers(shape))], name: name)
  }

  // MARK: - Tensors without elements

  /// Whether a value has no elements, so that no operation may read it.
  package func isEmpty(_ id: ID<Value>) -> Bool { type(id).shape.contains(0) }

  /// Adds a constant without elements.
  package mutating func empty(
    _ element: ElementType, _ shape: [Int], name: String? = nil
  ) throws(Refusal) -> ID<Value> {
    let sizes = shape.filter { $0 != 0 }
    guard sizes.count < shape.count, TensorType.checkedElementCount(sizes) != nil else {
      throw unsupported("the result has the shape \(shape)")
    }
    return builder.addConstant(
      name ?? resultName, Tensor(TensorType(element, shape), numbers: []))
  }

  /// The shape to which `shapes` broadcast, or `nil`; a size may be 0.
  package func broadcastShape(_ shapes: [[Int]]) -> [Int]? {
    var result = [Int](repeating: 1, count: shapes.map(\.count).max() ?? 0)
    for shape in shapes {
      let lead = result.count - shape.count
      for (axis, size) in shape.enumerated() where size != 1 {
        guard result[lead + axis] == 1 || result[lead + axis] == size else { return nil }
        result[lead + axis] = size
      }
    }
    return result
  }

  // MARK: - Quantization

  /// A value as operations that move elements take it: its quantization stays unless it is along
  /// an axis.
  package mutating func movable(_ id: ID<Value>) throws(Refusal) -> ID<Value> {
    type(id).quantization?.axis == nil ? id : try plain(id)
  }

  /// Values that one operation moves: their quantization stays if it is one and the same.
  package mutating func movable(_ ids: [ID<Value>]) throws(Refusal) -> [ID<Value>] {
    let first = ids.first.flatMap { type($0).quantization }
    if first?.axis == nil, ids.allSatisfy({ type($0).quantization == first }) { return ids }
    return try plain(ids)
  }

  /// Values without quantization.
  package mutating func plain(_ ids: [ID<Value>]) throws(Refusal) -> [ID<Value>] {
    var result: [ID<Value>] = []
    for id in ids { result.append(try plain(id)) }
    return result
  }
}
