import Basic
import IR
import Operators
import TestSupport
import Testing

extension SplitMix {
  /// A tensor of any 8-bit, 4-bit or 32-bit integers, or of floats between −1 and 1.
  mutating func tensor(_ type: TensorType) -> Tensor {
    let count = type.elementCount
    if type.element == .f32 {
      return Tensor(type, (0..<count).map { _ in Float.random(in: -1...1, using: &self) })
    }
    let range = type.element.integerRange ?? 0...0
    // Sums of some hundreds of products are what a bias is added to.
    let bounds = type.element == .i32 ? -1_000_000...1_000_000 : range
    return Tensor(
      type, integers: (0..<count).map { _ in Int32(Int64.random(in: bounds, using: &self)) })
  }
}

/// Builds programs, taking result types from the operators' rules.
struct GraphBuilder {
  var program: Program
  var random: SplitMix
  var macs = 0

  init(_ name: String, seed: Int = 1) {
    program = Program(Graph(name: name))
    random = SplitMix(seed)
  }

  mutating func input(_ type: TensorType) -> ID<Value> { program.graph.addInput("x", type) }

  mutating func constant(_ tensor: Tensor) -> ID<Value> {
    program.addConstantValue("c", tensor)
  }

  /// Adds an operation with one result.
  mutating func add(
    _ kind: String, _ operands: [ID<Value>], _ attributes: [(String, AttributeValue)] = []
  ) -> ID<Value> {
    let list = AttributeList(attributes.map { Attribute($0.0, $0.1) })
    let operation = Operation(kind, operands: operands, attributes: list)
    let definition = OperatorCatalog.standard.definition(of: operation)
    var report = ConstraintReport()
    let call = OperatorCall(operands: operands.map { program.graph[$0].type }, attributes: list)
    guard let types = definition.inferTypes(call, &report) else {
      preconditionFailure("\(kind): \(report.violations)")
    }
    macs += definition.work(call, types).macs
    let id = program.graph.append(operation, names: [kind], types: types)
    return program.graph[id].results[0]
  }

  /// Ends the graph.
  func finished(_ outputs: [ID<Value>]) -> Program {
    var program = program
    program.graph.outputs = outputs
    return program
  }
}
