import Basic
import IR

/// The rewrites of `canonicalize`, each of one operation in place.
enum CanonicalForms {
  /// `flatten` is a `reshape` to the shape that it has.
  static func flattenToReshape(_ id: ID<Operation>, _ graph: inout Graph) -> Bool {
    guard graph[id].kind == "flatten" else { return false }
    let shape = graph[graph[id].results[0]].type.shape
    graph[id].kind = "reshape"
    graph[id].attributes = AttributeList([Attribute("shape", .integers(shape))])
    return true
  }

  /// `reshape(reshape(x))` needs only the last shape.
  static func mergeReshapes(_ id: ID<Operation>, _ graph: inout Graph) -> Bool {
    guard let inner = producer(of: id, "reshape", graph) else { return false }
    graph[id].operands = graph[inner].operands
    graph[id].origins = graph[inner].origins + graph[id].origins
    return true
  }

  /// `transpose(transpose(x))` is one transposition.
  static func mergeTransposes(_ id: ID<Operation>, _ graph: inout Graph) -> Bool {
    guard let inner = producer(of: id, "transpose", graph) else { return false }
    let first = graph[inner].attributes.integers("permutation")
    let second = graph[id].attributes.integers("permutation")
    graph[id].attributes["permutation"] = .integers(second.map { first[$0] })
    graph[id].operands = graph[inner].operands
    graph[id].origins = graph[inner].origins + graph[id].origins
    return true
  }

  /// `clip` from zero without an upper bound is `relu`.
  static func clipToRelu(_ id: ID<Operation>, _ graph: inout Graph) -> Bool {
    guard graph[id].kind == "clip", graph[id].attributes.number("min") == 0,
      graph[id].attributes.number("max") == .infinity
    else { return false }
    graph[id].kind = "relu"
    graph[id].attributes = AttributeList([])
    return true
  }

  /// The mean over height and width is `global_average_pool`.
  static func meanToGlobalPool(_ id: ID<Operation>, _ graph: inout Graph) -> Bool {
    guard graph[id].kind == "reduce_mean", graph[id].attributes.boolean("keep_dimensions"),
      graph[graph[id].operands[0]].type.rank == 4
    else { return false }
    let axes = graph[id].attributes.integers("axes").map { $0 < 0 ? $0 + 4 : $0 }
    guard axes.sorted() == [2, 3] else { return false }
    graph[id].kind = "global_average_pool"
    graph[id].attributes = AttributeList([])
    return true
  }

  /// A commutative operation has its constant second.
  static func constantSecond(
    _ id: ID<Operation>, _ graph: inout Graph, _ catalog: OperatorCatalog
  ) -> Bool {
    let operands = graph[id].operands
    guard operands.count == 2, catalog.definition(of: graph[id]).isCommutative,
      graph.constant(of: operands[0]) != nil, graph.constant(of: operands[1]) == nil
    else { return false }
    graph[id].operands = [operands[1], operands[0]]
    return true
  }

  /// The operation before `id` if both are of `kind`.
  private static func producer(
    of id: ID<Operation>, _ kind: String, _ graph: Graph
  ) -> ID<Operation>? {
    guard graph[id].kind == kind, let inner = graph.definingOperation(of: graph[id].operands[0]),
      graph[inner].kind == kind
    else { return nil }
    return inner
  }
}
