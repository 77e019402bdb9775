import IR

/// The order of a tensor's elements in memory against that of the IR.
struct MapOrder {
  /// Channels and pixels that are exchanged; one of them is 1 where nothing is.
  private let channels: Int
  private let pixels: Int

  init(_ shape: [Int], _ order: ValuePlace.Order) {
    switch order {
    case .map where shape.count == 4: (channels, pixels) = (shape[1], shape[2] * shape[3])
    case .map, .rows: (channels, pixels) = (1, shape.reduce(1, *))
    case .flattened(let channels, let pixels): (self.channels, self.pixels) = (channels, pixels)
    }
  }

  /// Writes a tensor of bytes.
  func write(_ tensor: Tensor, at offset: Int, _ memory: UnsafeMutableRawBufferPointer) {
    tensor.withElements(of: UInt8.self) { source in
      for channel in 0..<channels {
        for pixel in 0..<pixels {
          memory[offset + pixel * channels + channel] = source[channel * pixels + pixel]
        }
      }
    }
  }

  /// Reads a tensor of bytes.
  func tensor(_ type: TensorType, _ bytes: [UInt8]) -> Tensor {
    Tensor(type, of: UInt8.self) { target in
      for channel in 0..<channels {
        for pixel in 0..<pixels {
          target[channel * pixels + pixel] = bytes[pixel * channels + channel]
        }
      }
    }
  }
}
