import Basic
import IR

/// Sums of products over named indices, contracted operand by operand.
enum ONNXEinsum {
  static let operators = [
    ONNXOperator(
      "Einsum", becomes: ["matmul", "mul", "reduce_sum", "transpose", "reshape"],
      ONNXSinglePrecision.wide(takesDouble: true, einsum))
  ]

  /// A value and the index that runs along each of its axes.
  private struct Term {
    var value: ID<Value>
    var indices: [EinsumEquation.Index]
  }

  private static func einsum(_ node: inout ONNXContext) throws(Refusal) -> [ID<Value>] {
    var terms: [Term] = []
    let text = try node.text("equation", "")
    let equation: EinsumEquation
    do throws(EinsumEquation.Fault) {
      equation = try EinsumEquation(
        text, ranks: node.operands.map { $0.map { node.type($0).rank } ?? 0 })
    } catch {
      throw node.refusal(
        ONNXNodeRules.attributeKind, "the equation '\(text)': \(error.reason)")
    }
    for (position, indices) in equation.operands.enumerated() {
      guard Set(indices).count == indices.count else {
        throw node.unsupported("the equation '\(text)' takes the diagonal of operand \(position)")
      }
      terms.append(Term(value: try node.operand(position), indices: indices))
    }
    try checkSizes(node, terms, text)
    terms = try dropRepeated(&node, terms)
    var whole = terms.removeFirst()
    while !terms.isEmpty {
      let kept = Set(equation.result + terms.dropFirst().flatMap(\.indices))
      whole = try contract(&node, whole, terms.removeFirst(), kept)
    }
    whole = try sum(&node, whole) { !equation.result.contains($0) }
    let order = equation.result.compactMap { whole.indices.firstIndex(of: $0) }
    let y = try node.transpose("ordered", whole.value, order)
    // Axes of size 1 that were dropped from every operand come back.
    let sizes = equation.result.map { index in
      whole.indices.firstIndex(of: index).map { node.type(whole.value).shape[$0] } ?? 1
    }
    return [try node.shaped(nil, y, sizes)]
  }

  /// Refuses an index with two sizes.
  private static func checkSizes(
    _ node: ONNXContext, _ terms: [Term], _ text: String
  ) throws(Refusal) {
    var sizes: [EinsumEquation.Index: Int] = [:]
    for term in terms {
      for (index, size) in zip(term.indices, node.type(term.value).shape) where size != 1 {
        guard let known = sizes.updateValue(size, forKey: index), known != size else { continue }
        throw node.unsupported("an index of the equation '\(text)' has the sizes \(known), \(size)")
      }
    }
  }

  /// Terms without axes of size 1, which broadcast.
  private static func dropRepeated(
    _ node: inout ONNXContext, _ terms: [Term]
  ) throws(Refusal) -> [Term] {
    var result: [Term] = []
    for (position, term) in terms.enumerated() {
      let shape = node.type(term.value).shape
      let axes = shape.indices.filter { shape[$0] != 1 }
      let value = try node.shaped("squeezed.\(position)", term.value, axes.map { shape[$0] })
      result.append(Term(value: value, indices: axes.map { term.indices[$0] }))
    }
    return result
  }

  /// The sum of a term over the indices that `isSummed` names.
  private static func sum(
    _ node: inout ONNXContext, _ term: Term, _ isSummed: (EinsumEquation.Index) -> Bool
  ) throws(Refusal) -> Term {
    let axes = term.indices.indices.filter { isSummed(term.indices[$0]) }
    let value = try node.reduce("sum", "reduce_sum", term.value, axes, keeps: false)
    return Term(value: value, indices: term.indices.filter { !isSummed($0) })
  }

  /// The product of two terms, summed over the indices that nothing else needs.
  private static func contract(
    _ node: inout ONNXContext, _ a: Term, _ b: Term, _ kept: Set<EinsumEquation.Index>
  ) throws(Refusal) -> Term {
    let a = try sum(&node, a) { !kept.contains($0) && !b.indices.contains($0) }
    let b = try sum(&node, b) { !kept.contains($0) && !a.indices.contains($0) }
    let batch = a.indices.filter { b.indices.contains($0) && kept.contains($0) }
    let inner = a.indices.filter { b.indices.contains($0) && !kept.contains($0) }
    let rows = a.indices.filter { !b.indices.contains($0) }
    let columns = b.indices.filter { !a.indices.contains($0) }
    let left = try arranged(&node, "left", a, batch, rows, inner)
    let right = try arranged(&node, "right", b, batch, inner, columns)
    let product = try node.product("product", left, right)
    let (aShape, bShape) = (node.type(a.value).shape, node.type(b.value).shape)
    let indices = batch + rows + columns
    let sizes = indices.map { index in
      a.indices.firstIndex(of: index).map { aShape[$0] }
        ?? b.indices.firstIndex(of: index).map { bShape[$0] } ?? 1
    }
    return Term(value: try node.shaped("contracted", product, sizes), indices: indices)
  }

  /// A term as matrices: each list of indices becomes one axis.
  private static func arranged(
    _ node: inout ONNXContext, _ part: String, _ term: Term, _ lists: [EinsumEquation.Index]...
  ) throws(Refusal) -> ID<Value> {
    let order = lists.joined().compactMap { term.indices.firstIndex(of: $0) }
    let shape = node.type(term.value).shape
    let value = try node.transpose("\(part).ordered", term.value, order)
    let sizes = lists.map { list in
      list.reduce(1) { $0 * (term.indices.firstIndex(of: $1).map { shape[$0] } ?? 1) }
    }
    return try node.shaped(part, value, sizes)
  }
}
