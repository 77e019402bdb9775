import IR

private let twoBy3 = f32(2, 3)
private let truth = TensorType(.bool, [2, 3])
private let whole = TensorType(.i32, [2, 3])

/// Calls of the elementwise operators on numbers that break a rule.
let numberNegativeCases =
  ["div", "minimum", "maximum", "pow", "equal", "less", "less_equal", "greater", "greater_equal"]
  .flatMap { binaryCases($0, twoBy3) }
  + binaryCases("mod", twoBy3, [Attribute("sign", .symbol("divisor"))])
  + binaryCases("prelu", twoBy3)
  + ["logical_and", "logical_or", "logical_xor"].flatMap { binaryCases($0, truth) }
  + ["bitwise_and", "bitwise_or", "bitwise_xor", "shift_left", "shift_right"]
  .flatMap { binaryCases($0, whole) }
  + ["abs", "neg", "sign"].map { NegativeCase("\($0).c1", [truth]) }
  + ["is_nan"].map { NegativeCase("\($0).c1", [whole]) }
  + [
    NegativeCase(
      "is_inf.c1", [whole],
      [Attribute("negative", .boolean(true)), Attribute("positive", .boolean(true))]),
    NegativeCase("logical_not.c1", [whole]),
    NegativeCase("bitwise_not.c1", [twoBy3]),
    NegativeCase("cast.c1", [quantized(.i8, [2])], [Attribute("to", .storage(StorageType(.f32)))]),
    NegativeCase(
      "cast.c2", [twoBy3],
      [Attribute("to", .storage(StorageType(.i8, Quantization(scale: 1.0, zeroPoint: 0))))]),
    NegativeCase("select.c1", [TensorType(.bool, [4]), twoBy3, twoBy3]),
    NegativeCase("select.c1", [truth, twoBy3, f32(2)]),
    NegativeCase(
      "select.c2", [TensorType(.bool, [1]), f32(1 << 20, 1), f32(1, 1 << 20)]),
    NegativeCase("select.c3", [twoBy3, twoBy3, twoBy3]),
    NegativeCase("select.c4", [truth, twoBy3, whole]),
  ]
  + floatFunctions.map { NegativeCase("\($0).c1", [whole]) }
  + [
    ("elu", ["alpha"]), ("selu", ["alpha", "gamma"]), ("celu", ["alpha"]),
    ("thresholded_relu", ["alpha"]), ("swish", ["alpha"]), ("shrink", ["bias", "lambda"]),
  ].flatMap { name, numbers in
    [
      NegativeCase("\(name).c1", [whole], numbers.map { Attribute($0, .number(1)) }),
      NegativeCase("\(name).c2", [twoBy3], numbers.map { Attribute($0, .number(.nan)) }),
    ]
  }

private let floatFunctions = [
  "exp", "log", "sqrt", "reciprocal", "erf", "floor", "ceil", "round", "sin", "cos", "tan", "asin",
  "acos", "atan", "sinh", "cosh", "asinh", "acosh", "atanh", "softplus", "softsign", "mish",
]

private func binaryCases(
  _ name: String, _ type: TensorType, _ attributes: [Attribute] = []
) -> [NegativeCase] {
  let large = [[1 << 20, 1], [1, 1 << 20]].map { TensorType(type.element, $0) }
  return [
    NegativeCase("\(name).c1", [type, type.reshaped([2])], attributes),
    NegativeCase("\(name).c2", large, attributes),
    NegativeCase("\(name).c3", [type, perRow], attributes),
  ]
}

private let byte = quantized(.i8, [2, 3])

private func reinterpreted(_ element: ElementType, _ quantization: Quantization?) -> [Attribute] {
  [Attribute("to", .storage(StorageType(element, quantization)))]
}

private func exponents(axis: Int = 1, beta: Double = 1) -> [Attribute] {
  [Attribute("axis", .integer(axis)), Attribute("beta", .number(beta))]
}

/// Calls of `reinterpret` and `fixed_point_softmax` that break a rule.
let fixedPointNegativeCases = [
  NegativeCase("reinterpret.c1", [byte], reinterpreted(.u8, nil)),
  NegativeCase(
    "reinterpret.c2", [byte], reinterpreted(.i8, Quantization(scale: -1.0, zeroPoint: 0))),
  NegativeCase("fixed_point_softmax.c1", [f32(2, 3)], exponents()),
  NegativeCase("fixed_point_softmax.c2", [byte], exponents(axis: 2)),
  NegativeCase("fixed_point_softmax.c3", [byte], exponents(beta: 0)),
  NegativeCase("fixed_point_softmax.c4", [quantized(.i8, [2, 4096])], exponents()),
]
