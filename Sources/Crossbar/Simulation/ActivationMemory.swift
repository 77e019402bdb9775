import IR

/// The memory that the streamer reads: one map as [height, width, channels], borders filled.
struct ActivationMemory: Sendable {
  /// Signed activations.
  let bytes: [Int8]

  /// Lays out map `image` of `x`: [N, C, H, W], or the vectors of a dense layer as they are.
  init(_ x: Tensor, image: Int, _ mapping: LayerMapping) {
    let map = mapping.map
    // Subtracting 128 from an unsigned byte flips its highest bit.
    let flip: UInt8 = mapping.inputShift == 128 ? 0x80 : 0
    let count = map.inputHeight * map.inputWidth * map.channels
    bytes = [Int8](unsafeUninitializedCapacity: map.byteCount) { target, initialized in
      initialized = map.byteCount
      let range = image * count..<(image + 1) * count
      let source = UnsafeRawBufferPointer(rebasing: x.storage.bytes[range])
      guard !map.isVectors else {
        for index in 0..<count { target[index] = Int8(bitPattern: source[index] ^ flip) }
        return
      }
      if count != map.byteCount { target.initialize(repeating: Int8(mapping.zero)) }
      for channel in 0..<map.channels {
        for y in 0..<map.inputHeight {
          let line = (channel * map.inputHeight + y) * map.inputWidth
          var position = ((map.top + y) * map.width + map.left) * map.channels + channel
          for x in 0..<map.inputWidth {
            target[position] = Int8(bitPattern: source[line + x] ^ flip)
            position += map.channels
          }
        }
      }
    }
  }
}
