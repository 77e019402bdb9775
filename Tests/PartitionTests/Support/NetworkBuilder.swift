import Basic
import IR
import Operators

/// Builds programs whose constants have shapes alone, for tests that run nothing.
struct NetworkBuilder {
  /// The program so far.
  private(set) var program: Program

  /// The value that the next layer reads.
  var current: ID<Value>

  private var count = 0

  /// Starts with one input.
  init(_ name: String, input: [Int], _ element: ElementType = .f32) {
    var graph = Graph(name: name)
    current = graph.addInput("x", TensorType(element, input))
    program = Program(graph)
  }

  /// The program with what was built last as its output.
  func finished() -> Program {
    var program = program
    program.graph.outputs = [current]
    return program
  }

  /// The shape of the value that the next layer reads.
  var shape: [Int] { program.graph[current].type.shape }

  /// A constant of which only the shape counts.
  mutating func constant(_ shape: [Int]) -> ID<Value> {
    count += 1
    guard let hash = ContentHash(hexadecimal: String(repeating: "0", count: 64)) else {
      preconditionFailure("64 zeros are a digest")
    }
    let id = program.addConstant(
      Constant("w\(count)", TensorType(.f32, shape), missing: hash))
    return program.graph.value(of: id, in: program.constants)
  }

  /// Appends an operation on given values and makes its result current.
  @discardableResult
  mutating func append(
    _ kind: String, _ operands: [ID<Value>], _ given: [Attribute] = []
  ) -> ID<Value> {
    let definition = OperatorCatalog.standard[kind]
    guard let definition else { preconditionFailure("no operator \(kind)") }
    var attributes = AttributeList(given)
    for specification in definition.storedAttributes
    where attributes[specification.name] == nil {
      attributes[specification.name] = specification.standard
    }
    let ordered = definition.storedAttributes.compactMap { specification in
      attributes[specification.name].map { Attribute(specification.name, $0) }
    }
    let call = OperatorCall(
      operands: operands.map { program.graph[$0].type },
      attributes: definition.completed(
        AttributeList(ordered), operands: operands.map { program.graph[$0].type }))
    var report = ConstraintReport()
    guard let types = definition.inferTypes(call, &report) else {
      preconditionFailure("\(kind): \(report.violations)")
    }
    count += 1
    let name = "\(kind)\(count)"
    let operation = program.graph.append(
      Operation(kind, operands: operands, attributes: call.attributes, origins: [name]),
      names: types.indices.map { $0 == 0 ? name : "\(name).\($0)" }, types: types)
    current = program.graph[operation].results[0]
    return current
  }

  /// A convolution with bias and, unless told otherwise, a rectifier.
  @discardableResult
  mutating func convolution(
    _ filters: Int, _ kernel: Int, stride: Int = 1, padding: Int = 0, groups: Int = 1,
    isRectified: Bool = true
  ) -> ID<Value> {
    let weight = constant([filters, shape[1] / groups, kernel, kernel])
    let bias = constant([filters])
    return append(
      "conv2d", [current, weight, bias],
      [
        Attribute("stride", .integers([stride, stride])),
        Attribute("padding", .integers([padding, padding, padding, padding])),
        Attribute("groups", .integer(groups)),
        Attribute("activation", .activation(isRectified ? .relu : .none)),
      ])
  }

  /// A maximum pool.
  @discardableResult
  mutating func pool(_ window: Int, stride: Int) -> ID<Value> {
    append(
      "max_pool2d", [current],
      [
        Attribute("window", .integers([window, window])),
        Attribute("stride", .integers([stride, stride])),
      ])
  }

  /// A dense layer with bias.
  @discardableResult
  mutating func dense(_ units: Int, isRectified: Bool = true) -> ID<Value> {
    let weight = constant([units, shape[shape.count - 1]])
    let bias = constant([units])
    return append(
      "dense", [current, weight, bias],
      [Attribute("activation", .activation(isRectified ? .relu : .none))])
  }

  /// Makes rows of images.
  @discardableResult
  mutating func flatten() -> ID<Value> { append("flatten", [current]) }

  /// Three dense layers behind a flattened image.
  mutating func classifier(_ units: [Int]) {
    flatten()
    for (index, count) in units.enumerated() {
      dense(count, isRectified: index < units.count - 1)
    }
  }
}
