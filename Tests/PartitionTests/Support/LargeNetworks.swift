import Basic
import IR

/// Networks with branches.
enum BranchedNetwork {
  /// ResNet-50 at 224 x 224: bottlenecks of 1 x 1, 3 x 3 and 1 x 1 with shortcuts.
  static var resnet50: Program {
    var network = NetworkBuilder("resnet50", input: [1, 3, 224, 224])
    network.convolution(64, 7, stride: 2, padding: 3)
    network.pool(2, stride: 2)
    for (stage, blocks) in [3, 4, 6, 3].enumerated() {
      for block in 0..<blocks {
        let (width, start) = (64 << stage, network.current)
        let stride = block == 0 && stage > 0 ? 2 : 1
        network.convolution(width, 1)
        network.convolution(width, 3, stride: stride, padding: 1)
        let long = network.convolution(4 * width, 1, isRectified: false)
        network.current = start
        let short =
          block == 0
          ? network.convolution(4 * width, 1, stride: stride, isRectified: false) : start
        network.append("add", [long, short], [Attribute("activation", .activation(.relu))])
      }
    }
    network.append("global_average_pool", [network.current])
    network.flatten()
    network.dense(1000, isRectified: false)
    return network.finished()
  }

  /// Three inverted bottlenecks of MobileNetV2, two with shortcuts.
  static var mobile: Program {
    var network = NetworkBuilder("mobile", input: [1, 24, 56, 56])
    for block in 0..<3 {
      let start = network.current
      network.convolution(144, 1)
      network.convolution(144, 3, stride: block == 2 ? 2 : 1, padding: 1, groups: 144)
      let end = network.convolution(24, 1, isRectified: false)
      if block < 2 { network.append("add", [start, end]) }
    }
    return network.finished()
  }

  /// A transformer block: attention of `heads` heads and a perceptron, each with its shortcut.
  static func transformer(_ tokens: Int, _ width: Int, heads: Int) -> Program {
    var network = NetworkBuilder("transformer", input: [1, tokens, width])
    func normalized() -> ID<Value> {
      let (scale, bias) = (network.constant([width]), network.constant([width]))
      return network.append("layer_norm", [network.current, scale, bias])
    }
    func split(_ source: ID<Value>, _ permutation: [Int]) -> ID<Value> {
      network.current = source
      network.dense(width, isRectified: false)
      network.append(
        "reshape", [network.current],
        [Attribute("shape", .integers([1, tokens, heads, width / heads]))])
      return network.append(
        "transpose", [network.current], [Attribute("permutation", .integers(permutation))])
    }
    let start = network.current
    let input = normalized()
    let query = split(input, [0, 2, 1, 3])
    let key = split(input, [0, 2, 3, 1])
    let value = split(input, [0, 2, 1, 3])
    network.append("matmul", [query, key])
    network.append("softmax", [network.current])
    network.append("matmul", [network.current, value])
    network.append(
      "transpose", [network.current], [Attribute("permutation", .integers([0, 2, 1, 3]))])
    network.append(
      "reshape", [network.current], [Attribute("shape", .integers([1, tokens, width]))])
    let attended = network.dense(width, isRectified: false)
    let middle = network.append("add", [attended, start])
    network.current = middle
    _ = normalized()
    network.dense(4 * width)
    let end = network.dense(width, isRectified: false)
    network.append("add", [end, middle])
    return network.finished()
  }
}
