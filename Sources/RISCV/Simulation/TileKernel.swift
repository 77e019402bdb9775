import Operators

/// A tile in L1 as the plain definition of its kernel sees it.
struct TileKernel {
  let layer: PlanStep
  let tensors: [PlanTensor]

  /// The part of the result, and of each operand.
  let box: TileBox
  let inputs: [TileBox]

  /// Where the copies in use lie in L1.
  let operands: [Int]
  let weights: Int
  let parameters: Int
  let table: Int
  let result: Int

  private var step: KernelStep { layer.step }

  /// Computes the tile from the bytes of L1 into the bytes of L1.
  func run(_ memory: UnsafeMutableRawBufferPointer) {
    switch step.kernel {
    case .convolution, .pointwise, .dense: convolution(memory)
    case .depthwise: depthwise(memory)
    case .maxPool, .averagePool: pool(memory)
    case .softmax: softmax(memory)
    case .fixedPointSoftmax: fixedPointSoftmax(memory)
    case .permute: permute(memory)
    case .pad: pad(memory)
    case .requantizeSums: requantizeSums(memory)
    case .add, .mul, .concat, .requantize, .lookup, .copy: elementwise(memory)
    }
  }

  // MARK: Reading and writing

  /// Whether the bytes of an operand are signed.
  func isSigned(_ operand: Int) -> Bool { tensors[step.inputs[operand].tensor].element == .i8 }

  @inline(__always)
  func value(_ memory: UnsafeMutableRawBufferPointer, _ address: Int, _ signed: Bool) -> Int32 {
    signed ? Int32(Int8(bitPattern: memory[address])) : Int32(memory[address])
  }

  @inline(__always)
  func word(_ memory: UnsafeMutableRawBufferPointer, _ address: Int) -> Int32 {
    memory.loadUnaligned(fromByteOffset: address, as: Int32.self)
  }

  @inline(__always)
  func store(_ value: Int32, _ memory: UnsafeMutableRawBufferPointer, _ address: Int) {
    memory[result + address] = UInt8(truncatingIfNeeded: value)
  }

  @inline(__always)
  func storeSum(_ value: Int32, _ memory: UnsafeMutableRawBufferPointer, _ element: Int) {
    memory.storeBytes(of: value, toByteOffset: result + 4 * element, as: Int32.self)
  }

  /// The first byte of a channel of the tile.
  func place(_ channel: Int, of role: BufferRole, unit: Int) -> Int {
    (role == .weights ? weights : parameters) + channel * unit
  }

  /// Bias and factor of a channel of the tile.
  func channel(
    _ memory: UnsafeMutableRawBufferPointer, _ channel: Int
  ) -> (bias: Int32, factor: StepRequantization.Factor) {
    let start = place(channel, of: .parameters, unit: 16)
    return (
      word(memory, start),
      .init(multiplier: word(memory, start + 4), shift: word(memory, start + 8))
    )
  }

  /// The row of an operand's tile that a tap of a window reads, negative or too large in padding.
  func inputRow(_ row: Int, _ tap: Int) -> Int {
    (box.rows.lowerBound + row) * step.window.strideHeight - step.window.top
      + tap * step.window.dilationHeight - inputs[0].rows.lowerBound
  }

  /// The column of an operand's tile that a tap of a window reads.
  func inputColumn(_ column: Int, _ tap: Int) -> Int {
    (box.columns.lowerBound + column) * step.window.strideWidth - step.window.left
      + tap * step.window.dilationWidth - inputs[0].columns.lowerBound
  }
}
