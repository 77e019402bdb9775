import Basic
import IR

/// Writes the operations of one program as assignments, and collects its variables.
struct NNEFWriter {
  /// How an operation of one kind is written.
  typealias Rule = @Sendable (inout NNEFWriter) throws(Refusal) -> Void

  /// The program.
  let program: Program

  /// The identifiers.
  private(set) var names: NNEFNames

  /// The assignments of variables.
  private(set) var variableLines: [String] = []

  /// The other assignments.
  private(set) var lines: [String] = []

  /// The `.dat` files.
  private(set) var files: [(name: String, bytes: [UInt8])] = []

  /// The operation that is being written.
  private(set) var operation = Operation("", operands: [])

  /// The identifiers of variables, by constant and shape.
  private var variables: [String: String] = [:]
  private var labels: Set<String> = []

  init(_ program: Program) {
    self.program = program
    names = NNEFNames(program.graph)
  }

  // MARK: - The operation at hand

  /// The name of the first result.
  var resultName: String { program.graph[operation.results[0]].name }

  /// The identifier of the first result.
  var result: String { names[operation.results[0]] }

  /// The type of an operand.
  func type(_ index: Int) -> TensorType { program.graph[operation.operands[index]].type }

  /// The type of the first result.
  var resultType: TensorType { program.graph[operation.results[0]].type }

  /// The attributes.
  var attributes: AttributeList { operation.attributes }

  /// Refuses the operation.
  func refusal(_ rule: Basic.Rule, _ reason: String, help: String? = nil) -> Refusal {
    Refusal([
      .error(
        rule, "\(operation.kind) '\(resultName)': \(reason)",
        at: operation.location.map { .source($0) } ?? .none, help: help)
    ])
  }

  /// Refuses a form of the operation that NNEF does not have.
  func unsupported(_ reason: String, help: String? = nil) -> Refusal {
    refusal(NNEFRules.exportOperation, reason, help: help)
  }

  // MARK: - Writing

  /// Writes an input.
  mutating func writeInput(_ id: ID<Value>) throws(Refusal) {
    let value = program.graph[id]
    guard let kind = Self.kind(value.type), kind != .integer || value.type.element == .i64 else {
      throw Refusal([
        .error(
          NNEFRules.exportType, "the input '\(value.name)' is \(value.type)",
          help: "cast it in the network to f32, i64 or bool, or remove its quantization")
      ])
    }
    lines.append(
      "\(names[id]) = external<\(kind.rawValue)>(shape = \(NNEFText.list(value.type.shape)));")
  }

  /// Writes an operation by its rule.
  mutating func write(_ id: ID<Operation>) throws(Refusal) {
    operation = program.graph[id]
    operation.attributes = CanonicalAttributes.of(
      operation, operands: operation.operands.map { program.graph[$0].type }, program.graph)
    for value in operation.operands + operation.results {
      let type = program.graph[value].type
      guard let kind = Self.kind(type),
        kind != .integer || type.element == .i64 || program.graph.constant(of: value) != nil
      else {
        throw refusal(
          NNEFRules.exportType, "'\(program.graph[value].name)' is \(type)",
          help: type.quantization == nil ? nil : "write the network before it is quantized")
      }
    }
    guard let rule = Self.rules[operation.kind] else {
      throw unsupported(
        "NNEF has no such operation", help: "see docs/formats.md")
    }
    try rule(&self)
  }

  /// The type of NNEF that a tensor has, or `nil` if there is none.
  static func kind(_ type: TensorType) -> NNEFText.ElementKind? {
    guard type.quantization == nil else { return nil }
    switch type.element {
    case .f32: return .scalar
    case .i8, .u8, .i16, .i32, .i64: return .integer
    case .bool: return .logical
    case .i4, .u4, .f16, .bf16, .f64: return nil
    }
  }

  /// Writes an assignment and gives its identifier.
  ///
  /// - Parameters:
  ///   - operands: the tensors, in order.
  ///   - arguments: the rest, by name.
  ///   - part: what the result is of the operation; its result itself unless given.
  @discardableResult
  mutating func assign(
    _ operation: String, _ operands: [String], _ arguments: [(String, String)] = [],
    part: String? = nil
  ) -> String {
    let identifier = part.map { names.unique("\(resultName)_\($0)") } ?? result
    let all = operands + arguments.map { "\($0) = \($1)" }
    lines.append("\(identifier) = \(operation)(\(all.joined(separator: ", ")));")
    return identifier
  }

  /// Writes an assignment whose result goes through the activation of the operation.
  mutating func assignActivated(
    _ operation: String, _ operands: [String], _ arguments: [(String, String)] = []
  ) throws(Refusal) {
    switch attributes.activation("activation") {
    case .none: assign(operation, operands, arguments)
    case .relu: assign("relu", [assign(operation, operands, arguments, part: operation)])
    case .clip(let low, let high):
      let x = assign(operation, operands, arguments, part: operation)
      assign("clamp", [x, try number(low), try number(high)])
    }
  }

  /// A number that must have a text.
  func number(_ value: Double) throws(Refusal) -> String {
    guard let text = NNEFText.scalar(value) else {
      throw unsupported("an attribute is no number (nan)")
    }
    return text
  }

  // MARK: - Operands

  /// An operand as a tensor in its own shape.
  mutating func tensor(_ index: Int) throws(Refusal) -> String {
    try identifier(operation.operands[index])
  }

  /// A value as a tensor in its own shape.
  mutating func identifier(_ id: ID<Value>) throws(Refusal) -> String {
    guard program.graph.constant(of: id) != nil else { return names[id] }
    return try variable(id, program.graph[id].type.shape)
  }

  /// An operand as a tensor of `shape`, which has the same elements: a variable of that shape, or
  /// the value with more axes.
  mutating func tensor(_ index: Int, as shape: [Int], part: String) throws(Refusal) -> String {
    let id = operation.operands[index]
    guard program.graph[id].type.shape != shape else { return try identifier(id) }
    if program.graph.constant(of: id) != nil { return try variable(id, shape) }
    let missing = shape.count - program.graph[id].type.rank
    guard missing > 0, shape.dropFirst(missing) == program.graph[id].type.shape[...] else {
      return assign("reshape", [names[id]], [("shape", NNEFText.list(shape))], part: part)
    }
    let axes = NNEFText.list(Array(0..<missing))
    return assign("unsqueeze", [names[id]], [("axes", axes)], part: part)
  }

  /// A variable that holds a constant.
  private mutating func variable(_ id: ID<Value>, _ shape: [Int]) throws(Refusal) -> String {
    guard let constant = program.graph.constant(of: id) else { return names[id] }
    let key = "\(constant.raw) \(shape)"
    if let known = variables[key] { return known }
    let name = program.constants[constant].name
    let type = program.graph[id].type
    guard let tensor = program.constants[constant].tensor, let kind = Self.kind(type) else {
      throw refusal(
        NNEFRules.exportType, "the elements of '\(name)' are not at hand, or are \(type)")
    }
    let label = label(name)
    guard let bytes = DatWriter.bytes(of: tensor, shape: shape) else {
      throw refusal(
        NNEFRules.exportType, "'\(name)' is \(type), for which .dat files have no form",
        help: "a file holds at most 8 axes and less than 4 GiB")
    }
    let identifier = names.unique(label)
    files.append(("\(label).dat", bytes))
    variableLines.append(
      "\(identifier) = variable<\(kind.rawValue)>(shape = \(NNEFText.list(shape)), "
        + "label = '\(label)');")
    variables[key] = identifier
    return identifier
  }

  /// The label of a constant, which is also the name of a file.
  private mutating func label(_ name: String) -> String {
    var stem = String(
      name.unicodeScalars.map { scalar in
        let isLetter =
          scalar.isASCII && (scalar.properties.isAlphabetic || "._-".contains(Character(scalar)))
        return isLetter || ("0"..."9").contains(scalar) ? Character(scalar) : "_"
      })
    if stem.isEmpty || stem.hasPrefix(".") { stem = "v\(stem)" }
    var label = stem
    var number = 2
    while !labels.insert(label).inserted {
      label = "\(stem).\(number)"
      number += 1
    }
    return label
  }

  /// The operands in shapes of one rank, in which they agree however they are aligned.
  ///
  /// - Parameters:
  ///   - parts: what the operands are to the operation.
  ///   - literals: the operands that may be written as numbers.
  mutating func aligned(_ parts: [String], literals: [Int]) throws(Refusal) -> [String] {
    let rank = operation.operands.map { program.graph[$0].type.rank }.max() ?? 0
    let texts = operation.operands.indices.map { literals.contains($0) ? literal($0) : nil }
    // A literal takes its type from a tensor beside it.
    let hasTensor = literals.contains { texts[$0] == nil }
    var operands: [String] = []
    for (index, part) in parts.enumerated() {
      if hasTensor, let text = texts[index] {
        operands.append(text)
        continue
      }
      let tensor = try tensor(index)
      let missing = rank - type(index).rank
      operands.append(
        missing == 0 || type(index).rank == 0
          ? tensor
          : assign(
            "unsqueeze", [tensor], [("axes", NNEFText.list(Array(0..<missing)))], part: part))
    }
    return operands
  }

  /// The text of an operand that is a constant of no axes, or `nil`.
  private func literal(_ index: Int) -> String? {
    guard type(index).rank == 0, let tensor = program.tensor(of: operation.operands[index]) else {
      return nil
    }
    switch tensor.type.element {
    case .f32: return tensor.floats.first.flatMap { NNEFText.scalar($0) }
    case .i64: return tensor.withElements(of: Int64.self) { $0.first.map(String.init) }
    case .bool: return tensor.numbers.first == 0 ? "false" : "true"
    default: return nil
    }
  }
}
