import IR

private func shape(_ shape: [Int]) -> [Attribute] { [Attribute("shape", .integers(shape))] }

private func repeats(_ repeats: [Int]) -> [Attribute] {
  [Attribute("repeats", .integers(repeats))]
}

private func axes(_ axes: [Int]) -> [Attribute] { [Attribute("axes", .integers(axes))] }

private func block(_ block: Int) -> [Attribute] { [Attribute("block", .integer(block))] }

private func ordered(_ size: Int, _ order: String = "dcr") -> [Attribute] {
  block(size) + [Attribute("order", .symbol(order))]
}

/// A type of four axes, each with a scale of its own along the last.
private let perColumn = TensorType(
  .i8, [1, 4, 2, 2], Quantization(symmetricScales: [0.5, 0.25], axis: 3))

/// Calls of the operators that repeat and turn round that break a rule.
let repetitionNegativeCases = [
  NegativeCase("broadcast.c1", [f32(2, 3)], shape([0, 2, 3])),
  NegativeCase("broadcast.c1", [f32(2, 3)], shape([-1, 2, 3])),
  NegativeCase("broadcast.c1", [f32()], shape([1 << 31, 2])),
  NegativeCase("broadcast.c1", [f32()], shape([1 << 31, 1 << 31, 1 << 31])),
  NegativeCase("broadcast.c2", [f32(2, 3)], shape([3])),
  NegativeCase("broadcast.c2", [f32(2, 3)], shape([2, 4])),
  NegativeCase("broadcast.c2", [f32(2, 3)], shape([2, 3, 1])),
  NegativeCase("broadcast.c2", [f32(2, 3)], shape([2, 1])),
  NegativeCase("broadcast.c3", [perRow], shape([4, 2, 3])),
  NegativeCase("tile.c1", [f32(2, 3)], repeats([2])),
  NegativeCase("tile.c1", [f32()], repeats([2])),
  NegativeCase("tile.c2", [f32(2, 3)], repeats([2, 0])),
  NegativeCase("tile.c2", [f32(2, 3)], repeats([-1, 1])),
  NegativeCase("tile.c3", [f32(2, 3)], repeats([1 << 31, 1])),
  NegativeCase("tile.c3", [f32(2, 3)], repeats([.max, .max])),
  NegativeCase("tile.c4", [perRow], repeats([1, 2])),
  NegativeCase("reverse.c1", [f32(2, 3)], axes([2])),
  NegativeCase("reverse.c1", [f32()], axes([0])),
  NegativeCase("reverse.c2", [f32(2, 3)], axes([0, -2])),
  NegativeCase("reverse.c3", [perRow], axes([1])),
  NegativeCase("depth_to_space.c1", [f32(4, 2, 2)], ordered(2)),
  NegativeCase("depth_to_space.c2", [f32(1, 4, 2, 2)], ordered(0)),
  NegativeCase("depth_to_space.c2", [f32(1, 4, 2, 2)], ordered(-2)),
  NegativeCase("depth_to_space.c3", [f32(1, 6, 2, 2)], ordered(2, "crd")),
  NegativeCase("depth_to_space.c3", [f32(1, 4, 2, 2)], ordered(.max)),
  NegativeCase("depth_to_space.c4", [perColumn], ordered(2)),
  NegativeCase("space_to_depth.c1", [f32(4, 2, 2)], block(2)),
  NegativeCase("space_to_depth.c2", [f32(1, 4, 2, 2)], block(0)),
  NegativeCase("space_to_depth.c3", [f32(1, 4, 2, 3)], block(2)),
  NegativeCase("space_to_depth.c3", [f32(1, 4, 3, 2)], block(2)),
  NegativeCase("space_to_depth.c3", [f32(1, 4, 2, 2)], block(.max)),
  NegativeCase("space_to_depth.c4", [perColumn], block(2)),
]

private func i64(_ shape: Int...) -> TensorType { TensorType(.i64, shape) }

private func axis(_ axis: Int) -> [Attribute] { [Attribute("axis", .integer(axis))] }

private func batch(_ count: Int) -> [Attribute] {
  [Attribute("batch_dimensions", .integer(count))]
}

private func reduction(_ word: String) -> [Attribute] { [Attribute("reduction", .symbol(word))] }

private func scatter(_ axis: Int, _ word: String = "none") -> [Attribute] {
  [Attribute("axis", .integer(axis)), Attribute("reduction", .symbol(word))]
}

private let truths = TensorType(.bool, [2, 3])

/// Calls of the operators that take indices that break a rule.
let indexingNegativeCases = [
  NegativeCase("gather.c1", [f32(2, 3), i64(4)], axis(2)),
  NegativeCase("gather.c1", [f32(), i64(4)], axis(0)),
  NegativeCase("gather.c2", [f32(2, 3), f32(4)], axis(0)),
  NegativeCase("gather.c2", [f32(2, 3), TensorType(.i8, [4])], axis(0)),
  NegativeCase("gather.c2", [f32(2, 3), quantized(.i32, [4])], axis(0)),
  NegativeCase("gather.c3", [perRow, i64(4)], axis(1)),
  NegativeCase("gather.c4", [f32(2, 1 << 20), i64(1 << 12)], axis(0)),
  NegativeCase("gather_elements.c1", [f32(2, 3), i64(2, 3)], axis(-3)),
  NegativeCase("gather_elements.c2", [f32(2, 3), TensorType(.u8, [2, 3])], axis(0)),
  NegativeCase("gather_elements.c3", [perRow, i64(2, 3)], axis(1)),
  NegativeCase("gather_elements.c4", [f32(2, 3), i64(2)], axis(0)),
  NegativeCase("gather_elements.c4", [f32(2, 3), i64(2, 3, 1)], axis(0)),
  NegativeCase("gather_elements.c4", [f32(2, 3), i64(5, 4)], axis(0)),
  NegativeCase("gather_nd.c1", [f32(2, 3), i64(2, 1)], batch(-1)),
  NegativeCase("gather_nd.c1", [f32(2, 3), i64(2, 3, 1)], batch(2)),
  NegativeCase("gather_nd.c1", [f32(2, 3, 4), i64(2, 3)], batch(2)),
  NegativeCase("gather_nd.c1", [f32(2, 3), i64()], batch(0)),
  NegativeCase("gather_nd.c2", [f32(2, 3), f32(4, 1)], batch(0)),
  NegativeCase("gather_nd.c3", [perRow, i64(4, 1)], batch(0)),
  NegativeCase("gather_nd.c4", [f32(2, 3), i64(4, 1)], batch(1)),
  NegativeCase("gather_nd.c5", [f32(2, 3), i64(4, 3)], batch(0)),
  NegativeCase("gather_nd.c5", [f32(2, 3), i64(2, 2)], batch(1)),
  NegativeCase("gather_nd.c6", [f32(2, 1 << 20), i64(1 << 12, 1)], batch(0)),
  NegativeCase("scatter_elements.c1", [f32(2, 3), i64(2, 3), f32(2, 3)], scatter(2)),
  NegativeCase("scatter_elements.c2", [f32(2, 3), f32(2, 3), f32(2, 3)], scatter(0)),
  NegativeCase("scatter_elements.c3", [perRow, i64(2, 3), perRow], scatter(0)),
  NegativeCase("scatter_elements.c4", [f32(2, 3), i64(1, 4), f32(1, 4)], scatter(0)),
  NegativeCase("scatter_elements.c4", [f32(2, 3), i64(2), f32(2)], scatter(0)),
  NegativeCase("scatter_elements.c5", [f32(2, 3), i64(1, 3), f32(2, 3)], scatter(0)),
  NegativeCase(
    "scatter_elements.c5", [f32(2, 3), i64(1, 3), TensorType(.f16, [1, 3])], scatter(0)),
  NegativeCase(
    "scatter_elements.c5",
    [quantized(.i8, [2, 3]), i64(2, 3), quantized(.i8, [2, 3], 0.25)], scatter(0)),
  NegativeCase("scatter_elements.c6", [truths, i64(2, 3), truths], scatter(0, "max")),
  NegativeCase(
    "scatter_elements.c6", [quantized(.i8, [2, 3]), i64(2, 3), quantized(.i8, [2, 3])],
    scatter(0, "add")),
  NegativeCase("scatter_nd.c1", [f32(2, 3), i64(), f32(3)], reduction("none")),
  NegativeCase("scatter_nd.c2", [f32(2, 3), f32(4, 1), f32(4, 3)], reduction("none")),
  NegativeCase("scatter_nd.c3", [perRow, i64(2, 1), perRow], reduction("none")),
  NegativeCase("scatter_nd.c4", [f32(2, 3), i64(4, 3), f32(4)], reduction("none")),
  NegativeCase("scatter_nd.c4", [f32(), i64(4, 1), f32(4)], reduction("none")),
  NegativeCase("scatter_nd.c5", [f32(2, 3), i64(4, 1), f32(4)], reduction("none")),
  NegativeCase("scatter_nd.c5", [f32(2, 3), i64(4, 1), i64(4, 3)], reduction("none")),
  NegativeCase("scatter_nd.c6", [truths, i64(4, 2), TensorType(.bool, [4])], reduction("min")),
]
