import Basic
import IR

/// What the lowering of one node sees: its operands, its attributes and the program being built.
package struct ONNXContext {
  /// The program being built.
  package var builder: ProgramBuilder

  /// The node that is being lowered.
  package var node = ONNXNode("", inputs: [], outputs: [])

  /// The operands; `nil` for one that is left out.
  package var operands: [ID<Value>?] = []

  /// The version of the operator set.
  package internal(set) var version: Int

  /// Remarks that do not refuse the node.
  package var remarks: [Diagnostic] = []

  /// Gives the elements of a tensor of the model.
  let load: ONNXLowering.TensorLoader

  init(builder: ProgramBuilder, version: Int, load: @escaping ONNXLowering.TensorLoader) {
    self.builder = builder
    self.version = version
    self.load = load
  }

  /// The name of the first result.
  package var resultName: String { name(of: 0) }

  /// The name of a result; made from the node's where the model names none.
  package func name(of result: Int) -> String {
    guard result < node.outputs.count, !node.outputs[result].isEmpty else {
      return "\(builder.node.origin).\(result)"
    }
    return node.outputs[result]
  }

  /// Whether the model wants a result.
  package func wants(_ result: Int) -> Bool {
    result < node.outputs.count && !node.outputs[result].isEmpty
  }

  // MARK: - Operands

  /// An operand, or `nil` if it is left out.
  package func optional(_ index: Int) -> ID<Value>? {
    index < operands.count ? operands[index] : nil
  }

  /// An operand that must be there.
  package func operand(_ index: Int) throws(Refusal) -> ID<Value> {
    guard let id = optional(index) else {
      throw refusal(
        ONNXNodeRules.operandCount, "operand \(index) is missing among \(operands.count)")
    }
    return id
  }

  /// The type of a value.
  package func type(_ id: ID<Value>) -> TensorType { builder.type(id) }

  /// The elements of an operand that decides shapes, or `nil` if the operand is left out.
  package func known(_ index: Int, _ role: String) throws(Refusal) -> Tensor? {
    guard let id = optional(index) else { return nil }
    guard let tensor = builder.known(id) else {
      throw refusal(
        ONNXNodeRules.constantOperand,
        "the operand '\(role)' (\(builder.name(id))) is computed at run time",
        help: "make it a constant, or say what it will be by --value \(builder.name(id))=@FILE.npy")
    }
    return tensor
  }

  /// The integers of an operand that decides shapes, or `nil` if the operand is left out.
  package func integers(_ index: Int, _ role: String) throws(Refusal) -> [Int]? {
    guard let tensor = try known(index, role) else { return nil }
    guard tensor.type.element.isInteger else {
      throw unsupported("the operand '\(role)' is \(tensor.type), but must hold integers")
    }
    return tensor.type.element == .i64
      ? tensor.withElements(of: Int64.self) { $0.map(Int.init) } : tensor.numbers.map { Int($0) }
  }

  /// The one integer of an operand that decides shapes, or `nil` if the operand is left out.
  package func integer(_ index: Int, _ role: String) throws(Refusal) -> Int? {
    guard let values = try integers(index, role) else { return nil }
    guard values.count == 1 else {
      throw unsupported("the operand '\(role)' has \(values.count) elements, not one")
    }
    return values[0]
  }

  // MARK: - Refusing

  /// Refuses the node by a rule.
  package func refusal(_ rule: Rule, _ reason: String, help: String? = nil) -> Refusal {
    builder.node.refusal(rule, reason, help: help)
  }

  /// Refuses a form of the node that has no counterpart in the IR.
  package func unsupported(_ reason: String, help: String? = nil) -> Refusal {
    refusal(ONNXNodeRules.unsupportedForm, reason, help: help)
  }

  // MARK: - Building

  /// Adds an operation with one result, named `name` or after the node's first result.
  package mutating func add(
    _ kind: String, _ operands: [ID<Value>], _ attributes: [Attribute] = [], name: String? = nil
  ) throws(Refusal) -> ID<Value> {
    try builder.add(kind, operands, attributes, name: name ?? resultName)
  }

  /// Adds an operation of which the node needs several, named after its first result and `part`.
  package mutating func step(
    _ part: String, _ kind: String, _ operands: [ID<Value>], _ attributes: [Attribute] = []
  ) throws(Refusal) -> ID<Value> {
    try builder.add(kind, operands, attributes, name: "\(resultName).\(part)")
  }

  /// Adds a constant named after the node's first result and `part`.
  package mutating func constant(_ part: String, _ tensor: Tensor) -> ID<Value> {
    builder.addConstant("\(resultName).\(part)", tensor)
  }

  /// A value without quantization: the integers as ONNX sees them.
  package mutating func plain(_ id: ID<Value>) throws(Refusal) -> ID<Value> {
    let type = type(id)
    guard type.quantization != nil else { return id }
    return try builder.add(
      "reinterpret", [id], [Attribute("to", .storage(StorageType(type.element)))],
      name: "\(builder.name(id)).plain")
  }

  /// A value cast to another element type, or itself if it has that type.
  package mutating func cast(_ id: ID<Value>, to element: ElementType) throws(Refusal) -> ID<Value>
  {
    let plain = try plain(id)
    guard type(plain).element != element else { return plain }
    return try builder.add(
      "cast", [plain], [Attribute("to", .storage(StorageType(element)))],
      name: "\(builder.name(id)).\(element.rawValue)")
  }

  /// A value in another shape, or itself if it has that shape.
  package mutating func reshape(
    _ id: ID<Value>, to shape: [Int], name: String? = nil
  ) throws(Refusal) -> ID<Value> {
    guard type(id).shape != shape else { return id }
    return try builder.add(
      "reshape", [id], [Attribute("shape", .integers(shape))],
      name: name ?? "\(builder.name(id)).reshaped")
  }
}
