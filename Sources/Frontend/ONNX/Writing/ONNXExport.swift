import Basic
import IR

/// A program as a model of ONNX.
package enum ONNXExport {
  /// The operator set that models are written for.
  package static let version = 20

  /// The version of the file format, which runtimes of that operator set read.
  package static let irVersion = 9

  /// Writes a program, one node for each operation where ONNX has one; activations are nodes of their
  /// own.
  ///
  /// - Parameter bag: takes a diagnostic for each operation without a form.
  /// - Returns: the model, or `nil` after a report.
  package static func make(
    _ program: Program, catalog: OperatorCatalog, into bag: inout DiagnosticBag
  ) -> ONNXModel? {
    var writer = ONNXProgramWriter(program)
    writer.write()
    for diagnostic in writer.refusals { bag.report(diagnostic) }
    guard writer.refusals.isEmpty else { return nil }
    var model = ONNXModel(
      irVersion: irVersion, operatorSets: [.init(version: version)], graph: writer.graph)
    model.producerName = "dnnc"
    return model
  }
}

/// Writes the graph of a model, operation by operation.
struct ONNXProgramWriter {
  /// The graph so far.
  private(set) var graph: ONNXGraph

  /// What has no form in ONNX.
  private(set) var refusals: [Diagnostic] = []

  private let program: Program
  private var names = DNNNames.Unique()
  private var valueNames: [ID<Value>: String] = [:]

  init(_ program: Program) {
    self.program = program
    graph = ONNXGraph(name: program.graph.name)
  }

  mutating func write() {
    let source = program.graph
    for id in source.inputs {
      valueNames[id] = names.take(source[id].name)
      graph.inputs.append(info(id))
    }
    for id in source.order {
      for result in source[id].results { valueNames[result] = names.take(source[result].name) }
    }
    for id in source.order { write(source[id]) }
    for id in source.outputs {
      // A graph returns results of nodes: an input or a constant goes through one.
      let name = name(of: id)
      guard source.definingOperation(of: id) == nil else {
        graph.outputs.append(info(id))
        continue
      }
      let output = names.take("\(name).output")
      add("Identity", [name], [output], origin: output)
      var copy = info(id)
      copy.name = output
      graph.outputs.append(copy)
    }
  }

  // MARK: - Pieces that operations are made of

  /// The type of a value.
  func type(_ id: ID<Value>) -> TensorType { program.graph[id].type }

  private func info(_ id: ID<Value>) -> ONNXValueInfo {
    let type = type(id)
    return ONNXValueInfo(
      valueNames[id] ?? "",
      .tensor(ONNXElementType(type.element), type.shape.map { .size($0) }))
  }

  /// The name of a value; a constant becomes an initializer when it is first asked for.
  mutating func name(of id: ID<Value>) -> String {
    if let known = valueNames[id] { return known }
    let name = names.take(program.graph[id].name)
    valueNames[id] = name
    guard let tensor = program.tensor(of: id) else {
      refuse("the elements of the constant '\(program.graph[id].name)' are not at hand", at: nil)
      return name
    }
    addInitializer(name, tensor)
    return name
  }

  private mutating func addInitializer(_ name: String, _ tensor: Tensor) {
    let type = tensor.type
    var bytes = Array(tensor.storage.bytes)
    if type.element.bits == 4 {
      // Two to a byte, the first in the low half.
      bytes = stride(from: 0, to: bytes.count, by: 2).map { index in
        let high = index + 1 < bytes.count ? bytes[index + 1] & 15 : 0
        return bytes[index] & 15 | high << 4
      }
    }
    graph.initializers.append(
      ONNXTensor(name: name, ONNXElementType(type.element), type.shape, .bytes(bytes)))
  }

  /// Adds a list of integers and gives its name.
  mutating func list(_ values: [Int], named name: String) -> String {
    let unique = names.take(name)
    addInitializer(unique, Tensor(TensorType(.i64, [values.count]), values.map { Int64($0) }))
    return unique
  }

  /// Adds a tensor and gives its name.
  mutating func tensor(_ tensor: Tensor, named name: String) -> String {
    let unique = names.take(name)
    addInitializer(unique, tensor)
    return unique
  }

  /// A name for a result between two nodes.
  mutating func intermediate(_ name: String) -> String { names.take(name) }

  /// Adds a node.
  mutating func add(
    _ kind: String, _ inputs: [String], _ outputs: [String], _ attributes: [ONNXAttribute] = [],
    origin: String
  ) {
    var node = ONNXNode(kind, inputs: inputs, outputs: outputs)
    node.name = origin
    node.attributes = attributes
    graph.nodes.append(node)
  }

  /// Notes that something has no form.
  mutating func refuse(_ message: String, at location: SourceRange?) {
    refusals.append(
      .error(
        ExportRules.noForm, message, at: location.map { .source($0) } ?? .none,
        help: "convert the network before it is quantized, or write it as IR text"))
  }

  private mutating func write(_ operation: Operation) {
    let results = operation.results.map { valueNames[$0] ?? "" }
    var outputs = results
    var activation = Activation.none
    if case .activation(let given)? = operation.attributes["activation"] { activation = given }
    if activation != .none { outputs[0] = names.take("\(results[0]).\(operation.kind)") }
    let attributes = CanonicalAttributes.of(
      operation, operands: operation.operands.map(type), program.graph)
    var canonical = operation
    canonical.attributes = attributes
    guard let form = ONNXForms.all[operation.kind],
      form(&self, canonical, operation.operands.map { name(of: $0) }, outputs)
    else {
      refuse(
        "\(operation.kind) '\(results[0])' on \(operation.operands.map { "\(type($0))" }.joined(separator: ", ")) has no form in ONNX",
        at: operation.location)
      return
    }
    switch activation {
    case .none: break
    case .relu: add("Relu", [outputs[0]], [results[0]], origin: results[0])
    case .clip(let low, let high):
      let bounds = [("min", low), ("max", high)].map { key, value in
        value.isInfinite
          ? ""
          : tensor(Tensor([], floats: [Float(value)]), named: "\(results[0]).\(key)")
      }
      add("Clip", [outputs[0]] + bounds, [results[0]], origin: results[0])
    }
  }
}
