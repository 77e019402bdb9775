import Basic
import IR

/// An element that a depth-wise convolution reads, as a `Float`.
protocol DepthwiseElement: TensorScalar {
  /// The number less the zero point, exactly.
  func real(minus zero: Float) -> Float
}

extension Float: DepthwiseElement {
  @inline(__always)
  func real(minus zero: Float) -> Float { self }
}

extension Int8: DepthwiseElement {
  @inline(__always)
  func real(minus zero: Float) -> Float { Float(self) - zero }
}

extension UInt8: DepthwiseElement {
  @inline(__always)
  func real(minus zero: Float) -> Float { Float(self) - zero }
}

/// A convolution in which every output channel sees one input channel, computed directly.
///
/// Each channel is copied with its padding into a plane in which the columns that one element of
/// the window meets stand side by side: a row is split by column modulo the stride. Sums are in
/// `Float`, also of integers: up to `exactTerms` products of 9-bit by 8-bit integers stay below
/// 2²², where every `Float` operation on integers is exact.
struct DepthwiseConvolution<Element: DepthwiseElement>: Sendable {
  /// The largest window whose integer sums are exact: 128 · 255 · 128 < 2²².
  static var exactTerms: Int { 128 }

  /// Takes sums of one output channel from a flat position of the output on.
  typealias Store =
    @Sendable (_ channel: Int, _ position: Int, UnsafeBufferPointer<Float>) -> Void

  /// The most elements of a plane.
  private static var planeLimit: Double { 0x1p24 }

  /// Whether a convolution can be computed so: every channel is its own group, and the plane is not
  /// blown up by padding or by strides beyond the image.
  static func suits(_ geometry: ConvolutionGeometry) -> Bool {
    func size(_ axis: ConvolutionGeometry.Axis) -> Double {
      Double(axis.output + 8) * Double(axis.stride) + Double(axis.window) * Double(axis.dilation)
    }
    return geometry.groupChannels == 1
      && size(geometry.rows) * size(geometry.columns) <= planeLimit
  }

  /// The channels of a piece.
  private static var channelStep: Int { 4 }

  /// The sums that are handed on at once, if a row has no more.
  private static var wantedSums: Int { 512 }

  private typealias Vector = SIMD8<Float>

  let geometry: ConvolutionGeometry
  private let zeroPoint: Float
  private let weights: [Float]
  /// Where each element of the window finds its columns in the plane.
  private let offsets: [Int]
  /// The length of a row's part for one remainder of the stride.
  private let phase: Int
  private var rowPitch: Int { geometry.columns.stride * phase }

  /// Takes the weights, a window for each output channel.
  init(_ geometry: ConvolutionGeometry, zeroPoint: Float, weights: [Float]) {
    precondition(Self.suits(geometry))
    self.geometry = geometry
    self.zeroPoint = zeroPoint
    self.weights = weights
    let (rows, columns) = (geometry.rows, geometry.columns)
    let rounded = (columns.output + 7) / 8 * 8
    let phase = rounded + (columns.window - 1) * columns.dilation / columns.stride + 1
    self.phase = phase
    offsets = (0..<rows.window).flatMap { y in
      (0..<columns.window).map { x in
        let (shift, part) = (x * columns.dilation).quotientAndRemainder(
          dividingBy: columns.stride)
        return (y * rows.dilation * columns.stride + part) * phase + shift
      }
    }
  }

  /// Computes all sums.
  @inline(__always)
  func run(_ input: UnsafePointer<Element>, threads: Int, store: @escaping Store) {
    // Pieces only read the input.
    nonisolated(unsafe) let input = input
    let multiplier = geometry.groupOutputs
    let steps = (geometry.channels + Self.channelStep - 1) / Self.channelStep
    Parallel.forEach(geometry.images * steps, threads: threads) { index in
      let (image, step) = index.quotientAndRemainder(dividingBy: steps)
      let plane = UnsafeMutablePointer<Float>.allocate(
        capacity: geometry.rows.padded * rowPitch)
      defer { plane.deallocate() }
      plane.initialize(repeating: 0, count: geometry.rows.padded * rowPitch)
      let sums = UnsafeMutablePointer<Float>.allocate(
        capacity: batchRows * geometry.columns.output + 8)
      defer { sums.deallocate() }
      let first = step * Self.channelStep
      for channel in first..<min(first + Self.channelStep, geometry.channels) {
        let source = image * geometry.channels + channel
        fill(plane, input + source * geometry.inputPlane)
        for output in channel * multiplier..<(channel + 1) * multiplier {
          convolve(plane, image: image, channel: output, sums, store)
        }
      }
    }
  }

  /// Copies a channel into the plane, whose padding stays zero.
  @inline(__always)
  private func fill(_ plane: UnsafeMutablePointer<Float>, _ input: UnsafePointer<Element>) {
    let (rows, columns) = (geometry.rows, geometry.columns)
    let stride = columns.stride
    for y in max(0, rows.before)..<max(rows.before, min(rows.padded, rows.before + rows.input)) {
      let source = input + (y - rows.before) * columns.input
      for part in 0..<stride {
        let target = plane + y * rowPitch + part * phase
        // Column `part + j·stride` of the padded row is column `part + j·stride − before`.
        let low = max(0, (columns.before - part + stride - 1) / stride)
        let end = columns.before + columns.input - part
        let high = min(phase, end <= 0 ? 0 : (end + stride - 1) / stride)
        guard low < high else { continue }
        let shift = part - columns.before
        if stride == 1 {
          for j in low..<high { target[j] = source[j &+ shift].real(minus: zeroPoint) }
        } else {
          for j in low..<high {
            target[j] = source[j &* stride &+ shift].real(minus: zeroPoint)
          }
        }
      }
    }
  }

  /// The rows whose sums are handed on at once.
  private var batchRows: Int {
    min(geometry.rows.output, max(1, Self.wantedSums / geometry.columns.output))
  }

  /// Computes one output channel from its plane.
  @inline(__always)
  private func convolve(
    _ plane: UnsafeMutablePointer<Float>, image: Int, channel: Int,
    _ sums: UnsafeMutablePointer<Float>, _ store: Store
  ) {
    let (rows, columns) = (geometry.rows, geometry.columns)
    let taps = offsets.count
    let start = (image * geometry.outputChannels + channel) * geometry.outputPlane
    weights.withUnsafeBufferPointer { weights in
      offsets.withUnsafeBufferPointer { offsets in
        guard let weight = weights.baseAddress, let offset = offsets.baseAddress else { return }
        let window = weight + channel * taps
        for first in Swift.stride(from: 0, to: rows.output, by: batchRows) {
          let last = min(first + batchRows, rows.output)
          for y in first..<last {
            let row = UnsafePointer(plane) + y * rows.stride * rowPitch
            // What a vector writes beyond its row is overwritten by the next row.
            let target = sums + (y - first) * columns.output
            for x in Swift.stride(from: 0, to: columns.output, by: 8) {
              var sum = Vector.zero
              for tap in 0..<taps {
                sum += window[tap] * row.vector(offset[tap] &+ x, as: Vector.self)
              }
              target.store(sum, x)
            }
          }
          store(
            channel, start + first * columns.output,
            UnsafeBufferPointer(start: sums, count: (last - first) * columns.output))
        }
      }
    }
  }
}
