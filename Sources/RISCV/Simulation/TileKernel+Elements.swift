import Operators

extension TileKernel {
  /// Sums, products, tables and copies, element by element.
  func elementwise(_ memory: UnsafeMutableRawBufferPointer) {
    let count = box.shape.elementCount
    let step = layer.step
    let signed = isSigned(0)
    let final = step.requantization(.result)
    switch step.kernel {
    case .add:
      guard let final, let factor = final.factor else { return }
      for index in 0..<count {
        let a = word(memory, table + 4 * Int(memory[operands[0] + index]))
        let b = word(memory, table + 1024 + 4 * Int(memory[operands[1] + index]))
        store(final.apply(a &+ b, factor), memory, index)
      }
    case .mul:
      guard let final, let factor = final.factor else { return }
      let otherSigned = isSigned(1)
      let (za, zb) = (step.inputs[0].zeroPoint, step.inputs[1].zeroPoint)
      for index in 0..<count {
        let product =
          (value(memory, operands[0] + index, signed) &- za)
          &* (value(memory, operands[1] + index, otherSigned) &- zb)
        store(final.apply(product, factor), memory, index)
      }
    case .requantize, .lookup:
      for index in 0..<count {
        memory[result + index] = memory[table + Int(memory[operands[0] + index])]
      }
    default:
      for index in 0..<count { memory[result + index] = memory[operands[0] + index] }
    }
  }

  /// Sums in the scale of the result.
  func requantizeSums(_ memory: UnsafeMutableRawBufferPointer) {
    guard let final = layer.step.requantization(.result) else { return }
    let factors = (0..<box.channels.count).map { channel(memory, $0).factor }
    for index in 0..<box.shape.elementCount {
      let sum = word(memory, operands[0] + 4 * index)
      store(final.apply(sum, factors[index % factors.count]), memory, index)
    }
  }

  /// Exponentials of each pixel by the table, divided by their sum, and requantized.
  func softmax(_ memory: UnsafeMutableRawBufferPointer) {
    guard let final = layer.step.requantization(.result), let factor = final.factor else { return }
    let signed = isSigned(0)
    let channels = box.channels.count
    for pixel in 0..<box.rows.count * box.columns.count {
      let first = operands[0] + pixel * channels
      let elements = (0..<channels).map { value(memory, first + $0, signed) }
      let greatest = elements.max() ?? 0
      let entries = elements.map { max(Int(word(memory, table + 4 * Int(greatest - $0))), 0) }
      let sum = max(entries.reduce(0, +), 1)
      for (index, entry) in entries.enumerated() {
        let quotient = Int32((Softmax.steps * entry + sum / 2) / sum)
        store(final.apply(quotient, factor), memory, pixel * channels + index)
      }
    }
  }

  /// Exponentials of each pixel by the table, divided by their sum in fixed point.
  func fixedPointSoftmax(_ memory: UnsafeMutableRawBufferPointer) {
    let signed = isSigned(0)
    let channels = box.channels.count
    for pixel in 0..<box.rows.count * box.columns.count {
      let first = operands[0] + pixel * channels
      let elements = (0..<channels).map { value(memory, first + $0, signed) }
      let greatest = elements.max() ?? 0
      let entries = elements.map { word(memory, table + 4 * Int(greatest - $0)) }
      for (index, element) in FixedPointSoftmax.quotients(entries).enumerated() {
        store(min(element, 255) - (signed ? 128 : 0), memory, pixel * channels + index)
      }
    }
  }

  /// Maxima and means under the window.
  func pool(_ memory: UnsafeMutableRawBufferPointer) {
    let step = layer.step
    let (window, shape) = (step.window, inputs[0].shape)
    let signed = isSigned(0)
    let channels = box.channels.count
    let zero = step.inputs[0].zeroPoint
    for row in 0..<box.rows.count {
      for x in 0..<box.columns.count {
        let target = (row * box.columns.count + x) * channels
        for c in 0..<channels {
          var (greatest, sum, count) = (Int32.min, 0, 0)
          for i in 0..<window.kernelHeight {
            let sourceRow = inputRow(row, i)
            guard sourceRow >= 0, sourceRow < shape.height else { continue }
            for j in 0..<window.kernelWidth {
              let sourceColumn = inputColumn(x, j)
              guard sourceColumn >= 0, sourceColumn < shape.width else { continue }
              let address = operands[0] + (sourceRow * shape.width + sourceColumn) * channels + c
              let element = value(memory, address, signed)
              greatest = max(greatest, element)
              sum += Int(element) - Int(zero)
              count += 1
            }
          }
          if step.kernel == .maxPool {
            store(greatest, memory, target + c)
          } else {
            let divisor = step.countsPadding ? window.taps : max(1, count)
            let mean = IntegerMean.roundedHalfAway(sum, divisor)
            store(Int32(truncatingIfNeeded: Int(zero) + mean), memory, target + c)
          }
        }
      }
    }
  }

  /// A border of one value around the input.
  func pad(_ memory: UnsafeMutableRawBufferPointer) {
    let shape = inputs[0].shape
    let channels = box.channels.count
    for row in 0..<box.rows.count {
      for x in 0..<box.columns.count {
        let (sourceRow, sourceColumn) = (inputRow(row, 0), inputColumn(x, 0))
        let isInside =
          sourceRow >= 0 && sourceRow < shape.height && sourceColumn >= 0
          && sourceColumn < shape.width
        let target = (row * box.columns.count + x) * channels
        for c in 0..<channels {
          memory[result + target + c] =
            isInside
            ? memory[operands[0] + (sourceRow * shape.width + sourceColumn) * channels + c]
            : UInt8(truncatingIfNeeded: layer.step.padding)
        }
      }
    }
  }

  /// Channels become rows.
  func permute(_ memory: UnsafeMutableRawBufferPointer) {
    let (channels, pixels) = (box.rows.count, box.columns.count)
    for channel in 0..<channels {
      for pixel in 0..<pixels {
        memory[result + channel * pixels + pixel] =
          memory[operands[0] + pixel * channels + channel]
      }
    }
  }
}
