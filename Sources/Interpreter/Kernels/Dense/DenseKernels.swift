import IR

/// `dense`, with its weights packed once.
enum DenseKernels {
  /// On `Float`.
  @Sendable
  static func float(_ request: KernelRequest) -> Kernel? {
    let (units, depth) = (request.call.operands[1].shape[0], request.call.operands[1].shape[1])
    let rows = request.call.operands[0].elementCount / depth
    let (result, threads, activation) = (request.result, request.threads, request.activation)
    let product = request.prepared(1) { weight in
      weight.withElements(of: Float.self) { weight in
        RowProduct<FloatArithmetic>(rows: rows, columns: units, depth: depth) {
          weight[$0 * depth + $1]
        }
      }
    }
    return Kernel { inputs in
      let bias = inputs.count > 2 ? inputs[2].floats : [Float](repeating: 0, count: units)
      let output = inputs[0].withElements(of: Float.self) { x in
        Tensor(result, of: Float.self) { target in
          guard let base = target.baseAddress else { return }
          // Each iteration writes elements of its own, and what it reads is not written.
          nonisolated(unsafe) let target = base
          product(inputs[1]).run(threads: threads, element: { x[$0 * depth + $1] }) {
            row, columns, sums in
            for (i, unit) in columns.enumerated() {
              target[row * units + unit] = activation(sums[i] + bias[unit])
            }
          }
        }
      }
      return [output]
    }
  }

  /// On 8-bit integers.
  @inline(__always)
  static func integer<Element: PatchElement>(
    _ request: KernelRequest, _ element: Element.Type
  ) -> Kernel? where Element.Operand == Int16 {
    let (units, depth) = (request.call.operands[1].shape[0], request.call.operands[1].shape[1])
    let rows = request.call.operands[0].elementCount / depth
    let (result, threads) = (request.result, request.threads)
    let zero = Int16(request.zeroPoint(0))
    let product = request.prepared(1) { weight in
      weight.withElements(of: Int8.self) { weight in
        RowProduct<IntegerArithmetic>(rows: rows, columns: units, depth: depth) {
          Int16(weight[$0 * depth + $1])
        }
      }
    }
    return Kernel { inputs in
      let bias = inputs.count > 2 ? inputs[2].integers : [Int32](repeating: 0, count: units)
      let output = inputs[0].withElements(of: Element.self) { x in
        Tensor(result, of: Int32.self) { target in
          guard let base = target.baseAddress else { return }
          // Each iteration writes elements of its own, and what it reads is not written.
          nonisolated(unsafe) let target = base
          product(inputs[1]).run(
            threads: threads, element: { x[$0 * depth + $1].operand(minus: zero) }
          ) { row, columns, sums in
            for (i, unit) in columns.enumerated() {
              target[row * units + unit] = sums[i] &+ bias[unit]
            }
          }
        }
      }
      return [output]
    }
  }
}
