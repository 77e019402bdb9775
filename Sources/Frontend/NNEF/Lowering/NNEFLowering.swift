import Basic
import IR

/// Turns a graph of NNEF into a program, and goes on after a refusal, so that one run lists
/// everything that has no form.
struct NNEFLowering {
  /// How an operation is lowered; its results are as many as the operation declares.
  typealias Rule = @Sendable (inout NNEFContext) throws(Refusal) -> [NNEFValue]

  /// What was found so far.
  private(set) var bag: DiagnosticBag

  private var context: NNEFContext
  private let document: NNEFDocument

  /// What identifiers stand for; `nil` for one whose operation was refused, so that its readers are
  /// passed over in silence.
  private var values: [String: NNEFValue?] = [:]

  private var defined: Set<String> = []

  init(
    _ document: NNEFDocument, variables: NNEFVariables, catalog: OperatorCatalog,
    options: FrontendOptions, bag: DiagnosticBag
  ) {
    self.document = document
    self.bag = bag
    let builder = ProgramBuilder(name: document.name(document.graph.name), catalog: catalog)
    let names = Set(document.graph.inputs.map { document.name($0) })
    context = NNEFContext(
      builder: builder, variables: variables, inputs: NNEFInputs(names: names, options: options))
  }

  /// The program, complete unless something was reported.
  mutating func run() -> Program {
    checkExtensions()
    let assignments = NNEFInlining.inlined(document.graph)
    let inputs = lowerInputs(assignments)
    for (index, assignment) in assignments.enumerated() where !inputs.contains(index) {
      lower(assignment)
    }
    var outputs: [(name: String, value: ID<Value>)] = []
    if document.graph.outputs.isEmpty {
      report(NNEFRules.unknownName, "the graph has no outputs", at: document.graph.name)
    }
    for output in document.graph.outputs {
      guard case .tensor(let tensor)? = look(up: output) else { continue }
      do throws(Refusal) {
        let name = document.name(output)
        outputs.append((name, try context.materialize(tensor, name: name)))
      } catch { report(error) }
    }
    return context.builder.finish(outputs: outputs)
  }

  // MARK: - The head of the graph

  private mutating func checkExtensions() {
    let known = ["KHR_enable_fragment_definitions", "KHR_enable_operator_expressions"]
    for token in document.extensions where !known.contains(token.text) {
      bag.report(
        Diagnostic(
          .warning, NNEFRules.unknownExtension.code, "the extension '\(token.text)' is not known",
          at: .source(token.range)))
    }
    let names = document.graph.inputs.map { document.name($0) }
    for name in context.inputs.options.shapes.keys.sorted() where !names.contains(name) {
      report(
        NNEFRules.inputShape, "--shape: there is no input '\(name)'", at: document.graph.name,
        help: Spelling.suggestion(name, in: names))
    }
    for name in context.inputs.options.bindings.keys.sorted() {
      report(
        NNEFRules.inputShape, "no input has a size named '\(name)'", at: document.graph.name,
        help: "give the whole shape by --shape")
    }
  }

  /// Lowers the inputs in the order of the head, and gives the positions of their assignments.
  private mutating func lowerInputs(_ assignments: [NNEFAssignment]) -> Set<Int> {
    var positions: [String: Int] = [:]
    for (index, assignment) in assignments.enumerated()
    where assignment.call?.name.text == "external" {
      guard let name = assignment.targets.first?.tokens.first?.text, positions[name] == nil else {
        continue
      }
      positions[name] = index
    }
    var lowered: Set<Int> = []
    for input in document.graph.inputs {
      guard let index = positions[input.text] else {
        report(
          NNEFRules.graphInput, "the input '\(input.text)' is assigned by no 'external'", at: input)
        values[input.text] = .some(nil)
        continue
      }
      if lowered.insert(index).inserted { lower(assignments[index]) }
    }
    return lowered
  }

  // MARK: - Assignments

  private mutating func lower(_ assignment: NNEFAssignment) {
    var results: [NNEFValue]?
    if let call = assignment.call {
      let names = assignment.targets.map { $0.tokens.map { document.name($0) } }
      do throws(Refusal) {
        results = try lower(call, names: names)
      } catch { report(error) }
    }
    if let call = assignment.call, let found = results, found.count != assignment.targets.count {
      report(
        NNEFRules.resultCount,
        "'\(call.name.text)' has \(found.count) result\(found.count == 1 ? "" : "s"), and "
          + "\(assignment.targets.count) are bound", at: call.name)
      results = nil
    }
    for (index, target) in assignment.targets.enumerated() {
      bind(target, results?[index], assignment.call?.name)
    }
  }

  private mutating func bind(_ target: NNEFTarget, _ value: NNEFValue?, _ operation: Token?) {
    switch (target, value) {
    case (.name(let token), .list?):
      report(
        NNEFRules.resultCount,
        "'\(operation?.text ?? "")' gives a list of tensors, to be bound as [a, b]", at: token)
      define(token, nil)
    case (.name(let token), _): define(token, value)
    case (.list(let tokens), .list(let entries)?) where tokens.count == entries.count:
      for (token, entry) in zip(tokens, entries) { define(token, entry) }
    case (.list(let tokens), let value):
      if let value, let token = tokens.first ?? operation {
        var count = "a single tensor"
        if case .list(let entries) = value { count = "\(entries.count) tensors" }
        report(
          NNEFRules.resultCount,
          "'\(operation?.text ?? "")' gives \(count), and a list of \(tokens.count) is bound",
          at: token)
      }
      for token in tokens { define(token, nil) }
    }
  }

  private mutating func define(_ token: Token, _ value: NNEFValue?) {
    values[token.text] = .some(value)
    if !defined.insert(token.text).inserted {
      report(
        NNEFRules.duplicateName, "'\(token.text)' is assigned twice", at: token,
        help: "give every result an identifier of its own")
    }
  }

  private mutating func look(up token: Token) -> NNEFValue? {
    if let known = values[token.text] { return known }
    // Blamed once.
    values[token.text] = .some(nil)
    report(
      NNEFRules.unknownName, "'\(token.text)' is not assigned above", at: token,
      help: bag.errorCount < bag.errorLimit
        ? Spelling.nearest(token.text, in: values.keys.sorted().filter { $0 != token.text }).map {
          "did you mean '\($0)'?"
        }
        : nil)
    return nil
  }

  // MARK: - Calls

  private mutating func lower(
    _ call: NNEFCall, names: [[String]]
  ) throws(Refusal) -> [NNEFValue] {
    let operation = try find(call, names)
    if let fused = try lowerPattern(call, names) { return fused }
    guard case .lowered(let rule) = operation.support else { return [] }
    let arguments = try evaluate(call, operation, names)
    enter(call, names)
    context.arguments = arguments
    if let generic = call.generic, !["scalar", "integer", "logical"].contains(generic.text) {
      throw context.refusal(
        NNEFRules.argumentKind, "'\(generic.text)' is no type of elements",
        help: "the types are scalar, integer and logical")
    }
    return try rule(&context)
  }

  /// Makes a call the one that is being lowered.
  private mutating func enter(_ call: NNEFCall, _ names: [[String]]) {
    let label = names.first?.first ?? call.name.text
    context.builder.node = SourceNode(
      label: label, origin: label, place: .source(call.name.range))
    (context.operation, context.generic) = (call.name.text, call.generic?.text)
    context.resultNames = names
  }

  private mutating func find(
    _ call: NNEFCall, _ names: [[String]]
  ) throws(Refusal) -> NNEFOperation {
    enter(call, names)
    if document.fragments[call.name.text] != nil {
      throw context.refusal(
        NNEFRules.fragment, "the operation is a fragment that the model defines",
        help: "flatten the model with the tools that made it")
    }
    let isInput = names.joined().contains { context.inputs.names.contains($0) }
    if isInput, call.name.text != "external" {
      throw context.refusal(
        NNEFRules.graphInput, "an input of the graph is assigned by 'external' alone")
    }
    guard let operation = NNEFOperation.find(call.name.text) else {
      throw context.refusal(
        NNEFRules.unknownOperation, "there is no such operation",
        help: Spelling.nearest(call.name.text, in: NNEFOperation.names).map {
          "did you mean '\($0)'?"
        })
    }
    if case .refused(let reason) = operation.support {
      throw context.refusal(NNEFRules.unsupportedOperation, reason)
    }
    return operation
  }

  /// Lowers two operations that the compiler has as one: a reduction whose axes are squeezed, and a
  /// matrix product to which a constant is added.
  private mutating func lowerPattern(
    _ call: NNEFCall, _ names: [[String]]
  ) throws(Refusal) -> [NNEFValue]? {
    if let reduction = NNEFInlining.squeezedReduction(call) {
      context.keepsDimensions = false
      defer { context.keepsDimensions = true }
      return try lower(reduction, names: names)
    }
    guard let (product, other) = NNEFInlining.sumWithProduct(call), let inner = product.result,
      case .tensor(let addend) = try evaluate(other, .tensor, names)
    else { return nil }
    context.addend = NNEFAddend(tensor: addend, names: names)
    defer { context.addend = nil }
    let result = try lower(product, names: [[document.name(inner)]])
    // The rule of the product takes the addend if it can.
    guard context.addend != nil else { return result }
    enter(call, names)
    context.arguments = ["x": result[0], "y": .tensor(addend)]
    return try NNEFElementwise.binaryRule("add")(&context)
  }

  // MARK: - Arguments

  private mutating func evaluate(
    _ call: NNEFCall, _ operation: NNEFOperation, _ names: [[String]]
  ) throws(Refusal) -> [String: NNEFValue] {
    var given: [String: NNEFValue] = [:]
    var faults: [Diagnostic] = []
    var isBroken = false
    for (position, argument) in call.arguments.enumerated() {
      let parameter = self.parameter(argument, position, call, operation, &faults)
      guard let parameter else { continue }
      if given[parameter.name] != nil {
        faults.append(fault(NNEFRules.argument, "'\(parameter.name)' is given twice", argument))
        continue
      }
      do throws(Refusal) {
        given[parameter.name] = try evaluate(argument.value, parameter.kind, names)
      } catch {
        faults += error.diagnostics
        isBroken = true
      }
    }
    let missing = operation.parameters.filter {
      $0.standard == nil && given[$0.name] == nil
    }
    if !missing.isEmpty, faults.isEmpty, !isBroken {
      faults.append(
        .error(
          NNEFRules.argument,
          "\(call.name.text) '\(names.first?.first ?? "")': \(missing.map { "'\($0.name)'" }.joined(separator: " and ")) "
            + "\(missing.count == 1 ? "is" : "are") not given", at: .source(call.name.range)))
    }
    guard faults.isEmpty, !isBroken else { throw Refusal(faults) }
    for parameter in operation.parameters where given[parameter.name] == nil {
      given[parameter.name] = parameter.standard
    }
    return given
  }

  private func fault(_ rule: Basic.Rule, _ message: String, _ argument: NNEFArgument) -> Diagnostic
  {
    .error(rule, message, at: .source(argument.label?.range ?? argument.value.range))
  }

  private func parameter(
    _ argument: NNEFArgument, _ position: Int, _ call: NNEFCall, _ operation: NNEFOperation,
    _ faults: inout [Diagnostic]
  ) -> NNEFOperation.Parameter? {
    if let label = argument.label {
      if let known = operation.parameters.first(where: { $0.name == label.text }) { return known }
      var diagnostic = fault(
        NNEFRules.argument, "\(operation.name) has no parameter '\(label.text)'", argument)
      diagnostic.help = Spelling.suggestion(label.text, in: operation.parameters.map(\.name))
      faults.append(diagnostic)
      return nil
    }
    guard position < operation.parameters.count else {
      faults.append(
        fault(
          NNEFRules.argument,
          "\(operation.name) has \(operation.parameters.count) parameters, and this is argument "
            + "\(position + 1)", argument))
      return nil
    }
    return operation.parameters[position]
  }

  /// The value of an expression where a parameter of `kind` is wanted.
  private mutating func evaluate(
    _ expression: NNEFExpression, _ kind: NNEFOperation.Parameter.Kind, _ names: [[String]]
  ) throws(Refusal) -> NNEFValue {
    switch expression {
    case .name(let token):
      guard kind == .tensor else { break }
      guard let value = look(up: token) else { throw .silent }
      return value
    case .call(let call):
      guard kind == .tensor else { break }
      let inner = call.result.map { document.name($0) }
      let outer = names.first?.first ?? ""
      let wasInlined = context.isInlined
      context.isInlined = inner != nil
      defer { context.isInlined = wasInlined }
      let results = try lower(call, names: [[inner ?? "\(outer).\(call.name.text)"]])
      guard results.count == 1, case .tensor = results[0] else { break }
      return results[0]
    case .list(let entries, _) where kind == .tensors:
      var values: [NNEFValue] = []
      for entry in entries { values.append(try evaluate(entry, .tensor, names)) }
      return .list(values)
    default:
      if let literal = NNEFLiterals.value(expression, kind) { return literal }
    }
    throw Refusal([
      .error(
        NNEFRules.argumentKind, "expected \(kind.description)", at: .source(expression.range))
    ])
  }

  // MARK: - Reporting

  private mutating func report(
    _ rule: Basic.Rule, _ message: String, at token: Token, help: String? = nil
  ) {
    bag.report(.error(rule, message, at: .source(token.range), help: help))
  }

  private mutating func report(_ refusal: Refusal) {
    for diagnostic in refusal.diagnostics { bag.report(diagnostic) }
  }
}
