import IR

/// The attributes of an operation in the one form that writers give them: axes counted from the
/// front, shapes without -1, ends of slices within the tensor.
package enum CanonicalAttributes {
  /// The canonical attributes of an operation of `graph`.
  package static func of(
    _ operation: Operation, operands: [TensorType], _ graph: Graph
  ) -> AttributeList {
    var attributes = operation.attributes
    let rank = operands.first?.rank ?? 0
    func resolved(_ axis: Int) -> Int { axis < 0 ? axis + rank : axis }
    if case .integer(let axis)? = attributes["axis"] {
      attributes["axis"] = .integer(resolved(axis))
    }
    if case .integers(let axes)? = attributes["axes"] {
      attributes["axes"] = .integers(axes.map(resolved).sorted())
    }
    if operation.kind == "reshape", let result = operation.results.first {
      attributes["shape"] = .integers(graph[result].type.shape)
    }
    if operation.kind == "slice", let x = operands.first {
      for name in ["starts", "ends"] {
        let indices = zip(attributes.integers(name), x.shape).map { $0 < 0 ? $0 + $1 : $0 }
        attributes[name] = .integers(indices)
      }
    }
    return attributes
  }
}
