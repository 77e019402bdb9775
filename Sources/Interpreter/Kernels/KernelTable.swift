import IR

/// The fast kernels, by operator and element types of the operands.
///
/// What has no row here, or whose maker declines, is computed by its definition. Integer weights
/// of four bits are stored one to a byte, so they share the kernels of eight.
enum KernelTable {
  /// A row of the table.
  struct Entry: Sendable {
    /// The operator.
    let operation: String
    /// The element types of the first operands; further ones may be anything.
    let elements: [ElementType]
    /// Makes the kernel, or declines with `nil`.
    let make: @Sendable (KernelRequest) -> Kernel?

    init(
      _ operation: String, _ elements: [ElementType],
      _ make: @escaping @Sendable (KernelRequest) -> Kernel?
    ) {
      self.operation = operation
      self.elements = elements
      self.make = make
    }
  }

  static let entries: [Entry] = [
    Entry("conv2d", [.f32, .f32], FloatConvolution.kernel),
    Entry("conv2d", [.i8, .i8]) { IntegerConvolution<Int8>.kernel($0) },
    Entry("conv2d", [.i8, .i4]) { IntegerConvolution<Int8>.kernel($0) },
    Entry("conv2d", [.u8, .i8]) { IntegerConvolution<UInt8>.kernel($0) },
    Entry("conv2d", [.u8, .i4]) { IntegerConvolution<UInt8>.kernel($0) },
    Entry("conv_transpose2d", [.f32, .f32], TransposedConvolution.kernel),
    Entry("dense", [.f32, .f32], DenseKernels.float),
    Entry("dense", [.i8, .i8]) { DenseKernels.integer($0, Int8.self) },
    Entry("dense", [.i8, .i4]) { DenseKernels.integer($0, Int8.self) },
    Entry("dense", [.u8, .i8]) { DenseKernels.integer($0, UInt8.self) },
    Entry("dense", [.u8, .i4]) { DenseKernels.integer($0, UInt8.self) },
    Entry("matmul", [.f32, .f32], MatMulKernels.float),
    Entry("matmul", [.i8, .i8]) { MatMulKernels.integer($0, Int8.self, Int8.self) },
    Entry("matmul", [.i8, .u8]) { MatMulKernels.integer($0, Int8.self, UInt8.self) },
    Entry("matmul", [.u8, .i8]) { MatMulKernels.integer($0, UInt8.self, Int8.self) },
    Entry("matmul", [.u8, .u8]) { MatMulKernels.integer($0, UInt8.self, UInt8.self) },
    Entry("batch_norm", [.f32], ElementKernels.batchNorm),
    Entry("local_response_norm", [.f32], LocalResponseKernel.kernel),
    Entry("resize", [.f32], ResizeKernels.weighted),
    Entry("quantize", [.f32], ElementKernels.quantize),
    Entry("requantize", [.i32]) { RequantizeKernels.kernel($0, Int32.self) },
    Entry("requantize", [.i8]) { RequantizeKernels.kernel($0, Int8.self) },
    Entry("requantize", [.u8]) { RequantizeKernels.kernel($0, UInt8.self) },
    Entry("max_pool2d", [.f32]) { PoolingKernels.maximum($0, Float.self, least: -.infinity) },
    Entry("max_pool2d", [.i8]) { PoolingKernels.maximum($0, Int8.self, least: .min) },
    Entry("max_pool2d", [.u8]) { PoolingKernels.maximum($0, UInt8.self, least: .min) },
    Entry("global_average_pool", [.f32], PoolingKernels.floatMean),
    Entry("global_average_pool", [.i8]) { PoolingKernels.integerMean($0, Int8.self) },
    Entry("global_average_pool", [.u8]) { PoolingKernels.integerMean($0, UInt8.self) },
  ]

  /// The fast kernel for a call, or `nil`.
  static func kernel(_ operation: String, _ request: KernelRequest) -> Kernel? {
    let elements = request.call.operands.map(\.element)
    let entry = entries.first {
      $0.operation == operation && elements.starts(with: $0.elements)
    }
    return entry?.make(request)
  }

  /// One kernel for an operation and the next, which alone reads its result, and a kernel for each.
  struct Fused: Sendable {
    let whole: Kernel
    let parts: [Kernel]
  }

  /// The kernel for a `conv2d` on integers with the `requantize` of its sums to bytes, or `nil`.
  static func fused(
    _ first: (operation: String, request: KernelRequest),
    _ second: (operation: String, request: KernelRequest)
  ) -> Fused? {
    guard first.operation == "conv2d", second.operation == "requantize",
      first.request.result.element == .i32
    else { return nil }
    switch first.request.call.operands[0].element {
    case .i8: return IntegerConvolution<Int8>(first.request).fused(with: second.request)
    case .u8: return IntegerConvolution<UInt8>(first.request).fused(with: second.request)
    default: return nil
    }
  }
}
