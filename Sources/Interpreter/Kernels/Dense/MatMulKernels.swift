import IR
import Operators

/// `matmul`, a product for each pair of matrices of the batch.
enum MatMulKernels {
  /// The sizes of one product and how the batch pairs matrices.
  private struct Sizes: Sendable {
    let rows: Int
    let depth: Int
    let columns: Int
    let pairs: [(a: Int, b: Int)]

    init(_ request: KernelRequest) {
      let (a, b) = (request.call.operands[0].shape, request.call.operands[1].shape)
      rows = a[a.count - 2]
      depth = a[a.count - 1]
      columns = b[b.count - 1]
      pairs = MatMul.pairs(request.call, request.result)
    }
  }

  /// On `Float`.
  @Sendable
  static func float(_ request: KernelRequest) -> Kernel? {
    let (sizes, result, threads) = (Sizes(request), request.result, request.threads)
    return Kernel { inputs in
      let output = inputs[0].withElements(of: Float.self) { a in
        inputs[1].withElements(of: Float.self) { b in
          Tensor(result, of: Float.self) {
            multiply(
              sizes, FloatArithmetic.self, threads, { a[$0] }, { index, _ in b[index] }, $0)
          }
        }
      }
      return [output]
    }
  }

  /// On 8-bit integers; scales and zero points of `b` may differ between columns.
  @inline(__always)
  static func integer<A: PatchElement, B: PatchElement>(
    _ request: KernelRequest, _: A.Type, _: B.Type
  ) -> Kernel? where A.Operand == Int16, B.Operand == Int16 {
    let (sizes, result, threads) = (Sizes(request), request.result, request.threads)
    let zeroA = Int16(request.zeroPoint(0))
    let right = request.call.operands[1].quantization
    let zerosB = (0..<sizes.columns).map { Int16(right?.zeroPoint(at: $0) ?? 0) }
    return Kernel { inputs in
      let output = inputs[0].withElements(of: A.self) { a in
        inputs[1].withElements(of: B.self) { b in
          Tensor(result, of: Int32.self) {
            multiply(
              sizes, IntegerArithmetic.self, threads, { a[$0].operand(minus: zeroA) },
              { b[$0].operand(minus: zerosB[$1]) }, $0)
          }
        }
      }
      return [output]
    }
  }

  /// Computes all products from `a(position)` and `b(position, column)`.
  @inline(__always)
  private static func multiply<Arithmetic: ProductArithmetic>(
    _ sizes: Sizes, _: Arithmetic.Type, _ threads: Int,
    _ a: (Int) -> Arithmetic.Operand, _ b: (_ position: Int, _ column: Int) -> Arithmetic.Operand,
    _ target: UnsafeMutableBufferPointer<Arithmetic.Sum>
  ) {
    let (rows, depth, columns) = (sizes.rows, sizes.depth, sizes.columns)
    guard let base = target.baseAddress else { return }
    // Each iteration writes elements of its own, and what it reads is not written.
    nonisolated(unsafe) let target = base
    for (index, pair) in sizes.pairs.enumerated() {
      let (left, right) = (pair.a * rows * depth, pair.b * depth * columns)
      let product = RowProduct<Arithmetic>(rows: rows, columns: columns, depth: depth) {
        b(right + $1 * columns + $0, $0)
      }
      product.run(threads: threads, element: { a(left + $0 * depth + $1) }) {
        row, range, sums in
        (target + (index * rows + row) * columns + range.lowerBound)
          .update(from: sums, count: range.count)
      }
    }
  }
}
