import Basic
import IR

/// Writes the text of a description, statement by statement.
struct DNNWriter {
  /// What has no form in a description.
  private(set) var refusals: [Diagnostic] = []

  /// The weight file so far.
  private(set) var weights: DNNWeights

  private let program: Program
  private let catalog: OperatorCatalog
  private var names = DNNNames()

  /// The name of each value that is no constant.
  private var valueNames: [ID<Value>: String] = [:]
  private var statements: [String] = []

  init(_ program: Program, weights: String, catalog: OperatorCatalog) {
    self.program = program
    self.catalog = catalog
    self.weights = DNNWeights(file: weights)
  }

  private var graph: Graph { program.graph }

  mutating func write() {
    for input in graph.inputs { valueNames[input] = names.take(graph[input].name) }
    for id in graph.order {
      for result in graph[id].results { valueNames[result] = names.take(graph[result].name) }
    }
    for id in graph.order { write(graph[id]) }
    for output in graph.outputs where valueNames[output] == nil {
      refuse("the output '\(graph[output].name)' is a constant", at: nil)
    }
  }

  /// The whole text.
  var text: String {
    let inputs = graph.inputs.map { "\(valueNames[$0] ?? ""): \(graph[$0].type)" }
    let outputs = graph.outputs.compactMap { valueNames[$0] }
    var networkNames = DNNNames()
    let head =
      "network \(networkNames.take(graph.name))(\(inputs.joined(separator: ", ")))"
      + " -> (\(outputs.joined(separator: ", ")))\n"
    let source =
      weights.tensors.isEmpty ? "" : "weights \(Lexer.quoted(weights.file))\n"
    return head + source + "{\n" + statements.map { "  \($0)\n" }.joined() + "}\n"
  }

  private mutating func refuse(_ message: String, at location: SourceRange?) {
    refusals.append(
      .error(
        ExportRules.noForm, message, at: location.map { .source($0) } ?? .none,
        help: "convert the network before it is quantized"))
  }

  private mutating func write(_ operation: Operation) {
    let definition = catalog.definition(of: operation)
    let types = operation.operands.map { graph[$0].type }
    let results = operation.results.map { valueNames[$0] ?? "" }
    let activation = operation.attributes["activation"].flatMap { value -> Activation? in
      guard case .activation(let activation) = value, activation != .none else { return nil }
      return activation
    }
    let name = activation == nil ? results[0] : names.take("\(results[0]).\(operation.kind)")
    let (operands, hasParameters) = operands(of: operation, definition, named: name)
    var attributes = CanonicalAttributes.of(operation, operands: types, graph)
    if activation != nil { attributes["activation"] = .activation(.none) }
    var given = hasParameters ? definition.sourceAttributes(types) : []
    given += attributes.attributes
    let written = definition.attributes.compactMap { spec -> String? in
      guard let value = given.first(where: { $0.name == spec.name })?.value,
        value != spec.standard
      else { return nil }
      return "\(spec.name) = \(DNNValueText.text(value))"
    }
    let left = activation == nil ? results.joined(separator: ", ") : name
    statements.append(
      "\(left) = \(operation.kind)(\((operands + written).joined(separator: ", ")))")
    switch activation {
    case .relu?: statements.append("\(results[0]) = relu(\(name))")
    case .clip(let low, let high)?:
      let bounds = [low, high].map(NumberText.shortest)
      statements.append("\(results[0]) = clip(\(name), min = \(bounds[0]), max = \(bounds[1]))")
    case .some(.none), nil: break
    }
  }

  /// The operands as they stand in the call, and whether some are parameters found by name.
  private mutating func operands(
    of operation: Operation, _ definition: any OperatorDefinition.Type, named name: String
  ) -> ([String], hasParameters: Bool) {
    var texts: [String] = []
    var hasParameters = false
    var isOutOfPlace = false
    for (index, id) in operation.operands.enumerated() {
      let last = definition.operands.count - 1
      let spec = definition.operands[min(index, last)]
      let isVariadic = spec.arity == .variadic
      if let known = valueNames[id] {
        texts.append(isOutOfPlace ? "\(spec.name) = \(known)" : known)
        continue
      }
      guard let tensor = program.tensor(of: id), let fault = fault(of: tensor.type) else {
        let own = isVariadic ? "\(name).\(spec.name).\(index - last)" : "\(name).\(spec.name)"
        let text = constant(id, spec, as: own)
        if spec.isParameter {
          hasParameters = true
          isOutOfPlace = true
          if let text { texts.append("\(spec.name) = \(text)") }
        } else {
          texts.append(text ?? "")
        }
        continue
      }
      refuse(
        "the operand '\(spec.name)' of '\(name)', the constant '\(graph[id].name)', is \(fault)",
        at: operation.location)
    }
    return (texts, hasParameters)
  }

  /// The text of a constant, or `nil` if it is a parameter that is found by its own name.
  private mutating func constant(
    _ id: ID<Value>, _ spec: OperandSpec, as name: String
  ) -> String? {
    guard let tensor = program.tensor(of: id) else {
      refuse("the elements of the constant '\(graph[id].name)' are not at hand", at: nil)
      return nil
    }
    if !spec.isParameter, tensor.type == TensorType(.f32, []), let value = tensor.floats.first,
      value.isFinite
    {
      return NumberText.shortest(value)
    }
    let kept = weights.keep(tensor, as: name)
    if spec.isParameter, kept == name { return nil }
    return "file(\(Lexer.quoted(weights.file)), \(Lexer.quoted(kept)))"
  }

  /// Why a constant has no form in a weight file, or `nil`.
  private func fault(of type: TensorType) -> String? {
    if type.quantization != nil { return "\(type.plainDescription) and quantized" }
    switch type.element {
    case .f16, .bf16, .f64, .i4, .u4:
      return "\(type.plainDescription), which weight files do not keep"
    default: return nil
    }
  }
}
