import Basic
import IR

/// Comparisons, and operators on truth values.
enum TFLiteComparisons {
  static let operators =
    [
      ("EQUAL", "equal"), ("GREATER", "greater"), ("GREATER_EQUAL", "greater_equal"),
      ("LESS", "less"), ("LESS_EQUAL", "less_equal"),
    ].map { name, kind in
      TFLiteOperator(name, becomes: [kind, "requantize"]) {
        (context: inout TFLiteContext) throws(Refusal) in
        let (ids, layout) = try operands(&context)
        return [
          context.result(try context.add(kind, ids, [], context.resultName(0, layout)), layout)
        ]
      }
    } + [
      TFLiteOperator("NOT_EQUAL", becomes: ["equal", "logical_not", "requantize"], notEqual)
    ]
    + [("LOGICAL_AND", "logical_and"), ("LOGICAL_OR", "logical_or")].map { name, kind in
      TFLiteOperator(name, becomes: [kind]) { (context: inout TFLiteContext) throws(Refusal) in
        let (ids, layout) = try context.aligned([0, 1])
        return [
          context.result(try context.add(kind, ids, [], context.resultName(0, layout)), layout)
        ]
      }
    }

  /// The kernel shifts quantized operands left by so many bits.
  private static let shift = 0x1p-8

  /// Both operands; quantized ones in steps of 2^−8, rounded as the kernel rounds them.
  private static func operands(
    _ context: inout TFLiteContext
  ) throws(Refusal) -> (ids: [ID<Value>], layout: TFLiteLayout) {
    let (a, b) = (try context.type(0), try context.type(1))
    let (ids, layout) = try context.aligned([0, 1])
    guard context.isQuantized(a), context.isQuantized(b) else { return (ids, layout) }
    let name = context.resultName(0, layout)
    let common = TensorType(.i32, [], Quantization(scale: shift, zeroPoint: 0))
    var terms: [ID<Value>] = []
    for (index, id) in try context.terms(ids, shift: shift, common, name: name).enumerated() {
      terms.append(try context.plain(id, name: "\(name).\(index == 0 ? "a" : "b")"))
    }
    return (terms, layout)
  }

  private static func notEqual(_ context: inout TFLiteContext) throws(Refusal) -> [TFLiteValue] {
    let (ids, layout) = try operands(&context)
    let name = context.resultName(0, layout)
    let areEqual = try context.add("equal", ids, [], "\(name).equal")
    return [context.result(try context.add("logical_not", [areEqual], [], name), layout)]
  }
}
