import Basic

/// Adds what shared low halves contribute to narrow outputs: each with the sum of its group of inputs.
struct LowHalfReplay: Sendable {
  private let mapping: LayerMapping

  /// From 0 to 15, matrix by matrix, narrow output by narrow output, group by group.
  private let values: [Int32]

  /// The groups of inputs of a pixel: the first byte from that of the pixel, and the bytes.
  private let groups: [(offset: Int, count: Int)]

  /// Takes the low halves of a layer, or gives `nil` where it shares none.
  init?(_ mapping: LayerMapping, _ lowHalves: ArraySlice<UInt8>) {
    guard let inputGroups = mapping.inputGroups else { return nil }
    self.mapping = mapping
    values = lowHalves.map { Int32($0) }
    groups = (0..<inputGroups.count(rows: mapping.rows)).map { index in
      let rows = inputGroups.rows(index)
      let offset = mapping.map.rowOffset(rows.lowerBound, groupChannels: mapping.groupChannels)
      return (offset, rows.count)
    }
  }

  /// Adds to `output`: [pixels, outputs of all matrices in the order of columns].
  func run(_ memory: ActivationMemory, into output: inout [Int32], threads: Int) {
    let (chunk, pixels) = (32, mapping.map.pixels)
    let work = pixels * (values.count + mapping.groups * mapping.rows)
    let columns = (0..<mapping.groups).map { mapping.columns(ofGroup: $0) }
    output.withUnsafeMutableBufferPointer { output in
      // Each iteration writes the pixels of its own chunk alone.
      nonisolated(unsafe) let output = output
      Parallel.forEach((pixels + chunk - 1) / chunk, threads: work > 1 << 20 ? threads : 1) {
        let own = $0 * chunk..<min(($0 + 1) * chunk, pixels)
        memory.bytes.withUnsafeBufferPointer { memory in
          for pixel in own { add(pixel, columns, memory, output) }
        }
      }
    }
  }

  private func add(
    _ pixel: Int, _ columns: [MatrixColumns], _ memory: UnsafeBufferPointer<Int8>,
    _ output: UnsafeMutableBufferPointer<Int32>
  ) {
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: groups.count) { sums in
      var next = 0
      for (matrix, columns) in columns.enumerated() where columns.narrow > 0 {
        let start = mapping.map.pixelOffset(pixel) + matrix * mapping.groupChannels
        for (index, group) in groups.enumerated() {
          var sum: Int32 = 0
          for byte in start + group.offset..<start + group.offset + group.count {
            sum &+= Int32(memory[byte])
          }
          sums[index] = sum
        }
        let first = (pixel * mapping.groups + matrix) * mapping.outputs + columns.wide
        values.withUnsafeBufferPointer { values in
          for narrow in 0..<columns.narrow {
            var sum: Int32 = 0
            for index in 0..<groups.count { sum &+= values[next &+ index] &* sums[index] }
            output[first &+ narrow] &+= sum
            next &+= groups.count
          }
        }
      }
    }
  }
}
