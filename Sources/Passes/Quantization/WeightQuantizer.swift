import Basic
import IR

/// Quantizes weights symmetrically, with a scale for each output channel.
package struct WeightQuantizer: Sendable {
  /// The integers: `i8` from −127 to 127, or `i4` from −7 to 7.
  package let element: ElementType

  /// The axis of the output channels: the first of `[O, …]`, or the last of `[…, O]`.
  package let axis: Int

  /// The number of threads; no result depends on it.
  package let threads: Int

  /// Describes how weights are quantized.
  package init(_ element: ElementType, axis: Int = 0, threads: Int) {
    self.element = element
    self.axis = axis
    self.threads = threads
  }

  /// The bits that a bias may take, so that it and 65,536 products fit a 32-bit sum.
  private static let biasBits = 24

  /// The quantized weights.
  ///
  /// - Parameters:
  ///   - weights: finite `f32` weights.
  ///   - bias: the bias of each channel, which must be a small enough integer in steps of input
  ///     scale times weight scale; a channel whose weights are next to nothing beside its bias
  ///     gets a coarser scale for it.
  ///   - inputScale: the scale of what the weights are multiplied with.
  package func quantize(_ weights: Tensor, bias: [Float]?, inputScale: Float) -> Tensor {
    let channels = weights.type.shape[axis]
    let largest = largestMagnitudes(weights, channels)
    let scales = largest.indices.map { channel in
      let least = abs(bias?[channel] ?? 0) / inputScale / Float(1 << Self.biasBits)
      guard largest[channel] > 0 || least > 0 else { return Float(1) }
      let wanted = largest[channel] / Float(element.integerRange?.upperBound ?? 1)
      return QuantizationParameters.clamped(max(wanted, least))
    }
    let type = TensorType(
      element, weights.type.shape, Quantization(symmetricScales: scales, axis: axis))
    return Tensor(type, of: Int8.self) { target in
      weights.withElements(of: Float.self) { source in
        round(source, into: target, scales)
      }
    }
  }

  private func round(
    _ source: UnsafeBufferPointer<Float>, into target: UnsafeMutableBufferPointer<Int8>,
    _ scales: [Float]
  ) {
    let limit = Float(element.integerRange?.upperBound ?? 1)
    // Each piece writes elements of its own, and only reads the weights.
    nonisolated(unsafe) let (source, target) = (source, target)
    forEachRun(source.count, scales.count) { start, length, channel in
      for index in start..<(start + length) {
        let value = (source[index] / scales[channel]).rounded(.toNearestOrEven)
        target[index] = Int8(value < -limit ? -limit : value > limit ? limit : value)
      }
    }
  }

  private func largestMagnitudes(_ weights: Tensor, _ channels: Int) -> [Float] {
    let inner = weights.type.elementCount / channels
    return weights.withElements(of: Float.self) { source in
      guard axis > 0 else {
        return (0..<channels).map { channel in
          var largest: Float = 0
          for index in (channel * inner)..<((channel + 1) * inner) {
            largest = max(largest, abs(source[index]))
          }
          return largest
        }
      }
      var largest = [Float](repeating: 0, count: channels)
      for index in source.indices {
        largest[index % channels] = max(largest[index % channels], abs(source[index]))
      }
      return largest
    }
  }

  /// Calls `body` with every run of elements of one channel.
  private func forEachRun(
    _ count: Int, _ channels: Int, _ body: @Sendable (Int, Int, Int) -> Void
  ) {
    guard axis > 0 else {
      let inner = count / channels
      Parallel.forEach(channels, threads: threads) { body($0 * inner, inner, $0) }
      return
    }
    for index in 0..<count { body(index, 1, index % channels) }
  }
}
