import Basic
import IR

/// Where extremes stand, and sums up to each element.
enum TFLiteExtremes {
  static let operators =
    [("ARG_MAX", "arg_max"), ("ARG_MIN", "arg_min")].map { name, kind in
      TFLiteOperator(name, becomes: [kind, "cast"]) {
        (context: inout TFLiteContext) throws(Refusal) in
        [try find(&context, kind)]
      }
    } + [
      TFLiteOperator("CUMSUM", becomes: ["cumulative_sum"], runningSum)
    ]

  private static func find(
    _ context: inout TFLiteContext, _ kind: String
  ) throws(Refusal) -> TFLiteValue {
    let x = try context.type(0)
    let axis = try context.axis(try context.integer(1, "dimension"), rank: x.rank)
    let name = context.resultName()
    let integers = try context.plain(context.inFile(0), name: name)
    let indices = try context.add(
      kind, [integers],
      [Attribute("axis", .integer(axis)), Attribute("keep_dimensions", .boolean(false))],
      "\(name).indices")
    return context.result(
      try context.cast(indices, to: try context.stated().element, name: name))
  }

  private static func runningSum(
    _ context: inout TFLiteContext
  ) throws(Refusal) -> [TFLiteValue] {
    let x = try context.type(0)
    let axis = try context.axis(try context.integer(1, "axis"), rank: x.rank)
    let options = context.operation.options
    let (id, layout) = try context.natural(0)
    let y = try context.add(
      "cumulative_sum", [id],
      [
        Attribute("axis", .integer(layout.position(of: axis))),
        Attribute("exclusive", .boolean(options.flag("exclusive"))),
        Attribute("reverse", .boolean(options.flag("reverse"))),
      ], context.resultName(0, layout))
    return [context.result(y, layout)]
  }
}
