import IR

private func to(_ element: ElementType, _ quantization: Quantization?) -> Attribute {
  Attribute("to", .storage(StorageType(element, quantization)))
}

private func scale(_ scale: Float, _ zeroPoint: Int32 = 0) -> Quantization {
  Quantization(scale: scale, zeroPoint: zeroPoint)
}

private func requantize(
  _ target: Attribute = to(.i8, scale(0.5)), _ clamp: [Int] = [-128, 127],
  rounding: String = "single"
) -> [Attribute] {
  [target, Attribute("rounding", .symbol(rounding)), Attribute("clamp", .integers(clamp))]
}

private let sums = quantized(.i32, [2, 3], 0.125)
private let twoScales = Quantization(symmetricScales: [0.5, 0.25], axis: 0)

/// Calls of `quantize`, `dequantize`, `requantize` and `lookup` that break a rule.
let quantizationNegativeCases = conversionCases + requantizeCases + lookupCases

private let conversionCases =
  [
    NegativeCase(
      "quantize.c1", [quantized(.i8, [3])],
      [to(.i8, scale(0.5)), Attribute("rounding", .symbol("half_even"))]),
    NegativeCase("dequantize.c1", [f32(3)]),
    NegativeCase("dequantize.c1", [TensorType(.i8, [3])]),
    NegativeCase("dequantize.c1", [quantized(.i64, [3])]),
  ]
  + [
    to(.i8, nil), to(.f32, nil), to(.bool, scale(1)), to(.i32, scale(1)), to(.i8, scale(0)),
    to(.i8, scale(.nan)), to(.i8, scale(1, 128)), to(.u8, scale(1, -1)),
    to(.i8, Quantization(symmetricScales: [1, 1, 1], axis: 0)),
    to(.i8, Quantization(symmetricScales: [1, 1], axis: 2)),
    to(.i8, Quantization(symmetricScales: [1, 1], axis: -1)),
    to(.i8, Quantization(scales: [1, 1], zeroPoints: [0], axis: 0)),
  ].map {
    NegativeCase("quantize.c2", [f32(2, 3)], [$0, Attribute("rounding", .symbol("half_away"))])
  }

private let requantizeCases = [
  NegativeCase("requantize.c1", [f32(2, 3)], requantize()),
  NegativeCase("requantize.c1", [TensorType(.i32, [2, 3])], requantize()),
  NegativeCase("requantize.c1", [quantized(.i32, [2, 3], 0.5, 1)], requantize()),
  NegativeCase("requantize.c1", [quantized(.i64, [2, 3])], requantize(rounding: "pulp_floor")),
  NegativeCase("requantize.c1", [quantized(.i64, [2, 3], 0.5, 1)], requantize()),
  NegativeCase("requantize.c2", [sums], requantize(to(.i8, nil))),
  NegativeCase("requantize.c2", [sums], requantize(to(.f32, nil))),
  NegativeCase("requantize.c2", [sums], requantize(to(.i64, scale(1)))),
  NegativeCase("requantize.c2", [sums], requantize(to(.i8, twoScales))),
  NegativeCase("requantize.c2", [sums], requantize(to(.u8, scale(1, 256)))),
  NegativeCase("requantize.c2", [sums], requantize(to(.u8, scale(-1)))),
  NegativeCase("requantize.c3", [sums], requantize(to(.i8, scale(0.5)), [5, 4])),
  NegativeCase("requantize.c3", [sums], requantize(to(.i8, scale(0.5)), [-129, 127])),
  NegativeCase("requantize.c3", [sums], requantize(to(.u8, scale(0.5)), [0, 256])),
  NegativeCase(
    "requantize.c4", [quantized(.i32, [2], 8192)], requantize(rounding: "pulp_floor")),
  NegativeCase("requantize.c4", [quantized(.i32, [2], 0x1p28)], requantize()),
  NegativeCase("requantize.c4", [quantized(.i8, [2], 1e38)], requantize(to(.i8, scale(1e-37)))),
]

private let lookupCases = [
  NegativeCase("lookup.c1", [f32(2, 3), quantized(.i8, [256])]),
  NegativeCase("lookup.c1", [quantized(.i16, [2, 3]), quantized(.i8, [256])]),
  NegativeCase("lookup.c1", [perRow, quantized(.i8, [256])]),
  NegativeCase("lookup.c2", [quantized(.i8, [2, 3]), quantized(.i8, [255])]),
  NegativeCase("lookup.c2", [quantized(.i8, [2, 3]), quantized(.i8, [16, 16])]),
  NegativeCase("lookup.c2", [quantized(.i8, [2, 3]), f32(256)]),
]
