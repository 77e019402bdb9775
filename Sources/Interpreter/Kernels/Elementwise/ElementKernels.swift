import Basic
import IR

/// `batch_norm` and `quantize`: the formulas of the definitions with what does not change along a
/// channel taken out of the loop, so results are the same bit by bit.
enum ElementKernels {
  /// `(x − mean) / √(variance + ε) · scale + bias` in binary64, channel by channel.
  @Sendable
  static func batchNorm(_ request: KernelRequest) -> Kernel? {
    let (result, threads) = (request.result, request.threads)
    let epsilon = request.call.attributes.number("epsilon")
    let channels = result.shape[1]
    let planes = result.shape[0] * channels
    let size = result.elementCount / planes
    return Kernel { inputs in
      let parameters = inputs.dropFirst().map { $0.floats.map { Double($0) } }
      let (scale, bias, mean) = (parameters[0], parameters[1], parameters[2])
      let deviations = parameters[3].map { ($0 + epsilon).squareRoot() }
      let output = inputs[0].withElements(of: Float.self) { x in
        Tensor(result, of: Float.self) { target in
          guard let base = target.baseAddress else { return }
          // Each iteration writes elements of its own, and what it reads is not written.
          nonisolated(unsafe) let (x, target) = (x, base)
          Parallel.forEach(planes, threads: threads) { plane in
            let c = plane % channels
            let (m, d, s, b) = (mean[c], deviations[c], scale[c], bias[c])
            for i in plane * size..<(plane + 1) * size {
              target[i] = Float((Double(x[i]) - m) / d * s + b)
            }
          }
        }
      }
      return [output]
    }
  }

  /// `saturate(round(x / scale) + zero)` to bytes by one scale; along an axis it declines.
  @Sendable
  static func quantize(_ request: KernelRequest) -> Kernel? {
    guard request.result.isQuantizedPerTensor else { return nil }
    switch request.result.element {
    case .i8, .i4: return quantize(request, Int8.self)
    case .u8, .u4: return quantize(request, UInt8.self)
    default: return nil
    }
  }

  @inline(__always)
  private static func quantize<Element: RequantizedElement>(
    _ request: KernelRequest, _: Element.Type
  ) -> Kernel? {
    let result = request.result
    guard let quantization = result.quantization, let range = result.element.integerRange
    else { return nil }
    let isEven = request.call.attributes.symbol("rounding") == "half_even"
    let rule: FloatingPointRoundingRule = isEven ? .toNearestOrEven : .toNearestOrAwayFromZero
    let (scale, zero) = (Float(quantization.scales[0]), quantization.zeroPoints[0])
    let (low, high) = (Float(range.lowerBound), Float(range.upperBound))
    return Kernel { inputs in
      let output = inputs[0].withElements(of: Float.self) { x in
        Tensor(result, of: Element.self) { target in
          for i in x.indices {
            let rounded = (x[i] / scale).rounded(rule)
            target[i] =
              rounded.isNaN
              ? Element(truncatingIfNeeded: zero)
              : Element(min(max(rounded + Float(zero), low), high))
          }
        }
      }
      return [output]
    }
  }
}
