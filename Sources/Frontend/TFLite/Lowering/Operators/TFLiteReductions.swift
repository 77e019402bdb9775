import Basic
import IR

/// Reductions along axes.
enum TFLiteReductions {
  static let operators =
    [("REDUCE_MAX", "reduce_max"), ("REDUCE_MIN", "reduce_min")].map { name, kind in
      TFLiteOperator(name, becomes: [kind]) { (context: inout TFLiteContext) throws(Refusal) in
        let y = try reduce(&context, kind)
        return [try context.moved(y.id, y.layout)]
      }
    }
    + [("REDUCE_ALL", "reduce_min"), ("REDUCE_ANY", "reduce_max")].map { name, kind in
      TFLiteOperator(name, becomes: [kind]) { (context: inout TFLiteContext) throws(Refusal) in
        let y = try reduce(&context, kind)
        return [context.result(y.id, y.layout)]
      }
    } + [
      TFLiteOperator("REDUCE_PROD", becomes: ["reduce_prod"]) {
        (context: inout TFLiteContext) throws(Refusal) in
        let y = try reduce(&context, "reduce_prod")
        return [context.result(y.id, y.layout)]
      },
      TFLiteOperator("SUM", becomes: ["reduce_sum", "requantize"]) {
        (context: inout TFLiteContext) throws(Refusal) in
        [try total(&context, isMean: false)]
      },
      TFLiteOperator("MEAN", becomes: ["reduce_mean", "reduce_sum", "requantize"]) {
        (context: inout TFLiteContext) throws(Refusal) in
        [try total(&context, isMean: true)]
      },
    ]

  /// The operand, its layout and the axes to reduce, in the order of the layout.
  ///
  /// An image stays with channels first if its axes stay.
  private static func prepared(
    _ context: inout TFLiteContext
  ) throws(Refusal) -> (id: ID<Value>, layout: TFLiteLayout, axes: [Int], keeps: Bool) {
    let x = try context.type(0)
    let axes = try context.axes(try context.sizes(1, "axis"), rank: x.rank)
    let keeps = context.operation.options.flag("keep_dims")
    let layout = keeps ? try context.home(0) : .file
    let id = try context.value(operand: 0, layout)
    return (id, layout, axes.map(layout.position).sorted(), keeps)
  }

  private static func reduce(
    _ context: inout TFLiteContext, _ kind: String
  ) throws(Refusal) -> (id: ID<Value>, layout: TFLiteLayout) {
    let (id, layout, axes, keeps) = try prepared(&context)
    let name = context.resultName(0, layout)
    return (try context.reduce(kind, id, axes, keeps: keeps, name: name), layout)
  }

  /// The sum or mean; of quantized integers the sum of the steps, times what brings it to the result.
  ///
  /// That is the kernel of MEAN, and of SUM without a sign. With a sign the kernel of SUM wraps around
  /// at 8 bits in LiteRT 2.3, which no model can want.
  private static func total(
    _ context: inout TFLiteContext, isMean: Bool
  ) throws(Refusal) -> TFLiteValue {
    let (x, stated) = (try context.type(0), try context.stated())
    guard context.isQuantized(x) else {
      guard x.element.isFloat || !isMean else { return try integerMean(&context) }
      let y = try reduce(&context, isMean ? "reduce_mean" : "reduce_sum")
      return context.result(y.id, y.layout)
    }
    let (id, layout, axes, keeps) = try prepared(&context)
    let name = context.resultName(0, layout)
    let shape = context.builder.type(id).shape
    let count = axes.reduce(1) { $0 * shape[$1] }
    guard count <= 1 << 23 else {
      throw context.unsupported("it adds up \(count) integers", help: "at most 2^23 fit 32 bits")
    }
    let wide = try context.cast(context.plain(id, name: name), to: .i32, name: "\(name).wide")
    let zero = context.scalar("zero", Double(x.commonZeroPoint), .i32)
    let steps = try context.add("sub", [wide, zero], [], "\(name).steps")
    let sum = try context.reduce("reduce_sum", steps, axes, keeps: keeps, name: "\(name).sum")
    let factor = try TFLiteMeanFactor(context, x.scale / stated.scale, count: isMean ? count : 1)
    return context.result(try factor.apply(&context, sum, stated, name: name), layout)
  }

  /// The mean of plain integers, rounded toward zero.
  private static func integerMean(_ context: inout TFLiteContext) throws(Refusal) -> TFLiteValue {
    let (id, layout, axes, keeps) = try prepared(&context)
    let name = context.resultName(0, layout)
    let type = context.builder.type(id)
    // The kernel adds up in 64 bits.
    let wide = try context.cast(id, to: .i64, name: "\(name).wide")
    let sum = try context.reduce("reduce_sum", wide, axes, keeps: keeps, name: "\(name).sum")
    let count = context.scalar("count", axes.reduce(1) { $0 * Double(type.shape[$1]) }, .i64)
    let mean = try context.add("div", [sum, count], [], "\(name).quotient")
    return context.result(try context.cast(mean, to: type.element, name: name), layout)
  }
}
