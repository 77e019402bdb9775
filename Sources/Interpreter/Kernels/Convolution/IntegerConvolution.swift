import IR
import Operators

/// `conv2d` on 8-bit integers, to 32-bit sums or straight on to a `requantize` of them.
struct IntegerConvolution<Element: PatchElement & DepthwiseElement>: Sendable
where Element.Operand == Int16 {
  /// Takes the sums of one output channel from a flat position of the output on.
  typealias Store =
    @Sendable (_ channel: Int, _ position: Int, UnsafeBufferPointer<Int32>) -> Void

  /// A convolution with its weights packed.
  private enum Form: Sendable {
    case blocked(BlockedConvolution<IntegerArithmetic, Element>)
    case depthwise(DepthwiseConvolution<Element>)
  }

  private let geometry: ConvolutionGeometry
  private let result: TensorType
  private let threads: Int
  private let form: @Sendable (Tensor) -> Form

  /// Prepares a convolution.
  @inline(__always)
  init(_ request: KernelRequest) {
    let geometry = ConvolutionGeometry(request.call, request.result)
    let zeroPoint = request.zeroPoint(0)
    self.geometry = geometry
    result = request.result
    threads = request.threads
    form = request.prepared(1) { Self.pack(geometry, zeroPoint, $0) }
  }

  /// The convolution alone.
  @inline(__always)
  static func kernel(_ request: KernelRequest) -> Kernel? {
    IntegerConvolution(request).kernel
  }

  /// The convolution alone.
  var kernel: Kernel {
    Kernel { inputs in
      let bias = self.bias(inputs)
      let output = Tensor(result, of: Int32.self) { target in
        guard let base = target.baseAddress else { return }
        // Each iteration writes elements of its own, and what it reads is not written.
        nonisolated(unsafe) let target = base
        run(inputs) { SumOutput.store($2, bias: bias[$0], to: target + $1) }
      }
      return [output]
    }
  }

  /// The convolution and the `requantize` of its result, at once and one by one, or `nil` if the
  /// result is not of bytes.
  func fused(with requantize: KernelRequest) -> KernelTable.Fused? {
    guard let second = RequantizeKernels.kernel(requantize, Int32.self) else { return nil }
    switch requantize.result.element {
    case .i8, .i4: return .init(whole: whole(requantize, Int8.self), parts: [kernel, second])
    case .u8, .u4: return .init(whole: whole(requantize, UInt8.self), parts: [kernel, second])
    default: return nil
    }
  }

  /// The convolution and the `requantize` without the sums in between.
  @inline(__always)
  private func whole<Output: RequantizedElement>(
    _ requantize: KernelRequest, _: Output.Type
  ) -> Kernel {
    let rows = RowRequantizer<Output>(requantize.call)
    let type = requantize.result
    return Kernel { inputs in
      let bias = self.bias(inputs)
      let output = Tensor(type, of: Output.self) { target in
        guard let base = target.baseAddress else { return }
        // Each iteration writes elements of its own, and what it reads is not written.
        nonisolated(unsafe) let target = base
        run(inputs) { rows.store($2, bias: bias[$0], channel: $0, to: target + $1) }
      }
      return [output]
    }
  }

  private func bias(_ inputs: [Tensor]) -> [Int32] {
    inputs.count > 2
      ? inputs[2].integers : [Int32](repeating: 0, count: geometry.outputChannels)
  }

  @inline(__always)
  private func run(_ inputs: [Tensor], store: @escaping Store) {
    inputs[0].withElements(of: Element.self) { x in
      guard let x = x.baseAddress else { return }
      switch form(inputs[1]) {
      case .blocked(let convolution):
        convolution.run(x, threads: threads, store: store)
      case .depthwise(let convolution):
        convolution.run(x, threads: threads) { channel, position, sums in
          withUnsafeTemporaryAllocation(of: Int32.self, capacity: sums.count) { integers in
            for i in sums.indices { integers[i] = exactInteger(sums[i]) }
            store(channel, position, UnsafeBufferPointer(integers))
          }
        }
      }
    }
  }

  /// An integer below 2²² in magnitude as an `Int32`: added to 1.5 · 2²³ it becomes the fraction's
  /// low bits, which vectors can do.
  @inline(__always)
  private func exactInteger(_ value: Float) -> Int32 {
    Int32(bitPattern: (value + 0x1.8p23).bitPattern) &- Int32(0x4B40_0000)
  }

  private static func pack(
    _ geometry: ConvolutionGeometry, _ zeroPoint: Int32, _ weight: Tensor
  ) -> Form {
    weight.withElements(of: Int8.self) { weight in
      let isDirect =
        DepthwiseConvolution<Element>.suits(geometry)
        && geometry.depth <= DepthwiseConvolution<Element>.exactTerms
      if isDirect {
        return .depthwise(
          DepthwiseConvolution(
            geometry, zeroPoint: Float(zeroPoint), weights: weight.map { Float($0) }))
      }
      let depth = geometry.depth
      return .blocked(
        BlockedConvolution(geometry, zeroPoint: Int16(zeroPoint)) { channel, term in
          Int16(weight[channel * depth + term])
        })
    }
  }
}
