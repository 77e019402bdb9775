extension TileKernel {
  /// Every output channel over all input channels under the window.
  func convolution(_ memory: UnsafeMutableRawBufferPointer) {
    let requantization = layer.step.requantization(.result)
    let (window, shape) = (layer.step.window, inputs[0].shape)
    let channels = shape.channels
    let depth = window.taps * channels
    let outputs = box.channels.count
    let signed = isSigned(0)
    let padding = Int16(truncatingIfNeeded: layer.step.padding)
    let starts = (0..<outputs).map { place($0, of: .weights, unit: depth) }
    let parameters = (0..<outputs).map { channel(memory, $0) }
    withUnsafeTemporaryAllocation(of: Int16.self, capacity: max(1, depth)) { column in
      for row in 0..<box.rows.count {
        for x in 0..<box.columns.count {
          var position = 0
          for i in 0..<window.kernelHeight {
            let sourceRow = inputRow(row, i)
            for j in 0..<window.kernelWidth {
              let sourceColumn = inputColumn(x, j)
              let isInside =
                sourceRow >= 0 && sourceRow < shape.height && sourceColumn >= 0
                && sourceColumn < shape.width
              let base = operands[0] + (sourceRow * shape.width + sourceColumn) * channels
              for c in 0..<channels {
                column[position + c] =
                  isInside ? Int16(value(memory, base + c, signed)) : padding
              }
              position += channels
            }
          }
          let target = (row * box.columns.count + x) * outputs
          for k in 0..<outputs {
            let weights = UnsafeRawBufferPointer(rebasing: memory[starts[k]..<starts[k] + depth])
              .bindMemory(to: Int8.self)
            var sum = parameters[k].bias
            for tap in 0..<depth { sum &+= Int32(column[tap]) &* Int32(weights[tap]) }
            if let requantization {
              store(requantization.apply(sum, parameters[k].factor), memory, target + k)
            } else {
              storeSum(sum, memory, target + k)
            }
          }
        }
      }
    }
  }

  /// Every output channel over its own input channel.
  func depthwise(_ memory: UnsafeMutableRawBufferPointer) {
    guard let requantization = layer.step.requantization(.result) else { return }
    let (window, shape) = (layer.step.window, inputs[0].shape)
    let channels = box.channels.count
    let signed = isSigned(0)
    let starts = (0..<channels).map { place($0, of: .weights, unit: window.taps) }
    let parameters = (0..<channels).map { channel(memory, $0) }
    for row in 0..<box.rows.count {
      for x in 0..<box.columns.count {
        let target = (row * box.columns.count + x) * channels
        for k in 0..<channels {
          var sum = parameters[k].bias
          for i in 0..<window.kernelHeight {
            let sourceRow = inputRow(row, i)
            for j in 0..<window.kernelWidth {
              let sourceColumn = inputColumn(x, j)
              let isInside =
                sourceRow >= 0 && sourceRow < shape.height && sourceColumn >= 0
                && sourceColumn < shape.width
              let address =
                operands[0] + (sourceRow * shape.width + sourceColumn) * channels + k
              let x = isInside ? value(memory, address, signed) : layer.step.padding
              sum &+=
                x
                &* Int32(Int8(bitPattern: memory[starts[k] + i * window.kernelWidth + j]))
            }
          }
          store(requantization.apply(sum, parameters[k].factor), memory, target + k)
        }
      }
    }
  }
}
