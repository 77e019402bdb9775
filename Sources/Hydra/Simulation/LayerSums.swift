/// Computes the sums of one layer, position by position.
struct LayerSums {
  private let program: HydraProgram
  private let layer: LayerDescriptor
  private let start: HydraProgram.SegmentStart

  /// The sums of a layer whose segment starts at `start`.
  init(_ program: HydraProgram, _ layer: LayerDescriptor, _ start: HydraProgram.SegmentStart) {
    (self.program, self.layer, self.start) = (program, layer, start)
  }

  /// The sum of each output, in the order in which they leave the device.
  func compute(_ memory: UnsafeBufferPointer<Int16>) -> [Int] {
    var sums: [Int] = []
    sums.reserveCapacity(layer.outputCount)
    let biases = (0..<layer.outputs).map { output in
      let (pass, lane) = output.quotientAndRemainder(dividingBy: program.lanes)
      return layer.hasBias
        ? Int(program.biases[lane][start.biases + layer.biasBase + pass]) << layer.biasShift : 0
    }
    let taps = layer.kernelHeight * layer.kernelWidth
    withUnsafeTemporaryAllocation(of: Int16.self, capacity: taps * layer.channels) { window in
      withUnsafeTemporaryAllocation(of: Bool.self, capacity: taps) { isInside in
        for y in 0..<layer.outputHeight {
          for x in 0..<layer.outputWidth {
            gather(memory, y, x, window, isInside)
            for output in 0..<layer.outputs {
              sums.append(sum(output, biases[output], window, isInside))
            }
          }
        }
      }
    }
    return sums
  }

  /// Copies the window of a position: for each tap all channels, zeros where it is padding.
  private func gather(
    _ memory: UnsafeBufferPointer<Int16>, _ y: Int, _ x: Int,
    _ window: UnsafeMutableBufferPointer<Int16>, _ isInside: UnsafeMutableBufferPointer<Bool>
  ) {
    let channels = layer.channels
    var tap = 0
    for row in 0..<layer.kernelHeight {
      let inputRow = y * layer.strideY + row - layer.padTop
      for column in 0..<layer.kernelWidth {
        let inputColumn = x * layer.strideX + column - layer.padLeft
        let isValid =
          inputRow >= 0 && inputRow < layer.height && inputColumn >= 0 && inputColumn < layer.width
        isInside[tap] = isValid
        let start = layer.inputBase + (inputRow * layer.width + inputColumn) * channels
        for channel in 0..<channels {
          window[tap &* channels &+ channel] = isValid ? memory[start &+ channel] : 0
        }
        tap += 1
      }
    }
  }

  /// The sum, or the maximum, of one output.
  @inline(__always)
  private func sum(
    _ output: Int, _ bias: Int, _ window: UnsafeMutableBufferPointer<Int16>,
    _ isInside: UnsafeMutableBufferPointer<Bool>
  ) -> Int {
    let channels = layer.channels
    if layer.operation == .channelMaximum {
      var greatest = -(1 << (program.profile.accumulatorBits - 1))
      for tap in 0..<layer.products where isInside[tap] {
        greatest = max(greatest, Int(window[tap &* channels &+ output]))
      }
      return greatest
    }
    let (pass, lane) = output.quotientAndRemainder(dividingBy: program.lanes)
    let start = start.weights + layer.weightBase + pass * layer.products
    return program.weights[lane].withUnsafeBufferPointer { weights in
      var sum = bias
      if layer.operation == .dense {
        for index in 0..<layer.products {
          sum &+= Int(Int32(window[index]) &* Int32(weights[start &+ index]))
        }
      } else {
        for tap in 0..<layer.products {
          sum &+= Int(window[tap &* channels &+ output]) &* Int(weights[start &+ tap])
        }
      }
      return sum
    }
  }
}
