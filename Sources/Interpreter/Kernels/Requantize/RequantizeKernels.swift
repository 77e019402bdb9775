import Basic
import IR

/// `requantize`, row by row.
enum RequantizeKernels {
  /// The most elements of a piece of work.
  private static var step: Int { 16 * 1024 }

  /// On elements of one type, to 8 or 32 bits; others are declined.
  @inline(__always)
  static func kernel<Input: TensorScalar & FixedWidthInteger>(
    _ request: KernelRequest, _ input: Input.Type
  ) -> Kernel? {
    switch request.result.element {
    case .i8, .i4: kernel(request, input, Int8.self)
    case .u8, .u4: kernel(request, input, UInt8.self)
    case .i32: kernel(request, input, Int32.self)
    case .i16, .i64, .f16, .bf16, .f32, .f64, .bool: nil
    }
  }

  @inline(__always)
  private static func kernel<Input: TensorScalar & FixedWidthInteger, Output: RequantizedElement>(
    _ request: KernelRequest, _: Input.Type, _: Output.Type
  ) -> Kernel {
    let rows = RowRequantizer<Output>(request.call)
    let x = request.call.operands[0]
    let (result, threads) = (request.result, request.threads)
    // A row is the elements that share an index along the quantization axis.
    let axis = x.quantization?.axis
    let length = axis.map { x.shape[($0 + 1)...].reduce(1, *) } ?? x.elementCount
    let channels = axis.map { x.shape[$0] } ?? 1
    let pieces = (length + step - 1) / step
    return Kernel { inputs in
      let output = inputs[0].withElements(of: Input.self) { x in
        Tensor(result, of: Output.self) { target in
          guard let base = target.baseAddress else { return }
          // Each iteration writes elements of its own, and what it reads is not written.
          nonisolated(unsafe) let (x, target) = (x, base)
          Parallel.forEach(x.count / length * pieces, threads: pieces == 1 ? 1 : threads) { index in
            let (row, piece) = index.quotientAndRemainder(dividingBy: pieces)
            let start = row * length + piece * step
            let end = min(start + step, (row + 1) * length)
            rows.store(
              UnsafeBufferPointer(rebasing: x[start..<end]), bias: 0, channel: row % channels,
              to: target + start)
          }
        }
      }
      return [output]
    }
  }
}
