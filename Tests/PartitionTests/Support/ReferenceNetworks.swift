import IR

/// The networks whose messages are known from outside.
enum ReferenceNetwork: String, CaseIterable {
  case lenet5, alexnet, vgg11

  /// The program after fusion.
  var program: Program {
    switch self {
    case .lenet5:
      var network = NetworkBuilder(rawValue, input: [1, 1, 32, 32])
      network.convolution(6, 5)
      network.pool(2, stride: 2)
      network.convolution(16, 5)
      network.pool(2, stride: 2)
      network.classifier([120, 84, 10])
      return network.finished()
    case .alexnet:
      var network = NetworkBuilder(rawValue, input: [1, 3, 224, 224])
      network.convolution(64, 11, stride: 4, padding: 2)
      network.pool(3, stride: 2)
      network.convolution(192, 5, padding: 2)
      network.pool(3, stride: 2)
      for filters in [384, 256, 256] { network.convolution(filters, 3, padding: 1) }
      network.pool(3, stride: 2)
      network.classifier([4096, 4096, 1000])
      return network.finished()
    case .vgg11:
      var network = NetworkBuilder(rawValue, input: [1, 3, 224, 224])
      for filters in [64, 128, 256, 0, 512, 0, 512, 0] {
        if filters == 0 {
          network.convolution(network.shape[1], 3, padding: 1)
          network.pool(2, stride: 2)
        } else {
          network.convolution(filters, 3, padding: 1)
          if filters < 256 { network.pool(2, stride: 2) }
        }
      }
      network.classifier([4096, 4096, 1000])
      return network.finished()
    }
  }
}
