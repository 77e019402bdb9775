import Basic
import IR

/// What the lowering of one operation sees: its operands, its options and the program being built.
package struct TFLiteContext {
  /// The program being built.
  package var builder: ProgramBuilder

  /// The network.
  package let graph: TFLiteSubgraph

  /// The operation that is being lowered.
  package internal(set) var operation = TFLiteOperation(
    code: 0, inputs: [], outputs: [], options: TFLiteOptions(), offset: 0)

  /// The name of its operator.
  package internal(set) var operatorName = ""

  /// What is known of each tensor that the operation reads.
  var values: [TFLiteValue?]

  /// Constants that have been converted, by tensor and by what was done to them.
  var converted: [String: ID<Value>] = [:]

  /// The tensors that come out of the network.
  private var isOutput: [Bool]

  init(builder: ProgramBuilder, graph: TFLiteSubgraph) {
    self.builder = builder
    self.graph = graph
    values = [TFLiteValue?](repeating: nil, count: graph.tensors.count)
    isOutput = [Bool](repeating: false, count: graph.tensors.count)
    for tensor in graph.outputs { isOutput[tensor] = true }
  }

  // MARK: - Operands

  /// The number of operands, those that are left out included.
  package var operandCount: Int { operation.inputs.count }

  /// Whether an operand is there.
  package func has(_ index: Int) -> Bool {
    index < operation.inputs.count && operation.inputs[index] != nil
  }

  /// The tensor of the file that an operand is.
  package func tensor(_ index: Int) throws(Refusal) -> Int {
    guard index < operation.inputs.count, let tensor = operation.inputs[index] else {
      throw refusal(
        TFLiteRules.operandCount, "operand \(index) is missing among \(operation.inputs.count)")
    }
    return tensor
  }

  /// An operand in all forms that are there.
  package func operand(_ index: Int) throws(Refusal) -> TFLiteValue {
    // The driver has seen to it that every operand that is not left out is known.
    guard let value = values[try tensor(index)] else { throw .silent }
    return value
  }

  /// The type of an operand, as the file has it.
  package func type(_ index: Int) throws(Refusal) -> TensorType { try operand(index).type }

  /// The layout in which an operand was computed.
  package func home(_ index: Int) throws(Refusal) -> TFLiteLayout { try operand(index).home }

  /// An operand as the file has it.
  package mutating func inFile(_ index: Int) throws(Refusal) -> ID<Value> {
    try value(tensor(index), .file)
  }

  /// An operand in a layout.
  package mutating func value(
    operand index: Int, _ layout: TFLiteLayout
  ) throws(Refusal) -> ID<Value> {
    try value(tensor(index), layout)
  }

  /// The elements of a constant operand, or `nil` if it is computed.
  package func constant(_ index: Int) throws(Refusal) -> Tensor? {
    let value = try operand(index)
    return value.constant ?? value.inFile.flatMap(builder.constant)
  }

  /// The integers of an operand that decides shapes.
  package func integers(_ index: Int, _ role: String) throws(Refusal) -> [Int] {
    let value = try operand(index)
    guard let tensor = value.constant ?? value.inFile.flatMap(builder.known) else {
      throw refusal(
        TFLiteRules.constantOperand,
        "the operand '\(role)' (\(name(of: try tensor(index)))) is computed at run time",
        help: "fix the shapes of the inputs when the model is converted")
    }
    guard tensor.type.element.isInteger else {
      throw unsupported("the operand '\(role)' is \(tensor.type), not integers")
    }
    return tensor.type.element == .i64
      ? tensor.withElements(of: Int64.self) { $0.map(Int.init) }
      : tensor.integers.map(Int.init)
  }

  /// The one integer of an operand that decides shapes.
  package func integer(_ index: Int, _ role: String) throws(Refusal) -> Int {
    let values = try integers(index, role)
    guard values.count == 1 else {
      throw unsupported("the operand '\(role)' has \(values.count) elements, not one")
    }
    return values[0]
  }

  // MARK: - Layouts

  /// A tensor in a layout, brought there if it is not.
  mutating func value(_ tensor: Int, _ layout: TFLiteLayout) throws(Refusal) -> ID<Value> {
    guard var value = values[tensor] else { throw .silent }
    let id: ID<Value>
    switch layout {
    case .file:
      if let known = value.inFile { return known }
      id = try intoFile(value, name(of: tensor))
      value.inFile = id
    case .channelsFirst:
      if let known = value.channelsFirst { return known }
      id = try channelsFirst(tensor, value.type)
      value.channelsFirst = id
      value.inFile = values[tensor]?.inFile
    }
    values[tensor] = value
    return id
  }

  private mutating func intoFile(
    _ value: TFLiteValue, _ name: String
  ) throws(Refusal) -> ID<Value> {
    if let constant = value.constant { return builder.addConstant(name, constant) }
    if let image = value.image {
      let shape = TFLiteLayout.fileAxes.map { builder.type(image).shape[$0] }
      let moved = try permute(image, TFLiteLayout.fileAxes, to: shape, name: "\(name).image")
      return try reshape(moved, to: value.type.shape, name: name)
    }
    guard let id = value.channelsFirst else { preconditionFailure("a value of no form") }
    return try permute(id, TFLiteLayout.fileAxes, to: value.type.shape, name: "\(name).nhwc")
  }

  private mutating func channelsFirst(
    _ tensor: Int, _ type: TensorType
  ) throws(Refusal) -> ID<Value> {
    let name = name(of: tensor)
    guard type.rank == 4 else {
      throw unsupported("'\(name)' is \(type.plainDescription), and an image has four axes")
    }
    let shape = TFLiteLayout.channelsFirstAxes.map { type.shape[$0] }
    return try permute(
      value(tensor, .file), TFLiteLayout.channelsFirstAxes, to: shape, name: "\(name).nchw")
  }

  /// A value with its axes in another order; a reshape where no element moves.
  package mutating func permute(
    _ id: ID<Value>, _ permutation: [Int], to shape: [Int], name: String
  ) throws(Refusal) -> ID<Value> {
    let sizes = builder.type(id).shape
    let moved = permutation.filter { sizes[$0] != 1 }
    if moved == moved.sorted() { return try reshape(id, to: shape, name: name) }
    return try add("transpose", [id], [Attribute("permutation", .integers(permutation))], name)
  }

  /// A value in another shape, or itself if it has that shape.
  package mutating func reshape(
    _ id: ID<Value>, to shape: [Int], name: String
  ) throws(Refusal) -> ID<Value> {
    guard builder.type(id).shape != shape else { return id }
    return try add("reshape", [id], [Attribute("shape", .integers(shape))], name)
  }

  // MARK: - Results

  /// The name of a tensor; one is made for a tensor without.
  package func name(of tensor: Int) -> String {
    let name = graph.tensors[tensor].name
    return name.isEmpty ? "tensor_\(tensor)" : name
  }

  /// The name of a result in a layout; the name of an output is kept for the order of the file.
  package func resultName(
    _ index: Int = 0, _ layout: TFLiteLayout = .file
  ) -> String {
    guard index < operation.outputs.count else { return "\(builder.node.origin).\(index)" }
    let tensor = operation.outputs[index]
    return name(of: tensor) + (layout == .channelsFirst && isOutput[tensor] ? ".nchw" : "")
  }

  /// The type that the file states for a result.
  package func stated(_ index: Int = 0) throws(Refusal) -> TensorType {
    guard index < operation.outputs.count else {
      throw refusal(
        TFLiteRules.operandCount, "result \(index) is missing among \(operation.outputs.count)")
    }
    return try TFLiteTypes.type(of: graph.tensors[operation.outputs[index]], builder.node)
  }

  /// A value that was computed in a layout, as a result.
  ///
  /// It is `mutating` so that the context is not copied before an argument that adds the value to it.
  package mutating func result(_ id: ID<Value>, _ layout: TFLiteLayout = .file) -> TFLiteValue {
    let type = builder.type(id)
    guard layout == .channelsFirst else { return TFLiteValue(id, type) }
    return TFLiteValue(
      channelsFirst: id, type.reshaped(TFLiteLayout.fileAxes.map { type.shape[$0] }))
  }

  // MARK: - Refusing

  /// Refuses the operation by a rule.
  package func refusal(_ rule: Rule, _ reason: String, help: String? = nil) -> Refusal {
    builder.node.refusal(rule, reason, help: help)
  }

  /// Refuses a form of the operation that has no counterpart in the IR.
  package func unsupported(_ reason: String, help: String? = nil) -> Refusal {
    refusal(TFLiteRules.unsupportedForm, reason, help: help)
  }

  // MARK: - Building

  /// Adds an operation with one result.
  package mutating func add(
    _ kind: String, _ operands: [ID<Value>], _ attributes: [Attribute] = [], _ name: String
  ) throws(Refusal) -> ID<Value> {
    try builder.add(kind, operands, attributes, name: name)
  }

  /// Adds an operation of which the lowering needs several, named after the first result and `part`.
  package mutating func step(
    _ part: String, _ kind: String, _ operands: [ID<Value>], _ attributes: [Attribute] = []
  ) throws(Refusal) -> ID<Value> {
    try builder.add(kind, operands, attributes, name: "\(resultName()).\(part)")
  }

  /// Adds a constant named after the first result and `part`.
  package mutating func constant(_ part: String, _ tensor: Tensor) -> ID<Value> {
    builder.addConstant("\(resultName()).\(part)", tensor)
  }
}
