import IR

private func attributes(
  _ name: String, window: [Int] = [2, 2], stride: [Int] = [2, 2], padding: [Int] = [0, 0, 0, 0]
) -> [Attribute] {
  let shared = [
    Attribute("window", .integers(window)), Attribute("stride", .integers(stride)),
    Attribute("padding", .integers(padding)),
  ]
  return name == "max_pool2d" ? shared : shared + [Attribute("count_padding", .boolean(true))]
}

private let image = f32(1, 4, 8, 8)

/// Calls of `max_pool2d`, `average_pool2d` and `global_average_pool` that break a rule.
let poolingNegativeCases =
  ["max_pool2d", "average_pool2d"].flatMap(windowCases) + [
    NegativeCase("global_average_pool.c1", [f32(4, 8, 8)]),
    NegativeCase("global_average_pool.c1", [TensorType(.i8, [1, 4, 8, 8])]),
    NegativeCase("global_average_pool.c1", [quantized(.i32, [1, 4, 8, 8])]),
  ]

private func windowCases(_ name: String) -> [NegativeCase] {
  let perChannel = TensorType(
    .u8, [1, 2, 8, 8], Quantization(symmetricScales: [0.5, 0.25], axis: 1))
  return [
    NegativeCase("\(name).c1", [f32(4, 8, 8)], attributes(name)),
    NegativeCase("\(name).c1", [TensorType(.i16, [1, 4, 8, 8])], attributes(name)),
    NegativeCase("\(name).c1", [perChannel], attributes(name)),
    NegativeCase("\(name).c2", [image], attributes(name, window: [0, 2])),
    NegativeCase("\(name).c2", [image], attributes(name, window: [2, -2])),
    NegativeCase("\(name).c2", [image], attributes(name, stride: [2, 0])),
    NegativeCase("\(name).c3", [image], attributes(name, padding: [0, 0, -1, 0])),
    NegativeCase("\(name).c3", [image], attributes(name, padding: [0, 2, 0, 0])),
    NegativeCase("\(name).c4", [image], attributes(name, window: [9, 2])),
    NegativeCase("\(name).c4", [image], attributes(name, window: [2, 1 << 31])),
    NegativeCase(
      "\(name).c5", [image],
      attributes(
        name, window: [1 << 30, 1 << 30], stride: [1, 1],
        padding: [Int](repeating: (1 << 30) - 1, count: 4))),
  ]
}
