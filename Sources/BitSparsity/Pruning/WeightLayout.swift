import IR

/// Where the weights of each output channel stand in a tensor, and how they form groups.
///
/// Groups run along the input channels at one position of the kernel; the last of a run may be short.
package struct WeightLayout: Hashable, Sendable {
  /// The output channels K.
  package let channels: Int

  /// The positions of the kernel, 1 in a matrix.
  package let positions: Int

  /// The input channels C of a group of the convolution.
  package let depth: Int

  /// The distances between neighbours in the tensor.
  struct Strides: Hashable, Sendable {
    let channel: Int
    let position: Int
    let depth: Int
  }

  /// The distance between neighbouring output channels, positions and input channels.
  let strides: Strides

  /// The layout of weights `[K, C, …]` of a convolution or a dense layer (axis 0), or `[K, N]` of a
  /// product on the right (axis 1), whose output channels are columns.
  package init?(_ shape: [Int], axis: Int) {
    switch (axis, shape.count) {
    case (0, 2...):
      channels = shape[0]
      depth = shape[1]
      positions = shape[2...].reduce(1, *)
      strides = Strides(channel: depth * positions, position: 1, depth: positions)
    case (1, 2):
      channels = shape[1]
      depth = shape[0]
      positions = 1
      strides = Strides(channel: 1, position: 1, depth: channels)
    default: return nil
    }
  }

  /// The weights of an output channel.
  package var channelCount: Int { positions * depth }

  /// The lengths of the groups along the input channels.
  package func groups(of size: Int) -> [Int] {
    stride(from: 0, to: depth, by: size).map { min(size, depth - $0) }
  }

  /// The number of groups of an output channel.
  package func groupCount(of size: Int) -> Int { positions * ((depth + size - 1) / size) }

  /// The place of a weight in the tensor.
  @inline(__always)
  package func index(_ channel: Int, _ position: Int, _ input: Int) -> Int {
    channel * strides.channel + position * strides.position + input * strides.depth
  }

  /// Copies the weights of an output channel, position by position, input channels innermost.
  package func gather(
    _ weights: UnsafePointer<Int8>, _ channel: Int, into row: UnsafeMutablePointer<Int8>
  ) {
    let start = channel * strides.channel
    for position in 0..<positions {
      let source = weights + start + position * strides.position
      let target = row + position * depth
      for input in 0..<depth { target[input] = source[input * strides.depth] }
    }
  }

  /// Copies them back.
  package func scatter(
    _ row: UnsafePointer<Int8>, _ channel: Int, into weights: UnsafeMutablePointer<Int8>
  ) {
    let start = channel * strides.channel
    for position in 0..<positions {
      let target = weights + start + position * strides.position
      let source = row + position * depth
      for input in 0..<depth { target[input * strides.depth] = source[input] }
    }
  }
}
