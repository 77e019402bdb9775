import Basic
import IR

/// A constant that is added to a matrix product.
struct NNEFAddend: Sendable {
  /// The constant.
  var tensor: NNEFTensor

  /// The names of the sum.
  var names: [[String]]
}

/// What the lowering of one operation sees: its arguments, the names of its results and the program
/// being built.
struct NNEFContext {
  /// The program being built.
  var builder: ProgramBuilder

  /// The operation, as the graph calls it.
  var operation = ""

  /// The names of the results; several for a result that is a list.
  var resultNames: [[String]] = []

  /// The type between angle brackets.
  var generic: String?

  /// The arguments by parameter, those that are not given included.
  var arguments: [String: NNEFValue] = [:]

  /// Whether reductions keep the axes that they reduce; not where a `squeeze` follows.
  var keepsDimensions = true

  /// What is added to a matrix product, where an `add` follows.
  var addend: NNEFAddend?

  /// Whether the result is read only where it stands, so that it may be another view of a tensor.
  var isInlined = false

  /// Gives the tensors of variables.
  let variables: NNEFVariables

  /// The inputs of the graph, with what the command line says of them.
  let inputs: NNEFInputs

  /// The constants in the program, by name and shape.
  private var constants: [String: ID<Value>] = [:]

  init(builder: ProgramBuilder, variables: NNEFVariables, inputs: NNEFInputs) {
    (self.builder, self.variables, self.inputs) = (builder, variables, inputs)
  }

  /// The name of the first result.
  var resultName: String { resultNames.first?.first ?? builder.node.origin }

  /// Refuses the operation by a rule.
  func refusal(_ rule: Rule, _ reason: String, help: String? = nil) -> Refusal {
    Refusal([
      .error(rule, "\(operation) '\(resultName)': \(reason)", at: builder.node.place, help: help)
    ])
  }

  /// Refuses a form of the operation that the compiler does not have.
  func unsupported(_ reason: String, help: String? = nil) -> Refusal {
    refusal(NNEFRules.unsupportedForm, reason, help: help)
  }

  // MARK: - Arguments

  /// An argument as it is.
  func argument(_ name: String) -> NNEFValue {
    guard let value = arguments[name] else {
      preconditionFailure("\(operation) has no parameter '\(name)'")
    }
    return value
  }

  /// An argument that is a tensor, or a constant if it is a literal.
  mutating func tensor(_ name: String) throws(Refusal) -> NNEFTensor {
    switch argument(name) {
    case .tensor(let tensor): return tensor
    case let literal: return try constantTensor(literal, like: nil, "\(resultName).\(name)")
    }
  }

  /// An argument as a value of the program, in the shape in which the graph sees it.
  mutating func value(_ name: String) throws(Refusal) -> ID<Value> {
    try materialize(try tensor(name))
  }

  /// The values of a list of tensors.
  mutating func values(_ name: String) throws(Refusal) -> [ID<Value>] {
    guard case .list(let entries) = argument(name) else { return [] }
    var ids: [ID<Value>] = []
    for (index, entry) in entries.enumerated() {
      switch entry {
      case .tensor(let tensor): ids.append(try materialize(tensor))
      default:
        ids.append(
          try materialize(try constantTensor(entry, like: nil, "\(resultName).\(name)\(index)")))
      }
    }
    return ids
  }

  /// An integer.
  func integer(_ name: String) -> Int {
    guard case .integer(let value) = argument(name) else { return 0 }
    return value
  }

  /// A list of integers.
  func integers(_ name: String) -> [Int] {
    guard case .list(let entries) = argument(name) else { return [] }
    return entries.compactMap {
      guard case .integer(let value) = $0 else { return nil }
      return value
    }
  }

  /// A list of pairs.
  func pairs(_ name: String) -> [(before: Int, after: Int)] {
    guard case .list(let entries) = argument(name) else { return [] }
    return entries.compactMap {
      guard case .list(let pair) = $0, pair.count == 2, case .integer(let a) = pair[0],
        case .integer(let b) = pair[1]
      else { return nil }
      return (a, b)
    }
  }

  /// A number.
  func number(_ name: String) -> Double { argument(name).literal ?? 0 }

  /// A truth value.
  func flag(_ name: String) -> Bool {
    guard case .logical(let value) = argument(name) else { return false }
    return value
  }

  /// A text.
  func text(_ name: String) -> String {
    guard case .string(let value) = argument(name) else { return "" }
    return value
  }

  /// Axes that are counted from the front, each of which must be one of `rank`.
  func axes(_ name: String, rank: Int) throws(Refusal) -> [Int] {
    let axes = integers(name)
    guard axes.allSatisfy({ (0..<rank).contains($0) }), Set(axes).count == axes.count else {
      throw refusal(
        NNEFRules.shapes, "\(name) is \(axes), and there are \(rank) axes",
        help: "name axes from 0 to \(max(0, rank - 1)), each once")
    }
    return axes
  }

  // MARK: - Building

  /// Adds an operation with one result, named `name` or after the first result.
  mutating func add(
    _ kind: String, _ operands: [ID<Value>], _ attributes: [Attribute] = [], name: String? = nil
  ) throws(Refusal) -> ID<Value> {
    guard builder.catalog[kind] != nil else {
      throw unsupported("the operator '\(kind)' is not there")
    }
    return try builder.add(kind, operands, attributes, name: name ?? resultName)
  }

  /// Adds an operation of which several are needed, named after the first result and `part`.
  mutating func step(
    _ part: String, _ kind: String, _ operands: [ID<Value>], _ attributes: [Attribute] = []
  ) throws(Refusal) -> ID<Value> {
    try add(kind, operands, attributes, name: "\(resultName).\(part)")
  }

  /// Adds an operation and gives its result as a value of the graph.
  mutating func result(
    _ kind: String, _ operands: [ID<Value>], _ attributes: [Attribute] = [], name: String? = nil
  ) throws(Refusal) -> [NNEFValue] {
    let y = try add(kind, operands, attributes, name: name)
    return [wrap(y)]
  }

  /// A value of the program as one of the graph.
  func wrap(_ id: ID<Value>) -> NNEFValue { .value(id, builder.type(id)) }

  /// The type of a value.
  func type(_ id: ID<Value>) -> TensorType { builder.type(id) }

  /// The tensor as a value of the program in the shape in which the graph sees it.
  mutating func materialize(
    _ tensor: NNEFTensor, name: String? = nil
  ) throws(Refusal) -> ID<Value> {
    switch tensor.base {
    case .value(let id):
      return try reshape(id, to: tensor.shape, name: name ?? "\(builder.name(id)).viewed")
    case .constant(let constantName, let elements):
      let key = "\(tensor.shape) \(constantName)"
      if let known = constants[key] { return known }
      let type = elements.type.reshaped(tensor.shape)
      let id = builder.addConstant(constantName, elements.retyped(type))
      constants[key] = id
      return id
    }
  }

  /// A constant named after the first result and `part`.
  mutating func constant(_ part: String, _ tensor: Tensor) -> ID<Value> {
    builder.addConstant("\(resultName).\(part)", tensor)
  }

  /// A number as a constant of the element type of `other`.
  mutating func scalar(
    _ part: String, _ value: Double, like other: ID<Value>
  ) -> ID<Value> {
    constant(part, Tensor(TensorType(type(other).element, []), numbers: [value]))
  }

  /// A literal as a tensor of no axes, of the element type `like` where that can hold it.
  func constantTensor(
    _ literal: NNEFValue, like element: ElementType?, _ name: String
  ) throws(Refusal) -> NNEFTensor {
    let tensor: Tensor
    switch literal {
    case .integer(let value) where element?.isInteger == true:
      tensor = Tensor(TensorType(element ?? .i64, []), numbers: [Double(value)])
    case .integer, .number:
      guard element?.isInteger != true, element != .bool else {
        throw refusal(
          NNEFRules.argumentKind, "a number stands beside a tensor of \(element?.rawValue ?? "")")
      }
      tensor = Tensor(TensorType(element ?? .f32, []), numbers: [literal.literal ?? 0])
    case .logical(let value): tensor = Tensor(TensorType(.bool, []), numbers: [value ? 1 : 0])
    default: throw refusal(NNEFRules.argumentKind, "'\(name)' is no tensor")
    }
    return NNEFTensor(base: .constant(name: name, tensor), type: tensor.type, shape: [])
  }

  /// A value in another shape, or itself if it has that shape.
  mutating func reshape(
    _ id: ID<Value>, to shape: [Int], name: String? = nil
  ) throws(Refusal) -> ID<Value> {
    guard type(id).shape != shape else { return id }
    return try builder.add(
      "reshape", [id], [Attribute("shape", .integers(shape))],
      name: name ?? "\(builder.name(id)).reshaped")
  }
}
