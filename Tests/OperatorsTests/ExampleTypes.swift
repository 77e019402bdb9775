import IR

/// A float type.
func f32(_ shape: Int...) -> TensorType { TensorType(.f32, shape) }

/// An integer type quantized per tensor.
func quantized(
  _ element: ElementType, _ shape: [Int], _ scale: Float = 0.5, _ zeroPoint: Int32 = 0
) -> TensorType {
  TensorType(element, shape, Quantization(scale: scale, zeroPoint: zeroPoint))
}

/// An `i8` type of two rows, each with a scale of its own.
let perRow = TensorType(
  .i8, [2, 3], Quantization(symmetricScales: [0.5, 0.25], axis: 0))
