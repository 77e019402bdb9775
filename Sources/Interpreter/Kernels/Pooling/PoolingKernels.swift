import Basic
import IR
import Operators

/// `max_pool2d` and `global_average_pool`.
enum PoolingKernels {
  /// The greatest elements under a window, channel by channel.
  @inline(__always)
  static func maximum<Element: TensorScalar & Comparable>(
    _ request: KernelRequest, _: Element.Type, least: Element
  ) -> Kernel? {
    let window = PoolingWindow(request.call, request.result)
    let (result, threads) = (request.result, request.threads)
    let planes = result.shape[0] * result.shape[1]
    return Kernel { inputs in
      let output = inputs[0].withElements(of: Element.self) { x in
        Tensor(result, of: Element.self) { target in
          guard let source = x.baseAddress, let base = target.baseAddress else { return }
          // Each iteration writes elements of its own, and what it reads is not written.
          nonisolated(unsafe) let (x, target) = (source, base)
          Parallel.forEach(planes, threads: threads) { plane in
            maxima(
              window, x + plane * window.rows.input * window.columns.input,
              target + plane * window.rows.output * window.columns.output, least)
          }
        }
      }
      return [output]
    }
  }

  /// The maxima of one channel.
  @inline(__always)
  private static func maxima<Element: Comparable>(
    _ window: PoolingWindow, _ x: UnsafePointer<Element>, _ y: UnsafeMutablePointer<Element>,
    _ least: Element
  ) {
    let (rows, columns) = (window.rows, window.columns)
    y.initialize(repeating: least, count: rows.output * columns.output)
    for outputRow in 0..<rows.output {
      let target = y + outputRow * columns.output
      for i in 0..<rows.window {
        let row = rows.source(outputRow, i)
        guard row >= 0, row < rows.input else { continue }
        for j in 0..<columns.window {
          let source = x + row * columns.input
          let shift = columns.source(0, j)
          for column in columns.inside(j) {
            target[column] = max(target[column], source[column &* columns.stride &+ shift])
          }
        }
      }
    }
  }

  /// The mean of each channel in binary64, as the definition takes it.
  @Sendable
  static func floatMean(_ request: KernelRequest) -> Kernel? {
    let result = request.result
    return Kernel { inputs in
      let output = inputs[0].withElements(of: Float.self) { x in
        Tensor(result, of: Float.self) { target in
          let size = x.count / target.count
          for channel in target.indices {
            var sum = 0.0
            for i in channel * size..<(channel + 1) * size { sum += Double(x[i]) }
            target[channel] = Float(sum / Double(size))
          }
        }
      }
      return [output]
    }
  }

  /// The mean of each channel of integers, halves away from zero.
  @inline(__always)
  static func integerMean<Element: TensorScalar & FixedWidthInteger>(
    _ request: KernelRequest, _: Element.Type
  ) -> Kernel? {
    let (result, zero) = (request.result, Int(request.zeroPoint(0)))
    return Kernel { inputs in
      let output = inputs[0].withElements(of: Element.self) { x in
        Tensor(result, of: Element.self) { target in
          let size = x.count / target.count
          for channel in target.indices {
            var sum = -zero * size
            for i in channel * size..<(channel + 1) * size { sum &+= Int(x[i]) }
            target[channel] = Element(zero + IntegerMean.roundedHalfAway(sum, size))
          }
        }
      }
      return [output]
    }
  }
}

/// The window of a pooling along both axes.
struct PoolingWindow: Sendable {
  let rows: ConvolutionGeometry.Axis
  let columns: ConvolutionGeometry.Axis

  /// Reads the window of a pooling operator.
  init(_ call: OperatorCall, _ result: TensorType) {
    let x = call.operands[0].shape
    let window = call.attributes.integers("window")
    let stride = call.attributes.integers("stride")
    let padding = call.attributes.integers("padding")
    func axis(_ index: Int) -> ConvolutionGeometry.Axis {
      ConvolutionGeometry.Axis(
        input: x[2 + index], window: window[index], output: result.shape[2 + index],
        stride: stride[index], dilation: 1, before: padding[index])
    }
    (rows, columns) = (axis(0), axis(1))
  }
}
