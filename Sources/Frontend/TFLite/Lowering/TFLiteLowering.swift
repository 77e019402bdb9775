import Basic
import IR

/// Turns the first network of a model into a program: binds inputs, lowers operation by operation,
/// and goes on after a refusal, so that one run lists everything that has no form.
struct TFLiteLowering {
  /// What was found so far.
  var bag: DiagnosticBag

  private let model: TFLiteModel
  private let graph: TFLiteSubgraph
  private let file: String
  private let options: FrontendOptions
  private var context: TFLiteContext

  /// Tensors whose definition was refused; readers are passed over in silence.
  private var isRefused: [Bool]

  /// Whether sizes of inputs differ from those of the file, so that those of results may too.
  private var hasOtherShapes = false

  init(
    _ model: TFLiteModel, file: String, catalog: OperatorCatalog, options: FrontendOptions,
    bag: DiagnosticBag
  ) {
    self.model = model
    self.file = file
    self.options = options
    self.bag = bag
    graph = model.subgraphs[0]
    let name = graph.name.isEmpty ? "main" : graph.name
    context = TFLiteContext(
      builder: ProgramBuilder(name: name, catalog: catalog), graph: graph)
    isRefused = [Bool](repeating: false, count: graph.tensors.count)
  }

  /// The program, complete unless something was reported.
  mutating func run() -> Program {
    bindInputs()
    for (index, operation) in graph.operations.enumerated() { lower(operation, index) }
    var outputs: [(name: String, value: ID<Value>)] = []
    context.builder.node = SourceNode(
      label: "the network", origin: "outputs", place: .file(file, offset: nil))
    if graph.outputs.isEmpty {
      report(context.refusal(TFLiteRules.undefinedTensor, "it has no outputs"))
    }
    for tensor in graph.outputs where !isRefused[tensor] {
      do throws(Refusal) {
        try load(tensor)
        outputs.append((context.name(of: tensor), try context.value(tensor, .file)))
      } catch { report(error) }
    }
    return context.builder.finish(outputs: outputs)
  }

  private mutating func report(_ refusal: Refusal) {
    for diagnostic in refusal.diagnostics { bag.report(diagnostic) }
  }

  // MARK: - Inputs

  private mutating func bindInputs() {
    let names = graph.inputs.map { context.name(of: $0) }
    context.builder.node = SourceNode(
      label: "the network", origin: "inputs", place: .file(file, offset: nil))
    for name in options.shapes.keys.sorted() where !names.contains(name) {
      report(
        context.refusal(
          TFLiteRules.tensorType, "--shape: there is no input '\(name)'",
          help: Spelling.suggestion(name, in: names)))
    }
    for (tensor, name) in zip(graph.inputs, names) {
      let record = graph.tensors[tensor]
      context.builder.node = SourceNode(
        label: "input '\(name)'", origin: name, place: .file(file, offset: record.offset))
      do throws(Refusal) {
        guard context.values[tensor] == nil else {
          throw context.refusal(TFLiteRules.duplicateTensor, "it is named twice")
        }
        let type = try TFLiteTypes.type(
          of: record, shape: shape(of: record, name), context.builder.node)
        guard !type.shape.contains(0) else {
          throw context.refusal(
            BuildingRules.emptyTensor, "it is \(type)", help: "give its shape by --shape")
        }
        let id = context.builder.addInput(name, type, value: options.values[name])
        context.values[tensor] = TFLiteValue(id, type)
      } catch {
        report(error)
        isRefused[tensor] = true
      }
    }
  }

  /// The shape of an input: that of the command line, or that with which the model was converted.
  private mutating func shape(of tensor: TFLiteTensor, _ name: String) throws(Refusal) -> [Int] {
    guard let given = options.shapes[name], given != tensor.shape else { return tensor.shape }
    guard given.count == tensor.shape.count else {
      throw context.refusal(
        TFLiteRules.tensorType, "--shape gives \(given), but the file \(tensor.shape)")
    }
    hasOtherShapes = true
    return given
  }

  // MARK: - Operations

  /// Lowers one operation; what it gives, or that it was refused, is known to those after it.
  private mutating func lower(_ operation: TFLiteOperation, _ index: Int) {
    let code = model.operatorCodes[operation.code]
    let place = Diagnostic.Place.file(file, offset: operation.offset)
    let result = operation.outputs.first.map { context.name(of: $0) }
    let gives = result.map { ", gives '\($0)'" } ?? ""
    let origin = result ?? "\(code.name)_\(index)"
    context.builder.node = SourceNode(
      label: "operation \(index) (\(code.name)\(gives))", origin: origin, place: place)
    context.operation = operation
    context.operatorName = code.name
    do throws(Refusal) {
      let results = try results(of: operation, code)
      for (tensor, value) in zip(operation.outputs, results) { try define(tensor, value) }
    } catch {
      report(error)
      for tensor in operation.outputs where context.values[tensor] == nil { standIn(tensor) }
    }
  }

  private mutating func results(
    of operation: TFLiteOperation, _ code: TFLiteOperatorCode
  ) throws(Refusal) -> [TFLiteValue] {
    guard let lowering = TFLiteOperators.named(code.name) else { throw unknown(code.name) }
    var readsRefused = false
    for case let tensor? in operation.inputs {
      if isRefused[tensor] { readsRefused = true } else { try load(tensor) }
    }
    if readsRefused { throw .silent }
    let results = try lowering.lower(&context)
    guard results.count == operation.outputs.count else {
      throw context.refusal(
        TFLiteRules.operandCount,
        "it has \(operation.outputs.count) results, but computes \(results.count)")
    }
    return results
  }

  private func unknown(_ name: String) -> Refusal {
    let help =
      switch name {
      case "IF", "WHILE", "CALL_ONCE": "control flow has no form: unroll it before the conversion"
      case "LSTM", "RNN", "UNIDIRECTIONAL_SEQUENCE_LSTM", "UNIDIRECTIONAL_SEQUENCE_RNN",
        "BIDIRECTIONAL_SEQUENCE_LSTM", "BIDIRECTIONAL_SEQUENCE_RNN", "SVDF":
        "recurrent layers have no form: unroll them before the conversion"
      default: "replace it by other operators when the model is converted"
      }
    return context.refusal(
      TFLiteRules.operatorIsKnown, "the operator has no lowering", help: help)
  }

  // MARK: - Tensors

  /// Sees to it that a tensor is known: constants are loaded when something asks for them.
  private mutating func load(_ tensor: Int) throws(Refusal) {
    guard context.values[tensor] == nil else { return }
    let (record, name) = (graph.tensors[tensor], context.name(of: tensor))
    let range = record.buffer < model.buffers.count ? model.buffers[record.buffer] : 0..<0
    guard !record.isVariable else {
      throw context.refusal(
        TFLiteRules.operatorIsKnown, "it reads '\(name)', which keeps its elements between runs",
        help: "make the state an input and an output")
    }
    guard !range.isEmpty || record.shape.contains(0) else {
      throw context.refusal(
        TFLiteRules.undefinedTensor, "it reads '\(name)', which is not defined before it")
    }
    let elements = try TFLiteTypes.constant(record, range, model.file, context.builder.node)
    context.values[tensor] = TFLiteValue(elements)
  }

  private mutating func define(_ tensor: Int, _ value: TFLiteValue) throws(Refusal) {
    guard context.values[tensor] == nil, !isRefused[tensor] else {
      throw context.refusal(
        TFLiteRules.duplicateTensor, "'\(context.name(of: tensor))' is defined before")
    }
    try check(tensor, value.type)
    context.values[tensor] = value
  }

  /// Compares an inferred type with the one that the file states.
  ///
  /// Sizes that may change, and those that follow from them, are placeholders in the file.
  private func check(_ tensor: Int, _ type: TensorType) throws(Refusal) {
    let record = graph.tensors[tensor]
    let hasFixedShape =
      !hasOtherShapes && !record.shapeSignature.contains(-1) && !record.shape.isEmpty
    let stated = try TFLiteTypes.type(
      of: record, shape: hasFixedShape ? nil : type.shape, context.builder.node)
    guard stated != type else { return }
    throw context.refusal(
      TFLiteRules.statedType,
      "'\(context.name(of: tensor))' is \(type), but the file says \(stated)")
  }

  /// Puts a value of the stated type in the place of a refused result, so that the operations after
  /// it are looked at too.
  private mutating func standIn(_ tensor: Int) {
    let record = graph.tensors[tensor]
    guard !isRefused[tensor] else { return }
    do throws(Refusal) {
      let type = try TFLiteTypes.type(of: record, context.builder.node)
      guard !type.shape.contains(0) else { throw .silent }
      let id = context.builder.addInput(context.name(of: tensor), type)
      context.values[tensor] = TFLiteValue(id, type)
    } catch { isRefused[tensor] = true }
  }
}
