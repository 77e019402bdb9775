import Basic
import IR

/// Turns a network description into a program: resolves names, fills in defaults, finds
/// parameters and infers types.
struct DNNLowering {
  /// The program so far.
  private(set) var program: Program

  /// What was found so far.
  private(set) var bag: DiagnosticBag

  private let network: NetworkSyntax
  private let catalog: OperatorCatalog
  private let bindings: [String: Int]
  private var parameters: ParameterSource

  /// What names stand for; `nil` for a name whose definition is wrong, so that its readers are
  /// passed over in silence.
  private var names: [String: ID<Value>?] = [:]

  private var used: Set<String> = []

  /// The parameters that were looked up by name, each for one call.
  private var parameterNames: Set<String> = []

  init(
    _ network: NetworkSyntax, catalog: OperatorCatalog, parameters: ParameterSource,
    bindings: [String: Int], bag: DiagnosticBag
  ) {
    self.network = network
    self.catalog = catalog
    self.parameters = parameters
    self.bindings = bindings
    self.bag = bag
    program = Program(Graph(name: network.name.text))
  }

  mutating func run() {
    checkBindings()
    for input in network.inputs { lower(input) }
    for statement in network.statements { lower(statement) }
    var outputs: Set<String> = []
    for output in network.outputs {
      if !outputs.insert(output.text).inserted {
        bag.report(
          .error(
            DNNRules.duplicateName, "the output '\(output.text)' is named twice",
            at: .source(output.range)))
      }
      if let id = resolve(output) { program.graph.outputs.append(id) }
    }
    if network.outputs.isEmpty {
      bag.report(
        .error(
          DNNRules.unknownName, "the network has no outputs", at: .source(network.name.range),
          help: "name them after '->', as in -> (scores)"))
    }
    for name in network.statements.flatMap(\.names) where !used.contains(name.text) {
      guard names[name.text] != .some(nil) else { continue }
      bag.report(
        Diagnostic(
          .warning, DNNRules.unusedResult.code, "'\(name.text)' is never used",
          at: .source(name.range)))
    }
  }

  private mutating func checkBindings() {
    let named = network.inputs.flatMap(\.dimensions).compactMap { dimension -> String? in
      guard case .named(let token) = dimension else { return nil }
      return token.text
    }
    for name in bindings.keys.sorted() where !named.contains(name) {
      bag.report(
        .error(
          DNNRules.unboundSize, "no input has a size named '\(name)'",
          at: .source(network.name.range),
          help: named.isEmpty ? "every size is a number" : Spelling.suggestion(name, in: named)))
    }
  }

  private mutating func define(_ token: Token, _ id: ID<Value>?) {
    if names.updateValue(id, forKey: token.text) != nil {
      bag.report(
        .error(
          DNNRules.duplicateName, "'\(token.text)' is defined twice", at: .source(token.range),
          help: "give every result a name of its own"))
    }
  }

  private mutating func resolve(_ token: Token) -> ID<Value>? {
    used.insert(token.text)
    if let known = names[token.text] { return known }
    // What is no name at all has been reported where it was read.
    guard Lexer.isPlainName(token.text) else { return nil }
    let isKept = bag.errorCount < bag.errorLimit
    bag.report(
      .error(
        DNNRules.unknownName, "'\(token.text)' is not defined above", at: .source(token.range),
        help: isKept
          ? Spelling.nearest(token.text, in: names.keys.sorted()).map { "did you mean '\($0)'?" }
          : nil
      ))
    return nil
  }

  private mutating func lower(_ input: InputSyntax) {
    let shape = input.dimensions.map { dimension in
      switch dimension {
      case .size(let size): size
      case .named(let token): bindings[token.text] ?? 1
      }
    }
    let type = TensorType(input.element, shape, input.quantization)
    if let fault = type.fault {
      bag.report(
        .error(
          DNNRules.inputType, "input '\(input.name.text)': \(fault)",
          at: .source(input.name.range)))
      define(input.name, nil)
      return
    }
    define(input.name, program.graph.addInput(input.name.text, type))
  }

  private mutating func lower(_ statement: StatementSyntax) {
    var results: [ID<Value>]?
    switch statement.value {
    case .call(let call): results = lower(call, names: statement.names.map(\.text))
    case .list(let entries, _) where entries.isEmpty: break
    default:
      bag.report(
        .error(
          DNNRules.argumentKind, "a statement calls an operator",
          at: .source(statement.value.range), help: "use the name itself where it is wanted"))
    }
    if let found = results, found.count != statement.names.count {
      bag.report(
        .error(
          DNNRules.resultCount,
          "\(statement.names.count) names for \(found.count) results",
          at: .source(statement.names[0].range)))
      results = nil
    }
    for (index, name) in statement.names.enumerated() { define(name, results?[index]) }
  }

  /// Lowers a call; `nil` after an error, or where an operand is the result of a wrong statement.
  private mutating func lower(_ call: CallSyntax, names: [String]) -> [ID<Value>]? {
    guard let definition = catalog[call.name.text] else {
      bag.report(
        .error(
          DNNRules.unknownOperator, "unknown operator '\(call.name.text)'",
          at: .source(call.name.range),
          help: Spelling.suggestion(call.name.text, in: catalog.names)))
      lowerOperandsOnly(call, names[0])
      return nil
    }
    var reader = CallReader(definition, call)
    reader.readAttributes(into: &bag)
    var operands: [String: [ID<Value>?]] = [:]
    for (spec, argument) in reader.operands {
      let value: ID<Value>?
      if spec.isParameter, case .call(let source) = argument,
        ["file", "seeded"].contains(source.name.text)
      {
        reader.deferParameter(spec.name, source)
        continue
      } else {
        value = lowerOperand(argument, name: names[0], spec)
      }
      operands[spec.name, default: []].append(value)
    }
    guard !reader.isBroken, !operands.values.contains(where: { $0.contains(nil) }) else {
      return nil
    }
    return finish(reader, operands.mapValues { $0.compactMap { $0 } }, names)
  }

  private mutating func finish(
    _ reader: CallReader, _ given: [String: [ID<Value>]], _ names: [String]
  ) -> [ID<Value>]? {
    let definition = reader.definition
    let subject = "\(definition.name) '\(names[0])'"
    let place = Diagnostic.Place.source(reader.call.name.range)
    let leading = definition.operands.filter { !$0.isParameter }.flatMap { given[$0.name] ?? [] }
    let leadingTypes = leading.map { program.graph[$0].type }
    var attributes = definition.completed(reader.attributes, operands: leadingTypes)
    guard reader.reportMissing(attributes, given: Set(given.keys), subject, into: &bag) else {
      return nil
    }
    let needsNone = reader.hasAllParameters(given: Set(given.keys))
    var shapes = ConstraintReport()
    let wanted =
      needsNone ? [] : definition.parameterTypes(leadingTypes, attributes, &shapes)
    if wanted == nil {
      for diagnostic in shapes.diagnostics(of: definition, subject: names[0], at: place) {
        bag.report(diagnostic)
      }
      return nil
    }
    var operands = given
    var isBroken = false
    for spec in definition.operands where spec.isParameter && operands[spec.name] == nil {
      let type = wanted?.first { $0.name == spec.name }?.type
      guard type != nil || reader.deferred[spec.name] != nil else { continue }
      let name = "\(names[0]).\(spec.name)"
      guard reader.deferred[spec.name] != nil || parameterNames.insert(name).inserted else {
        bag.report(
          .error(
            DNNRules.duplicateName, "\(subject): another call takes the parameter \(name)",
            at: place, help: "bind one of the calls to a name of its own"))
        return nil
      }
      if let tensor = parameter(name, spec, type, reader, subject) {
        operands[spec.name] = [program.addConstantValue(name, tensor)]
      } else {
        isBroken = true
      }
    }
    guard !isBroken else { return nil }
    attributes = AttributeList(
      definition.storedAttributes.compactMap { spec in
        attributes[spec.name].map { Attribute(spec.name, $0) }
      })
    let values = definition.operands.flatMap { operands[$0.name] ?? [] }
    let faults = CallShape.faults(
      definition, operandCount: values.count, attributes: attributes)
    for (rule, message) in faults {
      bag.report(.error(rule, "\(subject): \(message)", at: place))
    }
    guard faults.isEmpty else { return nil }
    var report = ConstraintReport()
    let types = definition.inferTypes(
      OperatorCall(operands: values.map { program.graph[$0].type }, attributes: attributes),
      &report)
    for diagnostic in report.diagnostics(of: definition, subject: names[0], at: place) {
      bag.report(diagnostic)
    }
    guard let types, report.violations.isEmpty else { return nil }
    let operation = Operation(
      definition.name, operands: values, attributes: attributes, origins: [names[0]],
      location: reader.call.range)
    let resultNames = types.indices.map { $0 < names.count ? names[$0] : "\(names[0]).\($0)" }
    return program.graph[program.graph.append(operation, names: resultNames, types: types)].results
  }

  private mutating func parameter(
    _ name: String, _ spec: OperandSpec, _ type: TensorType?, _ reader: CallReader,
    _ subject: String
  ) -> Tensor? {
    guard let source = reader.deferred[spec.name] else {
      guard let type else { return nil }
      return parameters.parameter(
        name, role: spec.name, type, of: subject, at: reader.call.name.range, into: &bag)
    }
    if source.name.text == "file" {
      return parameters.load(source, type, of: subject, into: &bag)
    }
    guard let type, source.arguments.count == 1,
      type.elementCount <= ParameterInitializer.elementLimit,
      case .integer(let seed)? = ArgumentReader.value(source.arguments[0].value, .integer)
    else {
      bag.report(
        .error(
          DNNRules.argumentKind,
          "seeded takes one integer, and a parameter of known shape of at most 2^28 elements",
          at: .source(source.range)))
      return nil
    }
    return ParameterInitializer(seed: seed).tensor(name, role: spec.name, type.shape)
  }

  private mutating func lowerOperand(
    _ argument: ExpressionSyntax, name: String, _ spec: OperandSpec
  ) -> ID<Value>? {
    switch argument {
    case .name(let token): return resolve(token)
    case .call(let call) where call.name.text == "file" && catalog["file"] == nil:
      let tensor = parameters.load(call, nil, of: "'\(name)'", into: &bag)
      return tensor.map { program.addConstantValue("\(name).\(spec.name)", $0) }
    case .call(let call): return lowerNested(call, name)
    case .number(let token):
      guard let value = Float(token.text) else { break }
      return program.addConstantValue("\(name).\(spec.name)", Tensor([], floats: [value]))
    default: break
    }
    bag.report(
      .error(
        DNNRules.argumentKind, "the operand '\(spec.name)' is a name, a call or a number",
        at: .source(argument.range)))
    return nil
  }

  private mutating func lowerNested(_ call: CallSyntax, _ name: String) -> ID<Value>? {
    guard let results = lower(call, names: ["\(name).\(call.name.text)"]) else { return nil }
    guard results.count == 1 else {
      bag.report(
        .error(
          DNNRules.resultCount, "'\(call.name.text)' has \(results.count) results",
          at: .source(call.range)))
      return nil
    }
    return results[0]
  }

  /// Looks at the operands of a call to an unknown operator, for the faults that they hold.
  private mutating func lowerOperandsOnly(_ call: CallSyntax, _ name: String) {
    for argument in call.arguments where argument.label == nil {
      switch argument.value {
      case .name(let token): _ = resolve(token)
      case .call(let nested) where nested.name.text != "file": _ = lowerNested(nested, name)
      default: break
      }
    }
  }
}
