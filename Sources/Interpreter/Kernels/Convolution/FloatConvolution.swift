import IR

/// `conv2d` in `Float`: directly if every channel is its own group, else as a matrix product.
enum FloatConvolution {
  /// A convolution with its weights packed.
  private enum Form: Sendable {
    case blocked(BlockedConvolution<FloatArithmetic, Float>)
    case depthwise(DepthwiseConvolution<Float>)
  }

  @Sendable
  static func kernel(_ request: KernelRequest) -> Kernel? {
    let geometry = ConvolutionGeometry(request.call, request.result)
    let (result, threads, activation) = (request.result, request.threads, request.activation)
    let form = request.prepared(1) { pack(geometry, $0) }
    return Kernel { inputs in
      let bias =
        inputs.count > 2
        ? inputs[2].floats : [Float](repeating: 0, count: geometry.outputChannels)
      let form = form(inputs[1])
      let output = inputs[0].withElements(of: Float.self) { x in
        Tensor(result, of: Float.self) { target in
          guard let x = x.baseAddress, let base = target.baseAddress else { return }
          // Each iteration writes elements of its own, and what it reads is not written.
          nonisolated(unsafe) let target = base
          let store: BlockedConvolution<FloatArithmetic, Float>.Store = {
            SumOutput.store($2, bias: bias[$0], activation, to: target + $1)
          }
          switch form {
          case .blocked(let convolution):
            convolution.run(x, threads: threads, store: store)
          case .depthwise(let convolution):
            convolution.run(x, threads: threads, store: store)
          }
        }
      }
      return [output]
    }
  }

  @Sendable
  private static func pack(_ geometry: ConvolutionGeometry, _ weight: Tensor) -> Form {
    weight.withElements(of: Float.self) { weight in
      if DepthwiseConvolution<Float>.suits(geometry) {
        return .depthwise(
          DepthwiseConvolution(geometry, zeroPoint: 0, weights: Array(weight)))
      }
      let depth = geometry.depth
      return .blocked(
        BlockedConvolution(geometry, zeroPoint: 0) { channel, term in
          weight[channel * depth + term]
        })
    }
  }
}
