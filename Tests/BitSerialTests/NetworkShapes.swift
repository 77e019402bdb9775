import BitSerial
import Testing

/// The layers with weights of networks at their usual input sizes, in order.
struct NetworkShapes {
  let name: String
  let isTransformer: Bool
  private(set) var layers: [BitSerialLayer] = []

  private mutating func convolution(
    _ channels: Int, _ filters: Int, kernel: Int, from input: Int, to output: Int
  ) throws {
    let kind = BitSerialLayer.Kind.convolution(
      kernel: PlaneSize(kernel), input: PlaneSize(input), output: PlaneSize(output), groups: 1)
    layers.append(
      try #require(
        BitSerialLayer(
          name: "layer \(layers.count)", kind: kind, channels: channels, filters: filters)))
  }

  private mutating func linear(_ channels: Int, _ filters: Int, tokens: Int = 1) throws {
    layers.append(
      try #require(
        BitSerialLayer(
          name: "layer \(layers.count)", kind: .linear(tokens: tokens), channels: channels,
          filters: filters)))
  }

  /// VGG-16 at 224 x 224.
  static func vgg16() throws -> NetworkShapes {
    var net = NetworkShapes(name: "VGG-16", isTransformer: false)
    var (channels, size) = (3, 224)
    for (filters, count) in [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)] {
      for _ in 0..<count {
        try net.convolution(channels, filters, kernel: 3, from: size, to: size)
        channels = filters
      }
      size /= 2
    }
    try net.linear(25088, 4096)
    try net.linear(4096, 4096)
    try net.linear(4096, 1000)
    return net
  }

  /// ResNet-34 at 224 x 224; the projection of a shortcut follows its block.
  static func resNet34() throws -> NetworkShapes {
    var net = NetworkShapes(name: "ResNet-34", isTransformer: false)
    try net.convolution(3, 64, kernel: 7, from: 224, to: 112)
    var (channels, size) = (64, 56)
    for (filters, count) in [(64, 3), (128, 4), (256, 6), (512, 3)] {
      for block in 0..<count {
        let output = block == 0 && filters != 64 ? size / 2 : size
        try net.convolution(channels, filters, kernel: 3, from: size, to: output)
        try net.convolution(filters, filters, kernel: 3, from: output, to: output)
        if channels != filters {
          try net.convolution(channels, filters, kernel: 1, from: size, to: output)
        }
        (channels, size) = (filters, output)
      }
    }
    try net.linear(512, 1000)
    return net
  }

  /// ResNet-50 at 224 x 224, with the stride in the 3 x 3 convolutions.
  static func resNet50() throws -> NetworkShapes {
    var net = NetworkShapes(name: "ResNet-50", isTransformer: false)
    try net.convolution(3, 64, kernel: 7, from: 224, to: 112)
    var (channels, size) = (64, 56)
    for (width, count) in [(64, 3), (128, 4), (256, 6), (512, 3)] {
      for block in 0..<count {
        let output = block == 0 && width != 64 ? size / 2 : size
        try net.convolution(channels, width, kernel: 1, from: size, to: size)
        try net.convolution(width, width, kernel: 3, from: size, to: output)
        try net.convolution(width, 4 * width, kernel: 1, from: output, to: output)
        if block == 0 {
          try net.convolution(channels, 4 * width, kernel: 1, from: size, to: output)
        }
        (channels, size) = (4 * width, output)
      }
    }
    try net.linear(2048, 1000)
    return net
  }

  /// A vision transformer of patches of 16 x 16 at 224 x 224, without its classifier.
  static func visionTransformer(_ name: String, width: Int) throws -> NetworkShapes {
    var net = NetworkShapes(name: name, isTransformer: true)
    try net.convolution(3, width, kernel: 16, from: 224, to: 14)
    for _ in 0..<12 {
      for (channels, filters) in [(1, 3), (1, 1), (1, 4), (4, 1)] {
        try net.linear(width * channels, width * filters, tokens: 197)
      }
    }
    return net
  }

  /// BERT (base) for sequences of 128 tokens, without pooler and classifier.
  static func bert() throws -> NetworkShapes {
    var net = NetworkShapes(name: "BERT", isTransformer: true)
    for _ in 0..<12 {
      for (channels, filters) in [(1, 1), (1, 1), (1, 1), (1, 1), (1, 4), (4, 1)] {
        try net.linear(768 * channels, 768 * filters, tokens: 128)
      }
    }
    return net
  }

  /// The layers with a share of sensitive channels, rounded up to blocks of 32.
  func layers(sensitive percent: Int) throws -> [BitSerialLayer] {
    try layers.map { layer in
      let blocks = (layer.filters * percent + 3199) / 3200
      return try #require(
        BitSerialLayer(
          name: layer.name, kind: layer.kind, channels: layer.channels, filters: layer.filters,
          sensitiveChannels: min(layer.filters, blocks * 32)))
    }
  }
}
