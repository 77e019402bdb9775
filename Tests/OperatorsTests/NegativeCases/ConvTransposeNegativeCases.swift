import IR

private func attributes(
  stride: [Int] = [1, 1], padding: [Int] = [0, 0, 0, 0], extra: [Int] = [0, 0],
  dilation: [Int] = [1, 1], groups: Int = 1
) -> [Attribute] {
  [
    Attribute("stride", .integers(stride)), Attribute("padding", .integers(padding)),
    Attribute("output_padding", .integers(extra)), Attribute("dilation", .integers(dilation)),
    Attribute("groups", .integer(groups)),
  ]
}

private let image = f32(1, 4, 8, 8)
private let filters = f32(4, 3, 2, 2)

/// Calls of `conv_transpose2d` that break a rule.
let convTransposeNegativeCases = [
  NegativeCase("conv_transpose2d.c1", [f32(4, 8, 8), filters], attributes()),
  NegativeCase("conv_transpose2d.c1", [quantized(.i8, [1, 4, 8, 8]), filters], attributes()),
  NegativeCase("conv_transpose2d.c2", [image, f32(4, 3, 2)], attributes()),
  NegativeCase("conv_transpose2d.c2", [image, quantized(.i8, [4, 3, 2, 2])], attributes()),
  NegativeCase("conv_transpose2d.c3", [image, f32(3, 4, 2, 2)], attributes()),
  NegativeCase("conv_transpose2d.c3", [image, f32(2, 3, 2, 2)], attributes(groups: 2)),
  NegativeCase("conv_transpose2d.c4", [image, filters], attributes(groups: 0)),
  NegativeCase("conv_transpose2d.c4", [image, filters], attributes(groups: -4)),
  NegativeCase("conv_transpose2d.c4", [image, filters], attributes(groups: 3)),
  NegativeCase("conv_transpose2d.c5", [image, filters, f32(4)], attributes()),
  NegativeCase("conv_transpose2d.c5", [image, filters, f32(3)], attributes(groups: 2)),
  NegativeCase("conv_transpose2d.c5", [image, filters, TensorType(.i32, [3])], attributes()),
  NegativeCase("conv_transpose2d.c6", [image, filters], attributes(stride: [0, 1])),
  NegativeCase("conv_transpose2d.c6", [image, filters], attributes(dilation: [1, -1])),
  NegativeCase("conv_transpose2d.c7", [image, filters], attributes(padding: [0, -1, 0, 0])),
  NegativeCase("conv_transpose2d.c7", [image, filters], attributes(extra: [0, -1])),
  NegativeCase("conv_transpose2d.c8", [image, filters], attributes(padding: [5, 0, 4, 0])),
  NegativeCase(
    "conv_transpose2d.c8", [image, filters], attributes(padding: [0, 1 << 31, 0, 1 << 31])),
  NegativeCase(
    "conv_transpose2d.c9", [image, filters], attributes(stride: [1 << 31, 1 << 31])),
  NegativeCase(
    "conv_transpose2d.c9", [image, filters],
    attributes(padding: [0, 1 << 30, 0, 1 << 30], extra: [0, (1 << 31) - 1])),
  NegativeCase(
    "conv_transpose2d.c9", [image, filters], attributes(stride: [.max, .max])),
]
