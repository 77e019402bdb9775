import IR

private func number(_ name: String, _ value: Double) -> Attribute {
  Attribute(name, .number(value))
}

private func layer(axis: Int = -1, epsilon: Double = 1e-5) -> [Attribute] {
  [Attribute("axis", .integer(axis)), number("epsilon", epsilon)]
}

private let image = f32(1, 3, 4, 4)
private let statistics = [TensorType](repeating: f32(3), count: 4)

/// Calls of `batch_norm`, `layer_norm` and `softmax` that break a rule.
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
  NegativeCase("layer_norm.c1", [quantized(.i8, [2, 3]), f32(3), f32(3)], layer()),
  NegativeCase("layer_norm.c2", [f32(), f32()], layer()),
  NegativeCase("layer_norm.c2", [f32(2, 3), f32(3)], layer(axis: 2)),
  NegativeCase("layer_norm.c2", [f32(2, 3), f32(3)], layer(axis: -3)),
  NegativeCase("layer_norm.c3", [f32(2, 3), f32(2)], layer()),
  NegativeCase("layer_norm.c3", [f32(2, 3), f32(3), f32(2, 3)], layer()),
  NegativeCase("layer_norm.c3", [f32(2, 3), f32(3)], layer(axis: 0)),
  NegativeCase("layer_norm.c4", [f32(2, 3), f32(3)], layer(epsilon: -1)),
  NegativeCase("softmax.c1", [quantized(.i8, [2, 3])], [Attribute("axis", .integer(0))]),
  NegativeCase("softmax.c2", [f32(2, 3)], [Attribute("axis", .integer(2))]),
  NegativeCase("softmax.c2", [f32()], [Attribute("axis", .integer(-1))]),
]
