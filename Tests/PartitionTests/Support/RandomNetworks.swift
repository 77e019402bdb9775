import Basic
import IR
import Partition
import TestSupport

/// Small random networks and environments.
struct RandomCase {
  private var random: SplitMix

  /// Starts the stream of a seed.
  init(_ seed: Int) { random = SplitMix(seed) }

  /// A number below `count`.
  mutating func below(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }

  /// One of some values.
  mutating func pick<Value>(_ values: [Value]) -> Value { values[below(values.count)] }

  /// A chain of up to `limit` layers: convolutions, some with pools or depth-wise, then dense layers.
  mutating func chain(_ limit: Int) -> Program {
    var network = NetworkBuilder("chain", input: [1, pick([1, 3, 4]), 12, 12])
    let images = 1 + below(limit - 1)
    for layer in 0..<images {
      switch below(5) {
      case 0 where layer > 0:
        network.convolution(network.shape[1], 3, padding: 1, groups: network.shape[1])
      case 1 where network.shape[2] >= 4:
        network.convolution(pick([4, 6, 10]), 3, padding: 1)
        network.pool(2, stride: 2)
      case 2: network.convolution(pick([5, 16]), 1)
      default: network.convolution(pick([4, 7, 12]), 3, padding: 1)
      }
    }
    if images < limit {
      network.flatten()
      for layer in images..<limit {
        network.dense(pick([5, 10, 24]), isRectified: layer < limit - 1)
      }
    }
    return network.finished()
  }

  /// One residual block between two layers, with or without a convolution on the short way.
  mutating func residual() -> Program {
    var network = NetworkBuilder("residual", input: [1, 3, 8, 8])
    let width = pick([4, 6])
    let start = network.convolution(width, 3, padding: 1)
    network.convolution(pick([4, 9]), pick([1, 3]), padding: 0)
    let kernel = 9 - network.shape[2]
    let long = network.convolution(
      width, kernel == 1 ? 3 : 1, padding: kernel == 1 ? 1 : (8 - network.shape[2]) / 2,
      isRectified: false)
    network.current = start
    let short = below(2) == 0 ? start : network.convolution(width, 1, isRectified: false)
    network.append("add", [long, short], [Attribute("activation", .activation(.relu))])
    if below(2) == 0 {
      network.flatten()
      network.dense(5)
    }
    return network.finished()
  }

  /// Two or three devices with any links.
  mutating func environment() -> DeviceEnvironment {
    let count = 2 + below(2)
    let devices = (0..<count).map {
      DeviceDescription(name: "d\($0)", speed: pick([1e6, 2e6, 4e6, 1e7]))
    }
    return DeviceEnvironment(
      devices: devices,
      link: Link(latency: pick([1e-5, 1e-4, 1e-3]), bandwidth: pick([1e6, 1e8])),
      medium: pick([.shared, .switched]))
  }
}
