import Basic
import IR
import Operators

/// `conv_transpose2d` in `Float`: a matrix product gives what every element of an image adds at every
/// position of the kernel, and each output channel gathers its own.
struct TransposedConvolution: Sendable {
  /// The most numbers that a product may have, half a gigabyte; beyond it the definition is taken.
  private static var productLimit: Int { 1 << 27 }

  private let rows: TransposedAxis
  private let columns: TransposedAxis
  private let images: Int
  private let groups: Int
  private let groupChannels: Int
  private let groupOutputs: Int
  private var window: Int { rows.size * columns.size }
  private var inputPlane: Int { rows.input * columns.input }
  private var outputPlane: Int { rows.output * columns.output }

  /// Reads the sizes of a call.
  private init(_ call: OperatorCall, _ result: TensorType) {
    (rows, columns) = ConvTranspose2D.geometry(call)
    images = result.shape[0]
    groups = call.attributes.integer("groups")
    groupChannels = call.operands[0].shape[1] / groups
    groupOutputs = call.operands[1].shape[1]
  }

  @Sendable
  static func kernel(_ request: KernelRequest) -> Kernel? {
    let convolution = TransposedConvolution(request.call, request.result)
    let product = Saturating.product(
      convolution.groupOutputs * convolution.window, convolution.inputPlane)
    guard product <= productLimit else { return nil }
    let (result, threads) = (request.result, request.threads)
    let form = request.prepared(1) { convolution.pack($0) }
    return Kernel { inputs in
      let bias =
        inputs.count > 2 ? inputs[2].floats : [Float](repeating: 0, count: result.shape[1])
      let packed = form(inputs[1])
      let output = inputs[0].withElements(of: Float.self) { x in
        Tensor(result, of: Float.self) { target in
          guard let x = x.baseAddress, let base = target.baseAddress else { return }
          convolution.run(x, packed, bias, threads: threads, base)
        }
      }
      return [output]
    }
  }

  /// The weights of each group as a pointwise convolution with an output channel for each position
  /// of the kernel of each output channel.
  private func pack(_ weight: Tensor) -> [BlockedConvolution<FloatArithmetic, Float>] {
    let pointwise = ConvolutionGeometry(
      pointwise: groupChannels, to: groupOutputs * window, height: rows.input, width: columns.input)
    let pitch = groupOutputs * window
    return weight.withElements(of: Float.self) { weight in
      (0..<groups).map { group in
        BlockedConvolution(pointwise, zeroPoint: 0) { output, channel in
          weight[(group * groupChannels + channel) * pitch + output]
        }
      }
    }
  }

  /// Computes the result, one image and group at a time.
  private func run(
    _ x: UnsafePointer<Float>, _ packed: [BlockedConvolution<FloatArithmetic, Float>],
    _ bias: [Float], threads: Int, _ y: UnsafeMutablePointer<Float>
  ) {
    let products = UnsafeMutablePointer<Float>.allocate(
      capacity: groupOutputs * window * inputPlane)
    defer { products.deallocate() }
    // Each iteration writes elements of its own, and what it reads is not written.
    nonisolated(unsafe) let (source, target) = (products, y)
    for index in 0..<images * groups {
      packed[index % groups].run(
        x + index * groupChannels * inputPlane, threads: threads
      ) { _, position, sums in
        guard let base = sums.baseAddress else { return }
        (source + position).update(from: base, count: sums.count)
      }
      Parallel.forEach(groupOutputs, threads: threads) { o in
        let plane = target + (index * groupOutputs + o) * outputPlane
        plane.initialize(
          repeating: bias[index % groups * groupOutputs + o], count: outputPlane)
        gather(source + o * window * inputPlane, plane)
      }
    }
  }

  /// Adds up what belongs to one output channel.
  private func gather(_ products: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>) {
    for i in 0..<rows.size {
      for r in rows.inside(i) {
        let line = y + rows.target(r, i) * columns.output
        for j in 0..<columns.size {
          let source = products + ((i * columns.size + j) * rows.input + r) * columns.input
          let (shift, stride) = (columns.target(0, j), columns.stride)
          for s in columns.inside(j) { line[s &* stride &+ shift] += source[s] }
        }
      }
    }
  }
}
