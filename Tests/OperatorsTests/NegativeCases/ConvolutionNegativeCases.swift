import IR

private func attributes(
  stride: [Int] = [1, 1], padding: [Int] = [0, 0, 0, 0], dilation: [Int] = [1, 1],
  groups: Int = 1, activation: Activation = .none
) -> [Attribute] {
  [
    Attribute("stride", .integers(stride)), Attribute("padding", .integers(padding)),
    Attribute("dilation", .integers(dilation)), Attribute("groups", .integer(groups)),
    Attribute("activation", .activation(activation)),
  ]
}

private let image = f32(1, 4, 8, 8)
private let filters = f32(6, 4, 3, 3)
private let bytes = quantized(.u8, [1, 4, 8, 8], 0.5, 3)
private let byteFilters = quantized(.i8, [6, 4, 3, 3], 0.25)
private let perFilter = TensorType(
  .i8, [2, 4, 1, 1], Quantization(symmetricScales: [0.5, 0.25], axis: 0))

/// Calls of `conv2d` that break a rule.
let convolutionNegativeCases = typeCases + channelCases + stepCases + sizeCases

private let typeCases = [
  NegativeCase("conv2d.c1", [f32(4, 8, 8), filters], attributes()),
  NegativeCase("conv2d.c1", [f32(), filters], attributes()),
  NegativeCase("conv2d.c1", [TensorType(.i8, [1, 4, 8, 8]), byteFilters], attributes()),
  NegativeCase("conv2d.c1", [quantized(.i32, [1, 4, 8, 8]), byteFilters], attributes()),
  NegativeCase("conv2d.c2", [image, byteFilters], attributes()),
  NegativeCase("conv2d.c2", [bytes, filters], attributes()),
  NegativeCase("conv2d.c2", [image, f32(6, 4, 3)], attributes()),
  NegativeCase("conv2d.c2", [bytes, quantized(.i8, [6, 4, 3, 3], 0.5, 1)], attributes()),
  NegativeCase("conv2d.c2", [bytes, quantized(.u8, [6, 4, 3, 3], 0.5)], attributes()),
  NegativeCase(
    "conv2d.c2",
    [
      bytes,
      TensorType(.i8, [6, 4, 1, 1], Quantization(symmetricScales: [1, 1, 1, 1], axis: 1)),
    ], attributes()),
  NegativeCase("conv2d.c5", [image, filters, f32(5)], attributes()),
  NegativeCase("conv2d.c5", [image, filters, f32(6, 1)], attributes()),
  NegativeCase("conv2d.c5", [image, filters, TensorType(.i32, [6])], attributes()),
  NegativeCase("conv2d.c5", [bytes, byteFilters, f32(6)], attributes()),
  NegativeCase("conv2d.c5", [bytes, byteFilters, quantized(.i32, [6], 0.25)], attributes()),
  NegativeCase("conv2d.c5", [bytes, byteFilters, quantized(.i32, [6], 0.125, 1)], attributes()),
  NegativeCase("conv2d.c5", [bytes, perFilter, quantized(.i32, [2], 0.25)], attributes()),
]

private let channelCases = [
  NegativeCase("conv2d.c3", [image, filters], attributes(groups: 0)),
  NegativeCase("conv2d.c3", [image, filters], attributes(groups: -1)),
  NegativeCase("conv2d.c3", [image, f32(6, 1, 3, 3)], attributes(groups: 4)),
  NegativeCase("conv2d.c3", [image, f32(6, 1, 3, 3)], attributes(groups: 3)),
  NegativeCase("conv2d.c4", [image, f32(6, 3, 3, 3)], attributes()),
  NegativeCase("conv2d.c4", [image, filters], attributes(groups: 2)),
]

private let stepCases = [
  NegativeCase("conv2d.c6", [image, filters], attributes(stride: [0, 1])),
  NegativeCase("conv2d.c6", [image, filters], attributes(stride: [1, -2])),
  NegativeCase("conv2d.c6", [image, filters], attributes(dilation: [1, 0])),
  NegativeCase("conv2d.c7", [image, filters], attributes(padding: [0, 0, -1, 0])),
  NegativeCase("conv2d.c9", [image, filters], attributes(activation: .clip(6, 0))),
  NegativeCase("conv2d.c9", [image, filters], attributes(activation: .clip(0, .nan))),
  NegativeCase("conv2d.c9", [bytes, byteFilters], attributes(activation: .relu)),
]

private let sizeCases = [
  NegativeCase("conv2d.c8", [f32(1, 4, 2, 8), filters], attributes()),
  NegativeCase("conv2d.c8", [image, filters], attributes(dilation: [1, 4])),
  NegativeCase("conv2d.c8", [image, filters], attributes(dilation: [1 << 31, 1])),
  NegativeCase(
    "conv2d.c10",
    [quantized(.i8, [1, 4, 8, 8], 1e-30), quantized(.i8, [6, 4, 3, 3], 1e-30)], attributes()),
  NegativeCase(
    "conv2d.c10",
    [quantized(.i8, [1, 4, 8, 8], 1e30), quantized(.i4, [6, 4, 3, 3], 1e30)], attributes()),
  NegativeCase(
    "conv2d.c11",
    [quantized(.i8, [1, 65_537, 1, 1]), quantized(.i8, [1, 65_537, 1, 1])], attributes()),
  NegativeCase("conv2d.c12", [f32(1, 1, 1024, 1024), f32(4096, 1, 1, 1)], attributes()),
  NegativeCase(
    "conv2d.c13", [f32(1, 1, 1, 1), f32(1, 1, 1, 1)],
    attributes(padding: [1 << 31, 1 << 31, 1 << 31, 1 << 31])),
]
