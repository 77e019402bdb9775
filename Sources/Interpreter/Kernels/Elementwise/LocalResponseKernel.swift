import Basic
import Foundation
import IR
import Operators

/// `local_response_norm`, in binary64 as the definition has it.
enum LocalResponseKernel {
  /// The places that a piece of work has at most.
  private static var pieceSize: Int { 1024 }

  @Sendable
  static func kernel(_ request: KernelRequest) -> Kernel? {
    let (attributes, result, threads) = (request.call.attributes, request.result, request.threads)
    let (images, channels) = (result.shape[0], result.shape[1])
    let places = result.shape[2...].reduce(1, *)
    let pieces = (places + pieceSize - 1) / pieceSize
    return Kernel { inputs in
      let output = inputs[0].withElements(of: Float.self) { x in
        Tensor(result, of: Float.self) { target in
          guard let source = x.baseAddress, let base = target.baseAddress else { return }
          // Each iteration writes elements of its own, and what it reads is not written.
          nonisolated(unsafe) let (x, y) = (source, base)
          Parallel.forEach(images * pieces, threads: threads) { index in
            let (image, piece) = index.quotientAndRemainder(dividingBy: pieces)
            let first = piece * pieceSize
            let start = image * channels * places + first
            normalize(
              x + start, y + start, count: min(pieceSize, places - first), pitch: places,
              channels: channels, attributes)
          }
        }
      }
      return [output]
    }
  }

  /// Normalizes `count` neighbouring places of every channel; channels are `pitch` apart.
  private static func normalize(
    _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, count: Int, pitch: Int,
    channels: Int, _ attributes: AttributeList
  ) {
    let factor = attributes.number("alpha") / Double(attributes.integer("size"))
    let (beta, bias) = (attributes.number("beta"), attributes.number("bias"))
    withUnsafeTemporaryAllocation(of: Double.self, capacity: count) { sums in
      for c in 0..<channels {
        sums.initialize(repeating: 0)
        for k in LocalResponseNorm.window(c, of: channels, attributes) {
          let row = x + k * pitch
          for i in 0..<count { sums[i] += Double(row[i]) * Double(row[i]) }
        }
        let (source, target) = (x + c * pitch, y + c * pitch)
        for i in 0..<count {
          target[i] = Float(Double(source[i]) / pow(bias + factor * sums[i], beta))
        }
      }
    }
  }
}
