import Basic
import IR

/// Turns a graph of ONNX into a program: binds inputs, lowers node by node, and goes on after a
/// refusal, so that one run lists everything that has no form.
struct ONNXLowering {
  /// Gives the elements of a tensor of the model.
  typealias TensorLoader = (ONNXTensor) throws(DataError) -> Tensor

  /// What a name stands for.
  enum Meaning {
    case value(ID<Value>)
    /// Its definition was refused; readers are passed over in silence.
    case refused
    /// An initializer that is read only when something asks for it.
    case initializer(ONNXTensor)
  }

  /// What was found so far.
  var bag: DiagnosticBag

  /// The node at hand, and the program being built.
  var context: ONNXContext

  let model: ONNXModel
  let options: FrontendOptions
  let file: String
  let load: TensorLoader

  /// What names stand for, innermost graph last.
  var scopes: [[String: Meaning]] = [[:]]

  /// The types that the model states, by name.
  var stated: [String: ONNXType] = [:]

  /// The number of nodes so far, by which nodes without a name are known.
  var nodeCount = 0

  init(
    _ model: ONNXModel, file: String, catalog: OperatorCatalog, options: FrontendOptions,
    bag: DiagnosticBag, load: @escaping TensorLoader
  ) {
    self.model = model
    self.file = file
    self.options = options
    self.bag = bag
    self.load = load
    let name = model.graph.name.isEmpty ? "main" : model.graph.name
    let builder = ProgramBuilder(name: name, catalog: catalog)
    let version = model.operatorSets.first { ["", "ai.onnx"].contains($0.domain) }?.version
    context = ONNXContext(builder: builder, version: version ?? 1, load: load)
  }

  /// The program, complete unless something was reported.
  mutating func run() -> Program {
    checkVersion()
    for info in model.graph.valueInfos + model.graph.outputs { stated[info.name] = info.type }
    for tensor in model.graph.initializers { define(tensor.name, .initializer(tensor)) }
    bindInputs()
    for node in model.graph.nodes { lower(node) }
    var outputs: [(name: String, value: ID<Value>)] = []
    if model.graph.outputs.isEmpty {
      report(ONNXNodeRules.undefinedName, "the graph has no outputs", at: place(.none))
    }
    for output in model.graph.outputs {
      guard let meaning = lookUp(output.name) else {
        report(
          ONNXNodeRules.undefinedName, "the output '\(output.name)' is never defined",
          at: place(output.place))
        continue
      }
      guard case .value(let id) = meaning else { continue }
      if context.type(id).elementCount == 0 {
        report(
          BuildingRules.emptyTensor, "the output '\(output.name)' is \(context.type(id))",
          at: place(output.place), help: "a size of zero leaves nothing to compute with")
      }
      outputs.append((output.name, id))
    }
    return context.builder.finish(outputs: outputs)
  }

  // MARK: - Names

  /// A place in this file.
  func place(_ place: Diagnostic.Place) -> Diagnostic.Place {
    place == .none ? .file(file, offset: nil) : place
  }

  mutating func report(
    _ rule: Rule, _ message: String, at place: Diagnostic.Place, help: String? = nil
  ) {
    bag.report(.error(rule, message, at: place, help: help))
  }

  mutating func define(
    _ name: String, _ meaning: Meaning, at place: Diagnostic.Place? = nil
  ) {
    guard !name.isEmpty else { return }
    if scopes[scopes.count - 1].updateValue(meaning, forKey: name) != nil {
      report(
        ONNXNodeRules.duplicateName, "'\(name)' is defined twice", at: place ?? self.place(.none))
    }
  }

  /// What a name stands for; an initializer is loaded now.
  mutating func lookUp(_ name: String) -> Meaning? {
    guard let depth = scopes.lastIndex(where: { $0[name] != nil }),
      let meaning = scopes[depth][name]
    else { return nil }
    guard case .initializer(let tensor) = meaning else { return meaning }
    var loaded = Meaning.refused
    do throws(DataError) {
      loaded = .value(context.builder.addConstant(name, try load(tensor)))
    } catch {
      bag.report(tensor.diagnostic(error))
    }
    scopes[depth][name] = loaded
    return loaded
  }

  // MARK: - Nodes

  /// Lowers one node; what it gives, or that it was refused, is known to the nodes after it.
  private mutating func lower(_ node: ONNXNode) {
    nodeCount += 1
    let name = node.name.isEmpty ? node.outputs.first { !$0.isEmpty } : node.name
    let domain = ["", "ai.onnx"].contains(node.domain) ? "" : "\(node.domain)."
    let label =
      node.name.isEmpty
      ? "node \(nodeCount - 1) (\(domain)\(node.operatorType), gives '\(name ?? "")')"
      : "node '\(node.name)' (\(domain)\(node.operatorType))"
    let source = SourceNode(
      label: label, origin: name ?? "node\(nodeCount - 1)", place: place(node.place))
    context.builder.node = source
    do throws(Refusal) {
      let results = try results(of: node)
      for (index, output) in node.outputs.enumerated() where !output.isEmpty {
        guard index < results.count else {
          throw context.unsupported("the result \(index), '\(output)', is not computed")
        }
        check(results[index], named: output)
        define(output, .value(results[index]), at: source.place)
      }
    } catch {
      for diagnostic in error.diagnostics { bag.report(diagnostic) }
      for output in node.outputs where scopes[scopes.count - 1][output] == nil {
        define(output, standIn(output), at: source.place)
      }
    }
    for remark in context.remarks { bag.report(remark) }
    context.remarks = []
  }

  private mutating func results(of node: ONNXNode) throws(Refusal) -> [ID<Value>] {
    if node.operatorType == "If", node.domain.isEmpty { return try branch(node) }
    guard let lowering = ONNXOperators.named(node.operatorType, domain: node.domain) else {
      throw unknownOperator(node)
    }
    context.operands = try operands(of: node)
    context.node = node
    return try lowering.lower(&context)
  }

  private mutating func operands(of node: ONNXNode) throws(Refusal) -> [ID<Value>?] {
    var operands: [ID<Value>?] = []
    var isRefused = false
    for input in node.inputs {
      guard !input.isEmpty else {
        operands.append(nil)
        continue
      }
      switch lookUp(input) {
      case .value(let id)?: operands.append(id)
      case .refused?, .initializer?: isRefused = true
      case nil:
        throw context.refusal(
          ONNXNodeRules.undefinedName, "it reads '\(input)', which is not defined before it")
      }
    }
    if isRefused { throw .silent }
    return operands
  }

  private func unknownOperator(_ node: ONNXNode) -> Refusal {
    let isFunction = model.functions.contains {
      $0.name == node.operatorType && $0.domain == node.domain
    }
    let help: String?
    if isFunction {
      help = "it calls a function of the model: inline it by onnx.inliner"
    } else {
      switch node.operatorType {
      case "Loop", "Scan": help = "control flow has no form: unroll it when the model is exported"
      default:
        help = Spelling.suggestion(
          node.operatorType, in: ONNXOperators.all.filter { $0.domain.isEmpty }.map(\.type))
      }
    }
    return context.refusal(
      ONNXNodeRules.operatorIsKnown, "the operator has no lowering",
      help: help ?? "replace it by other operators when the model is exported")
  }

  /// What stands for the result of a refused node: a value of the type that the model states, so
  /// that the nodes after it are looked at too, or nothing.
  private mutating func standIn(_ name: String) -> Meaning {
    guard case .tensor(let element, let dimensions?)? = stated[name],
      let element = element.element
    else { return .refused }
    let shape = dimensions.compactMap { dimension -> Int? in
      if case .size(let size) = dimension { return size }
      return nil
    }
    let type = TensorType(element, shape)
    guard shape.count == dimensions.count, type.fault == nil else { return .refused }
    return .value(context.builder.addInput(name, type))
  }

  /// Compares an inferred type with the one that the model states.
  private mutating func check(_ id: ID<Value>, named name: String) {
    guard case .tensor(let element, let dimensions)? = stated[name] else { return }
    let type = context.type(id)
    let sizes = dimensions ?? type.shape.map { .size($0) }
    let agrees =
      (element == .undefined || element.element == type.element) && sizes.count == type.rank
      && zip(sizes, type.shape).allSatisfy { size, found in
        if case .size(let size) = size { return size == found }
        return true
      }
    guard !agrees else { return }
    bag.report(
      .error(
        ONNXNodeRules.statedType,
        "\(context.builder.node.label): '\(name)' is \(type.plainDescription), but the model says "
          + "\(element.name)[\(text(sizes))]", at: context.builder.node.place,
        help: "remove what the model states, or run its shape inference anew"))
  }

  // MARK: - Branches

  /// The results of an `If` whose condition is known: those of the branch that is taken.
  private mutating func branch(_ node: ONNXNode) throws(Refusal) -> [ID<Value>] {
    context.operands = try operands(of: node)
    context.node = node
    guard let condition = context.builder.known(try context.operand(0)) else {
      throw context.refusal(
        ONNXNodeRules.operatorIsKnown, "the condition is computed at run time",
        help: "control flow has no form: fix the condition when the model is exported")
    }
    let taken = condition.numbers.first ?? 0 != 0 ? "then_branch" : "else_branch"
    guard case .graph(let graph)? = context.attribute(taken) else {
      throw context.refusal(ONNXNodeRules.attributeKind, "the attribute '\(taken)' is no graph")
    }
    guard scopes.count < Self.depthLimit else {
      throw context.unsupported("branches nest more than \(Self.depthLimit) deep")
    }
    let outer = context.builder.node
    scopes.append([:])
    defer {
      scopes.removeLast()
      context.builder.node = outer
    }
    for tensor in graph.initializers { define(tensor.name, .initializer(tensor)) }
    for node in graph.nodes { lower(node) }
    var results: [ID<Value>] = []
    for output in graph.outputs {
      switch lookUp(output.name) {
      case .value(let id)?: results.append(id)
      case .refused?, .initializer?: throw .silent
      case nil:
        throw outer.refusal(
          ONNXNodeRules.undefinedName, "the branch gives '\(output.name)', which is not defined")
      }
    }
    return results
  }

  private static let depthLimit = 100
}
