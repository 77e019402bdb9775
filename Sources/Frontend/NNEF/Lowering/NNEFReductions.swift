import IR

/// Lowers reductions, which keep the axes that they reduce unless a `squeeze` follows.
enum NNEFReductions {
  /// The reductions that the compiler has, with the operator.
  static let kinds: [(name: String, kind: String)] = [
    ("max_reduce", "reduce_max"), ("min_reduce", "reduce_min"), ("any_reduce", "reduce_max"),
    ("all_reduce", "reduce_min"),
  ]

  /// How a reduction is lowered.
  static func rule(_ kind: String) -> NNEFLowering.Rule {
    { (context: inout NNEFContext) throws(Refusal) in try lower(kind, &context) }
  }

  /// How the position of the greatest or the least element is lowered.
  static func indexRule(_ kind: String) -> NNEFLowering.Rule {
    { (context: inout NNEFContext) throws(Refusal) in try lowerIndex(kind, &context) }
  }

  private static func lower(
    _ kind: String, _ context: inout NNEFContext
  ) throws(Refusal) -> [NNEFValue] {
    let input = try context.value("input")
    let axes = try context.axes("axes", rank: context.type(input).rank)
    // Nothing is reduced.
    guard !axes.isEmpty else { return [context.wrap(input)] }
    return try context.result(kind, [input], attributes(axes, context))
  }

  private static func attributes(_ axes: [Int], _ context: NNEFContext) -> [Attribute] {
    [
      Attribute("axes", .integers(axes)),
      Attribute("keep_dimensions", .boolean(context.keepsDimensions)),
    ]
  }

  static func sum(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    try lower(context.flag("normalize") ? "reduce_mean" : "reduce_sum", &context)
  }

  static func mean(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    let input = try context.value("input")
    let type = context.type(input)
    let isGlobal = type.rank == 4 && Set(context.integers("axes")) == [2, 3]
    guard isGlobal, context.keepsDimensions, type.element == .f32 else {
      return try lower("reduce_mean", &context)
    }
    return try context.result("global_average_pool", [input])
  }

  private static func lowerIndex(
    _ kind: String, _ context: inout NNEFContext
  ) throws(Refusal) -> [NNEFValue] {
    let input = try context.value("input")
    let axes = try context.axes("axes", rank: context.type(input).rank)
    guard axes.count == 1 else {
      throw context.unsupported(
        "the index is wanted over \(axes.count) axes, \(axes), and the compiler gives that along one",
        help: "reshape these axes into one")
    }
    return try context.result(
      kind, [input],
      [
        Attribute("axis", .integer(axes[0])),
        Attribute("keep_dimensions", .boolean(context.keepsDimensions)),
      ])
  }

  static func moments(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    let input = try context.value("input")
    let axes = try context.axes("axes", rank: context.type(input).rank)
    let names = context.resultNames.map { $0.first ?? context.resultName }
    let reduction = attributes(axes, context)
    let mean = try context.add("reduce_mean", [input], reduction, name: names[0])
    let centered = try context.step("centered", "sub", [input, mean])
    let square = try context.step("square", "mul", [centered, centered])
    let variance = try context.add("reduce_mean", [square], reduction, name: names.last)
    return [context.wrap(mean), context.wrap(variance)]
  }
}
