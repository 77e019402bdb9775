import Basic
import IR
import Operators

/// A `quantize` with the operator before it whose result it rounds, and a `relu` or `clip` between.
struct QuantizedRegion {
  /// The real value that is quantized.
  let value: ID<Value>

  /// The name of what is computed before elements are moved: users know it.
  let name: String

  /// What the region ends in.
  let target: StorageType

  /// The operator.
  let operation: Operation

  /// What follows it, or is part of it.
  let activation: Activation

  /// Functions of one variable from the operator's result, or from a dequantized value, to `value`.
  let functions: [Operation]

  /// Operators that move elements, on the same way; they commute with functions and with rounding.
  let movements: [Operation]

  /// Where all of it came from.
  let origins: [String]

  /// The place of the operator.
  let location: SourceRange?

  /// The attributes of the `quantize`.
  let rounding: AttributeList

  /// Walks back from a `quantize`; `nil` where what it reads is an input or a constant, or is read
  /// by others too.
  init?(
    _ graph: Graph, _ uses: [Int], quantize: Operation, target: StorageType,
    catalog: OperatorCatalog
  ) {
    value = quantize.operands[0]
    self.target = target
    rounding = quantize.attributes
    var functions: [Operation] = []
    var movements: [Operation] = []
    var id = value
    while true {
      guard let producer = graph.definingOperation(of: id) else { return nil }
      let operation = graph[producer]
      // A dequantized value may have many readers: nothing is computed twice.
      guard uses[id.index] == 1 || operation.kind == "dequantize" else { return nil }
      if Self.isMovement(operation) {
        movements.append(operation)
      } else if Self.isFunction(operation, graph, catalog) {
        functions.append(operation)
      } else {
        self.operation = operation
        break
      }
      id = operation.operands[0]
    }
    self.functions = functions.reversed()
    self.movements = movements.reversed()
    name = graph[self.movements.first?.operands[0] ?? value].name
    let own = Self.ownActivation(operation)
    let next = functions.count == 1 ? Self.activation(of: functions[0]) : nil
    switch (operation.kind, own, functions.count) {
    case ("dequantize", _, _): activation = .none
    case (_, _, 0): activation = own
    case (_, .none, 1):
      guard let next else { return nil }
      activation = next
    default: return nil
    }
    let parts = [operation] + self.functions + self.movements + [quantize]
    var origins: [String] = []
    for origin in parts.flatMap(\.origins) where !origins.contains(origin) {
      origins.append(origin)
    }
    self.origins = origins
    location = operation.location
  }

  /// Whether an operation moves the elements of its one operand, and repeats or drops some.
  static func isMovement(_ operation: Operation) -> Bool {
    [
      "reshape", "flatten", "transpose", "slice", "reverse", "broadcast", "tile", "depth_to_space",
      "space_to_depth",
    ].contains(operation.kind)
  }

  /// Whether an operation computes each element from one of its first operand alone.
  private static func isFunction(
    _ operation: Operation, _ graph: Graph, _ catalog: OperatorCatalog
  ) -> Bool {
    switch operation.kind {
    case "relu", "clip", "abs", "neg", "sign": true
    case "add", "sub", "mul", "div", "minimum", "maximum", "pow":
      graph.constant(of: operation.operands[1]) != nil
        && graph[operation.operands[1]].type.elementCount == 1
        && graph[operation.results[0]].type == graph[operation.operands[0]].type
    default: catalog[operation.kind] is any UnaryFunction.Type
    }
  }

  /// The activation that is part of an operator, if it can have one.
  private static func ownActivation(_ operation: Operation) -> Activation {
    guard case .activation(let own) = operation.attributes["activation"] else { return .none }
    return own
  }

  /// An operation that an activation stands for.
  private static func activation(of operation: Operation) -> Activation? {
    switch operation.kind {
    case "relu": .relu
    case "clip": .clip(operation.attributes.number("min"), operation.attributes.number("max"))
    default: nil
    }
  }
}
