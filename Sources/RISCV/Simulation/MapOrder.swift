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

  /// Writes a tensor of bytes, or of sums.
  func write(_ tensor: Tensor, at offset: Int, _ memory: UnsafeMutableRawBufferPointer) {
    func write<Element: TensorScalar>(_: Element.Type) {
      let size = MemoryLayout<Element>.size
      tensor.withElements(of: Element.self) { source in
        for channel in 0..<channels {
          for pixel in 0..<pixels {
            memory.storeBytes(
              of: source[channel * pixels + pixel],
              toByteOffset: offset + (pixel * channels + channel) * size, as: Element.self)
          }
        }
      }
    }
    if tensor.type.element == .i32 { write(Int32.self) } else { write(UInt8.self) }
  }

  /// Reads a tensor of bytes, or of sums.
  func tensor(_ type: TensorType, _ bytes: [UInt8]) -> Tensor {
    func read<Element: TensorScalar>(_: Element.Type) -> Tensor {
      let size = MemoryLayout<Element>.size
      return bytes.withUnsafeBytes { bytes in
        Tensor(type, of: Element.self) { target in
          for channel in 0..<channels {
            for pixel in 0..<pixels {
              target[channel * pixels + pixel] = bytes.loadUnaligned(
                fromByteOffset: (pixel * channels + channel) * size, as: Element.self)
            }
          }
        }
      }
    }
    return type.element == .i32 ? read(Int32.self) : read(UInt8.self)
  }
}
