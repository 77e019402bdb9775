import Basic
import IR
import Operators

/// Functions of each element.
///
/// Floats are computed by the operator of the IR. Of the 256 integers of 8 bits a table holds what the
/// reference kernel gives for each.
enum TFLiteFunctions {
  static let operators: [TFLiteOperator] =
    plain.map { name, kind in
      TFLiteOperator(name, becomes: isTabulated(name) ? [kind, "lookup"] : [kind]) {
        (context: inout TFLiteContext) throws(Refusal) in
        [try apply(&context) { _ in (kind, []) }]
      }
    } + [
      TFLiteOperator("LEAKY_RELU", becomes: ["leaky_relu", "lookup"]) {
        (context: inout TFLiteContext) throws(Refusal) in
        [
          try apply(&context) { options in
            ("leaky_relu", [Attribute("alpha", .number(Double(options.number("alpha"))))])
          }
        ]
      },
      TFLiteOperator("GELU", becomes: ["gelu", "lookup"]) {
        (context: inout TFLiteContext) throws(Refusal) in
        [
          try apply(&context) { options in
            let word = options.flag("approximate") ? "tanh" : "none"
            return ("gelu", [Attribute("approximation", .symbol(word))])
          }
        ]
      },
      TFLiteOperator("SQUARE", becomes: ["mul"]) {
        (context: inout TFLiteContext) throws(Refusal) in
        let (id, layout) = try context.natural(0)
        let y = try context.add("mul", [id, id], [], context.resultName(0, layout))
        return [context.result(y, layout)]
      },
      TFLiteOperator("RSQRT", becomes: ["sqrt", "reciprocal", "lookup"], inverseRoot),
    ]

  /// Operators without options, with the operator of the IR.
  private static let plain = [
    ("ABS", "abs"), ("CEIL", "ceil"), ("COS", "cos"), ("ELU", "elu"), ("EXP", "exp"),
    ("FLOOR", "floor"), ("HARD_SWISH", "hard_swish"), ("LOG", "log"),
    ("LOGICAL_NOT", "logical_not"), ("LOGISTIC", "sigmoid"), ("NEG", "neg"), ("ROUND", "round"),
    ("SIGN", "sign"), ("SIN", "sin"), ("SQRT", "sqrt"), ("TANH", "tanh"),
  ]

  private static func isTabulated(_ name: String) -> Bool {
    TFLiteFunctionTables.names.contains(name)
  }

  private static func apply(
    _ context: inout TFLiteContext,
    _ operation: (TFLiteOptions) -> (kind: String, attributes: [Attribute])
  ) throws(Refusal) -> TFLiteValue {
    if let value = try tabulated(&context) { return value }
    let (id, layout) = try context.natural(0)
    let (kind, attributes) = operation(context.operation.options)
    let y = try context.add(kind, [id], attributes, context.resultName(0, layout))
    return context.result(y, layout)
  }

  private static func inverseRoot(
    _ context: inout TFLiteContext
  ) throws(Refusal) -> [TFLiteValue] {
    if let value = try tabulated(&context) { return [value] }
    let (id, layout) = try context.natural(0)
    let name = context.resultName(0, layout)
    let root = try context.add("sqrt", [id], [], "\(name).root")
    return [context.result(try context.add("reciprocal", [root], [], name), layout)]
  }

  /// The result by a table, or `nil` if the operand is not quantized.
  private static func tabulated(_ context: inout TFLiteContext) throws(Refusal) -> TFLiteValue? {
    let (x, y) = (try context.type(0), try context.stated())
    guard x.quantization != nil else { return nil }
    guard context.isQuantized(x), context.isQuantized(y), isTabulated(context.operatorName) else {
      throw context.unsupported(
        "x is \(x) and the result \(y)", help: "dequantize x before, or quantize it to 8 bits")
    }
    let function = try TFLiteFunctionTables.function(context, x, y)
    let (id, layout) = try context.natural(0)
    let result = try context.lookup(
      id, to: y, name: context.resultName(0, layout)
    ) { q in
      function(q - x.commonZeroPoint) + Double(y.commonZeroPoint)
    }
    return context.result(result, layout)
  }
}
