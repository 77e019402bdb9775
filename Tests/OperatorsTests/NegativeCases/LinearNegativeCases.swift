import IR

private func activation(_ activation: Activation = .none) -> [Attribute] {
  [Attribute("activation", .activation(activation))]
}

private let rows = f32(2, 8)
private let matrix = f32(3, 8)
private let byteRows = quantized(.i8, [2, 8], 0.5, -7)
private let byteMatrix = quantized(.i8, [3, 8], 0.25)
private let wordRows = quantized(.i16, [2, 8], 0.5)
private let wordMatrix = quantized(.i16, [3, 8], 0.25)

/// Calls of `dense` and `matmul` that break a rule.
let linearNegativeCases = denseCases + productCases

private let denseCases = [
  NegativeCase("dense.c1", [f32(), matrix], activation()),
  NegativeCase("dense.c1", [TensorType(.f16, [2, 8]), byteMatrix], activation()),
  NegativeCase("dense.c1", [TensorType(.u8, [2, 8]), byteMatrix], activation()),
  NegativeCase("dense.c1", [quantized(.i16, [2, 8], 0.5, 1), wordMatrix], activation()),
  NegativeCase("dense.c2", [rows, f32(3, 8, 1)], activation()),
  NegativeCase("dense.c2", [wordRows, byteMatrix], activation()),
  NegativeCase("dense.c2", [byteRows, wordMatrix], activation()),
  NegativeCase("dense.c2", [rows, byteMatrix], activation()),
  NegativeCase("dense.c2", [byteRows, matrix], activation()),
  NegativeCase("dense.c2", [byteRows, quantized(.i8, [3, 8], 0.25, 4)], activation()),
  NegativeCase("dense.c3", [rows, f32(8, 3)], activation()),
  NegativeCase("dense.c3", [byteRows, quantized(.i4, [3, 7])], activation()),
  NegativeCase("dense.c4", [rows, matrix, f32(8)], activation()),
  NegativeCase("dense.c4", [rows, matrix, f32(1, 3)], activation()),
  NegativeCase("dense.c4", [byteRows, byteMatrix, f32(3)], activation()),
  NegativeCase("dense.c4", [byteRows, byteMatrix, quantized(.i32, [3], 0.5)], activation()),
  NegativeCase("dense.c4", [wordRows, wordMatrix, TensorType(.i32, [3])], activation()),
  NegativeCase("dense.c4", [byteRows, byteMatrix, TensorType(.i64, [3])], activation()),
  NegativeCase("dense.c5", [rows, matrix], activation(.clip(1, -1))),
  NegativeCase("dense.c5", [byteRows, byteMatrix], activation(.clip(0, 6))),
  NegativeCase(
    "dense.c6", [quantized(.u8, [8], 1e-37), quantized(.i8, [3, 8], 1e-20)], activation()),
  NegativeCase(
    "dense.c7", [quantized(.u8, [65_537]), quantized(.i8, [1, 65_537])], activation()),
  NegativeCase("dense.c8", [f32(1 << 20, 1), f32(1 << 12, 1)], activation()),
]

private let productCases = [
  NegativeCase("matmul.c1", [f32(3), f32(3, 2)]),
  NegativeCase("matmul.c1", [f32(3, 2), f32(2)]),
  NegativeCase("matmul.c2", [rows, quantized(.i8, [8, 2])]),
  NegativeCase("matmul.c2", [byteRows, f32(8, 2)]),
  NegativeCase("matmul.c2", [TensorType(.i8, [2, 8]), quantized(.i8, [8, 2])]),
  NegativeCase("matmul.c2", [perRow, quantized(.i8, [3, 2])]),
  NegativeCase("matmul.c2", [quantized(.i8, [4, 2]), perRow]),
  NegativeCase("matmul.c3", [f32(2, 8), f32(2, 8)]),
  NegativeCase("matmul.c4", [f32(2, 3, 4), f32(3, 4, 5)]),
  NegativeCase("matmul.c4", [f32(2, 1, 3, 4), f32(3, 1, 4, 5)]),
  NegativeCase("matmul.c5", [quantized(.i8, [2, 8], 1e30), quantized(.i8, [8, 2], 1e30)]),
  NegativeCase("matmul.c6", [quantized(.u8, [1, 32_769]), quantized(.u8, [32_769, 1])]),
  NegativeCase("matmul.c7", [f32(1 << 16, 1), f32(1, 1 << 16)]),
]
