import IR

private func numbers(_ values: KeyValuePairs<String, Double>) -> [Attribute] {
  values.map { Attribute($0.key, .number($0.value)) }
}

/// Calls of the activation functions that break a rule.
let activationNegativeCases = [
  NegativeCase("relu.c1", [TensorType(.bool, [2])]),
  NegativeCase("relu.c1", [perRow]),
  NegativeCase("relu.c1", [quantized(.i64, [2])]),
  NegativeCase("clip.c1", [TensorType(.bool, [2])], numbers(["min": 0, "max": 6])),
  NegativeCase("clip.c1", [perRow], numbers(["min": 0, "max": 6])),
  NegativeCase("clip.c2", [f32(2)], numbers(["min": 1, "max": 0.5])),
  NegativeCase("clip.c2", [quantized(.i8, [2])], numbers(["min": .nan, "max": 6])),
  NegativeCase("leaky_relu.c1", [quantized(.i8, [2])], numbers(["alpha": 0.01])),
  NegativeCase("leaky_relu.c2", [f32(2)], numbers(["alpha": .infinity])),
  NegativeCase("sigmoid.c1", [quantized(.u8, [2])]),
  NegativeCase("tanh.c1", [TensorType(.i32, [2])]),
  NegativeCase(
    "hard_sigmoid.c1", [quantized(.i8, [2])], numbers(["alpha": 0.2, "beta": 0.5])),
  NegativeCase("hard_sigmoid.c2", [f32(2)], numbers(["alpha": .nan, "beta": 0.5])),
  NegativeCase("hard_sigmoid.c2", [f32(2)], numbers(["alpha": 0.2, "beta": -.infinity])),
  NegativeCase("hard_swish.c1", [TensorType(.i8, [2])]),
  NegativeCase(
    "gelu.c1", [TensorType(.i64, [2])], [Attribute("approximation", .symbol("none"))]),
]
