import Basic
import IR
import Operators

/// `resize` of floats by weights: one axis after the other, in `Float`.
enum ResizeKernels {
  /// The kernel; the mode nearest moves elements as fast by its definition.
  @Sendable
  static func weighted(_ request: KernelRequest) -> Kernel? {
    guard request.call.attributes.symbol("mode") != ResizeMode.nearest.rawValue else { return nil }
    let passes = ResizePass.passes(request.call, request.result).map(WeightedPass.init)
    let (result, threads) = (request.result, request.threads)
    return Kernel { inputs in
      guard let last = passes.last else { return [inputs[0].retyped(result)] }
      var x = inputs[0]
      for pass in passes.dropLast() {
        x = pass.apply(x, TensorType(.f32, [pass.outputCount]), threads: threads)
      }
      return [last.apply(x, result, threads: threads)]
    }
  }
}

/// The weighted sums along one axis of an array `[outer, size, inner]`.
private struct WeightedPass: Sendable {
  let outer: Int
  let inner: Int
  let taps: ResizeTaps
  let weights: [Float]

  init(_ pass: ResizePass) {
    outer = pass.outer
    inner = pass.inner
    taps = pass.taps
    weights = pass.taps.weights.map { Float($0) }
  }

  /// The elements of the result.
  var outputCount: Int { outer * taps.output * inner }

  /// The elements that a piece of work has, about.
  private static var pieceSize: Int { 1 << 14 }

  /// Computes the sums; pieces are some indices before the axis.
  func apply(_ x: Tensor, _ result: TensorType, threads: Int) -> Tensor {
    let step = max(1, Self.pieceSize / (taps.output * inner))
    return x.withElements(of: Float.self) { x in
      Tensor(result, of: Float.self) { target in
        guard let source = x.baseAddress, let base = target.baseAddress else { return }
        // Each iteration writes elements of its own, and what it reads is not written.
        nonisolated(unsafe) let (x, y) = (source, base)
        Parallel.forEach((outer + step - 1) / step, threads: threads) { piece in
          for plane in piece * step..<min(outer, (piece + 1) * step) {
            let (from, to) = (x + plane * taps.input * inner, y + plane * taps.output * inner)
            if inner == 1 { sumElements(from, to) } else { sumRows(from, to) }
          }
        }
      }
    }
  }

  /// One line: its elements are the axis.
  private func sumElements(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>) {
    taps.indices.withUnsafeBufferPointer { indices in
      weights.withUnsafeBufferPointer { weights in
        for position in 0..<taps.output {
          var sum: Float = 0
          for tap in taps.range(position) { sum += weights[tap] * x[indices[tap]] }
          y[position] = sum
        }
      }
    }
  }

  /// One plane: rows of `inner` elements are added up.
  private func sumRows(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>) {
    for position in 0..<taps.output {
      let target = y + position * inner
      target.initialize(repeating: 0, count: inner)
      for tap in taps.range(position) {
        let (source, weight) = (x + taps.indices[tap] * inner, weights[tap])
        for i in 0..<inner { target[i] += weight * source[i] }
      }
    }
  }
}
