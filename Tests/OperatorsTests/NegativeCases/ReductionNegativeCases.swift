import IR

private func axes(_ axes: [Int]) -> [Attribute] {
  [Attribute("axes", .integers(axes)), Attribute("keep_dimensions", .boolean(true))]
}

private let truths = TensorType(.bool, [2, 3])

/// Calls of the reductions that break a rule.
let reductionNegativeCases =
  ["reduce_mean", "reduce_sum", "reduce_prod", "reduce_max", "reduce_min"].flatMap { name in
    [
      NegativeCase("\(name).c1", [f32(2, 3)], axes([2])),
      NegativeCase("\(name).c1", [f32(2, 3)], axes([-3])),
      NegativeCase("\(name).c1", [f32()], axes([0])),
      NegativeCase("\(name).c2", [f32(2, 3)], axes([1, -1])),
      NegativeCase("\(name).c3", [perRow], axes([1])),
    ]
  } + [
    NegativeCase("reduce_mean.c3", [TensorType(.i32, [2, 3])], axes([1])),
    NegativeCase("reduce_mean.c3", [truths], axes([1])),
    NegativeCase("reduce_sum.c3", [truths], axes([1])),
    NegativeCase("reduce_sum.c3", [quantized(.i8, [2, 3])], axes([1])),
    NegativeCase("reduce_prod.c3", [truths], axes([])),
    NegativeCase("reduce_prod.c3", [quantized(.i8, [2, 3])], axes([1])),
  ]

private func search(_ axis: Int) -> [Attribute] {
  [
    Attribute("axis", .integer(axis)), Attribute("keep_dimensions", .boolean(true)),
    Attribute("select_last", .boolean(false)),
  ]
}

private func scan(_ axis: Int) -> [Attribute] {
  [
    Attribute("axis", .integer(axis)), Attribute("exclusive", .boolean(false)),
    Attribute("reverse", .boolean(false)),
  ]
}

private func rank(_ k: Int, _ axis: Int = -1) -> [Attribute] {
  [
    Attribute("k", .integer(k)), Attribute("axis", .integer(axis)),
    Attribute("largest", .boolean(true)),
  ]
}

private func alongAnAxis(
  _ name: String, _ attributes: (Int) -> [Attribute]
) -> [NegativeCase] {
  [
    NegativeCase("\(name).c1", [f32(2, 3)], attributes(2)),
    NegativeCase("\(name).c1", [f32(2, 3)], attributes(-3)),
    NegativeCase("\(name).c1", [f32()], attributes(0)),
    NegativeCase("\(name).c2", [truths], attributes(0)),
    NegativeCase("\(name).c2", [quantized(.i8, [2, 3])], attributes(0)),
  ]
}

/// Calls of the operators that search or go along an axis that break a rule.
let selectionNegativeCases =
  alongAnAxis("arg_max", search) + alongAnAxis("arg_min", search)
  + alongAnAxis("cumulative_sum", scan) + alongAnAxis("cumulative_product", scan)
  + alongAnAxis("top_k") { rank(1, $0) } + [
    NegativeCase("top_k.c3", [f32(2, 3)], rank(0)),
    NegativeCase("top_k.c3", [f32(2, 3)], rank(4)),
    NegativeCase("top_k.c3", [f32(2, 3)], rank(3, 0)),
    NegativeCase("top_k.c3", [f32(2, 3)], rank(-1)),
  ]
