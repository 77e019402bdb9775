import Basic
import IR

/// Pseudo-random parameters that depend on nothing but the seed, the name and the shape.
///
/// Element i is drawn from a SplitMix64 stream at position i, so that any part can be computed
/// alone: the result does not depend on the number of threads.
package struct ParameterInitializer: Sendable {
  /// The most elements that a parameter is made of: 1 GiB.
  package static let elementLimit = 1 << 28

  private let seed: UInt64

  /// Takes a seed.
  package init(seed: Int) {
    self.seed = UInt64(bitPattern: Int64(seed))
  }

  /// The parameter `name`, an `f32` tensor of `shape`.
  ///
  /// - Parameters:
  ///   - name: the full name, such as `c1.weight`.
  ///   - role: the operand it is for, which determines the range: a weight is drawn uniformly
  ///     within ±√(6 / fan-in) ([he15] eq. 10), a scale or variance within 0.8 … 1.2, and the
  ///     rest within ±0.1.
  ///   - shape: the shape; the fan-in is the product of all sizes but the first.
  package func tensor(_ name: String, role: String, _ shape: [Int]) -> Tensor {
    let (low, high) = range(role, shape)
    let start = Self.mix(seed ^ Self.digest(name))
    return Tensor(TensorType(.f32, shape), of: Float.self) { target in
      fill(target, start, low, high)
    }
  }

  private func fill(
    _ target: UnsafeMutableBufferPointer<Float>, _ start: UInt64, _ low: Float, _ high: Float
  ) {
    let block = 1 << 16
    // Each block writes elements of its own.
    nonisolated(unsafe) let target = target
    let blocks = (target.count + block - 1) / block
    Parallel.forEach(blocks, threads: Parallel.machineThreads) { index in
      for i in (index * block)..<min(target.count, (index + 1) * block) {
        let bits = Self.mix(start &+ UInt64(i) &* 0x9E37_79B9_7F4A_7C15)
        target[i] = low + (high - low) * Float(bits >> 40) * 0x1p-24
      }
    }
  }

  private func range(_ role: String, _ shape: [Int]) -> (Float, Float) {
    switch role {
    case "weight":
      let fanIn = shape.dropFirst().reduce(1, *)
      let bound = (6 / Float(fanIn)).squareRoot()
      return (-bound, bound)
    case "scale", "variance": return (0.8, 1.2)
    default: return (-0.1, 0.1)
    }
  }

  /// The finalizer of SplitMix64 ([steele14], figure 16).
  private static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// FNV-1a of the name.
  private static func digest(_ name: String) -> UInt64 {
    name.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}
