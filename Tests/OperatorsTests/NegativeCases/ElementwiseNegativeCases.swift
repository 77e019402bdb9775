import IR

private func activation(_ activation: Activation) -> [Attribute] {
  [Attribute("activation", .activation(activation))]
}

/// Calls of `add`, `sub` and `mul` that break a rule.
let elementwiseNegativeCases =
  ["add", "sub", "mul"].flatMap(sharedCases)
  + ["add", "sub"].flatMap { name in
    [
      NegativeCase("\(name).c4", [f32(2), quantized(.i32, [2])], activation(.none)),
      NegativeCase("\(name).c4", [quantized(.i8, [2]), quantized(.i8, [2])], activation(.none)),
      NegativeCase(
        "\(name).c4", [quantized(.i32, [2], 0.5), quantized(.i32, [2], 0.25)], activation(.none)),
      NegativeCase(
        "\(name).c4", [quantized(.i32, [2], 0.5, 3), quantized(.i32, [2], 0.5, 3)],
        activation(.none)),
      NegativeCase(
        "\(name).c4", [TensorType(.i32, [2]), TensorType(.i64, [2])], activation(.none)),
    ]
  }
  + [
    NegativeCase("mul.c4", [f32(2), quantized(.i8, [2])], activation(.none)),
    NegativeCase("mul.c4", [quantized(.i32, [2]), quantized(.i32, [2])], activation(.none)),
    NegativeCase("mul.c4", [perRow, quantized(.i8, [1])], activation(.none)),
    NegativeCase(
      "mul.c5", [quantized(.i8, [2], 1e-30), quantized(.u8, [2], 1e-30)], activation(.none)),
    NegativeCase(
      "mul.c5", [quantized(.i8, [2], 1e30), quantized(.i8, [2], 1e30)], activation(.none)),
  ]

private func sharedCases(_ name: String) -> [NegativeCase] {
  let integers =
    name == "mul" ? quantized(.i8, [2, 3], 0.5, 1) : quantized(.i32, [2, 3], 0.5)
  return [
    NegativeCase("\(name).c1", [f32(2, 3), f32(2)], activation(.none)),
    NegativeCase("\(name).c1", [f32(4, 1, 3), f32(2, 2)], activation(.relu)),
    NegativeCase("\(name).c2", [f32(1 << 20, 1), f32(1, 1 << 20)], activation(.none)),
    NegativeCase("\(name).c3", [f32(2), f32(2)], activation(.clip(6, 0))),
    NegativeCase("\(name).c3", [f32(2), f32(2)], activation(.clip(.nan, 6))),
    NegativeCase("\(name).c3", [integers, integers], activation(.relu)),
  ]
}
