import IR

private func number(_ name: String, _ value: Double) -> Attribute {
  Attribute(name, .number(value))
}

private func layer(axis: Int = -1, epsilon: Double = 1e-5) -> [Attribute] {
  [Attribute("axis", .integer(axis)), number("epsilon", epsilon)]
}

private let image = f32(1, 3, 4, 4)
private let bytes = quantized(.i8, [2, 3])
private let table = TensorType(.i32, [256])
private let alongFirst = [Attribute("axis", .integer(0))]
private let statistics = [TensorType](repeating: f32(3), count: 4)

private func response(
  size: Int = 3, alpha: Double = 1, beta: Double = 0.75, bias: Double = 1
) -> [Attribute] {
  [
    Attribute("size", .integer(size)), number("alpha", alpha), number("beta", beta),
    number("bias", bias),
  ]
}

/// Calls of the normalizations that break a rule.
let normalizationNegativeCases = [
  NegativeCase("batch_norm.c1", [f32(3)] + statistics, [number("epsilon", 1e-5)]),
  NegativeCase(
    "batch_norm.c1", [quantized(.i8, [1, 3, 4, 4])] + statistics, [number("epsilon", 1e-5)]),
  NegativeCase(
    "batch_norm.c2", [image, f32(3), f32(3), f32(4), f32(3)], [number("epsilon", 1e-5)]),
  NegativeCase(
    "batch_norm.c2", [image, f32(3), f32(3), f32(3), f32(3, 1)], [number("epsilon", 1e-5)]),
  NegativeCase(
    "batch_norm.c2", [image, quantized(.i8, [3]), f32(3), f32(3), f32(3)],
    [number("epsilon", 1e-5)]),
  NegativeCase("batch_norm.c3", [image] + statistics, [number("epsilon", -1e-5)]),
  NegativeCase("batch_norm.c3", [image] + statistics, [number("epsilon", .infinity)]),
  NegativeCase("batch_norm.c3", [image] + statistics, [number("epsilon", .nan)]),
  NegativeCase("layer_norm.c1", [quantized(.i32, [2, 3]), f32(3), f32(3)], layer()),
  NegativeCase("layer_norm.c1", [perRow, f32(3)], layer()),
  NegativeCase("layer_norm.c1", [TensorType(.i8, [2, 3]), f32(3)], layer()),
  NegativeCase("layer_norm.c2", [f32(), f32()], layer()),
  NegativeCase("layer_norm.c2", [f32(2, 3), f32(3)], layer(axis: 2)),
  NegativeCase("layer_norm.c2", [f32(2, 3), f32(3)], layer(axis: -3)),
  NegativeCase("layer_norm.c3", [f32(2, 3), f32(2)], layer()),
  NegativeCase("layer_norm.c3", [f32(2, 3), f32(3), f32(2, 3)], layer()),
  NegativeCase("layer_norm.c3", [f32(2, 3), f32(3)], layer(axis: 0)),
  NegativeCase("layer_norm.c4", [f32(2, 3), f32(3)], layer(epsilon: -1)),
  NegativeCase("layer_norm.c3", [f32(2, 3), quantized(.i8, [3])], layer()),
  NegativeCase("layer_norm.c3", [bytes, quantized(.i8, [2])], layer()),
  NegativeCase("layer_norm.c4", [bytes, quantized(.i8, [3])], layer(epsilon: .nan)),
  NegativeCase("layer_norm.c5", [bytes, f32(3)], layer()),
  NegativeCase("layer_norm.c5", [bytes, quantized(.i32, [3])], layer()),
  NegativeCase("layer_norm.c5", [bytes, quantized(.i8, [3], 0.5, 1)], layer()),
  NegativeCase("layer_norm.c5", [bytes, TensorType(.i16, [3])], layer()),
  NegativeCase("layer_norm.c5", [quantized(.u8, [1, 2, 3]), perRow], layer(axis: 1)),
  NegativeCase("layer_norm.c6", [bytes, quantized(.i8, [3]), f32(3)], layer()),
  NegativeCase(
    "layer_norm.c6", [bytes, quantized(.i8, [3]), quantized(.i32, [3], 0.5)], layer()),
  NegativeCase(
    "layer_norm.c6", [bytes, quantized(.i8, [3]), quantized(.i32, [3], 0x1p-22, 1)], layer()),
  NegativeCase(
    "layer_norm.c7", [quantized(.i8, [2, 65_537]), quantized(.i8, [65_537])], layer()),
  NegativeCase("layer_norm.c8", [bytes, quantized(.i8, [3], 0x1p-140)], layer()),
  NegativeCase("local_response_norm.c1", [f32(3)], response()),
  NegativeCase("local_response_norm.c1", [bytes], response()),
  NegativeCase("local_response_norm.c2", [image], response(size: 0)),
  NegativeCase("local_response_norm.c2", [image], response(size: -3)),
  NegativeCase("local_response_norm.c3", [image], response(alpha: .nan)),
  NegativeCase("local_response_norm.c3", [image], response(beta: .infinity)),
  NegativeCase("local_response_norm.c3", [image], response(bias: -.infinity)),
  NegativeCase("softmax.c1", [TensorType(.i8, [2, 3]), table], alongFirst),
  NegativeCase("softmax.c1", [quantized(.i32, [2, 3]), table], alongFirst),
  NegativeCase("softmax.c1", [perRow, table], alongFirst),
  NegativeCase("softmax.c3", [bytes], alongFirst),
  NegativeCase("softmax.c3", [f32(2, 3), table], alongFirst),
  NegativeCase("softmax.c4", [bytes, TensorType(.i16, [256])], alongFirst),
  NegativeCase("softmax.c4", [bytes, TensorType(.i32, [255])], alongFirst),
  NegativeCase("softmax.c4", [bytes, TensorType(.i32, [256, 1])], alongFirst),
  NegativeCase("softmax.c4", [bytes, quantized(.i32, [256], 0x1p-30, 1)], alongFirst),
  NegativeCase("softmax.c2", [f32(2, 3)], [Attribute("axis", .integer(2))]),
  NegativeCase("softmax.c2", [f32()], [Attribute("axis", .integer(-1))]),
]
