import IR
import Operators
import RISCV

/// Calls of the kernels that move bytes or replace them one by one.
extension CaseBuilder {
  private mutating func seeded(_ shape: [Int], _ element: ElementType) -> Tensor {
    let zero = Int32.random(in: element == .i8 ? -128...127 : 0...255, using: &random)
    let type = TensorType(element, shape, Quantization(scale: Float(0.05), zeroPoint: zero))
    return Tensor(type, integers: bytes(type.elementCount, element))
  }

  /// The bytes of a tensor in the order of its own axes.
  private static func plainBytes(_ tensor: Tensor) -> [UInt8] {
    tensor.integers.map { UInt8(truncatingIfNeeded: $0) }
  }

  private func byteCase(
    _ kernel: Kernel, _ text: String, _ shape: (height: Int, width: Int, channels: Int),
    _ arrays: [KernelCase.Array], _ numbers: [(field: String, value: Int)], expected: [UInt8]
  ) -> KernelCase {
    KernelCase(
      name: "\(kernel.rawValue) \(text)", kernel: kernel,
      tile: KernelTile(kernel, input: shape, output: shape), arrays: arrays, numbers: numbers,
      expected: expected, outputType: "uint8_t")
  }

  private static func bytes(_ field: String, _ bytes: [UInt8]) -> KernelCase.Array {
    .init(field: field, type: "uint8_t", bytes: bytes)
  }

  /// A call of `lookup`.
  mutating func lookup(count: Int, element: ElementType) throws -> KernelCase {
    let (x, table) = (seeded([1, count], element), seeded([256], .i8))
    let result = try evaluate("lookup", [x, table], [])
    return byteCase(
      .lookup, "\(count) \(element.rawValue)", (1, 1, count),
      [
        Self.bytes("input", Self.plainBytes(x)),
        Self.bytes("table", ByteTable.lookup(element, table.integers)),
      ], [("count", count)], expected: Self.plainBytes(result))
  }

  /// A call of `requantize`.
  mutating func requantize(
    count: Int, from: ElementType, to: ElementType, mode: RoundingMode
  ) throws -> KernelCase {
    let x = seeded([1, count], from)
    let (result, requantizers) = try requantized(x, to: to, scale: 0.08, mode: mode)
    let table = ByteTable.requantized(from, requantizers[0])
    return byteCase(
      .requantize, "\(count) \(from.rawValue) to \(to.rawValue) \(mode.rawValue)", (1, 1, count),
      [
        Self.bytes("input", Self.plainBytes(x)),
        Self.bytes("table", table.map { UInt8(truncatingIfNeeded: $0) }),
      ], [("count", count)], expected: Self.plainBytes(result))
  }

  /// A call of `copy`, which is what a `reshape` would need that moves.
  mutating func copy(count: Int) throws -> KernelCase {
    let x = seeded([1, count], .i8)
    let result = try evaluate("reshape", [x], [Attribute("shape", .integers([count]))])
    return byteCase(
      .copy, "\(count)", (1, 1, count), [Self.bytes("input", Self.plainBytes(x))],
      [("count", count)], expected: Self.plainBytes(result))
  }

  /// A call of `concat` for one operand: the channels of the others stay as they are.
  ///
  /// - Parameter mode: how the operand is requantized before, or `nil` where it is not.
  mutating func concat(
    channels: [Int], operand: Int, height: Int, width: Int, mode: RoundingMode?
  ) throws -> KernelCase {
    var operands = channels.map { seeded([1, $0, height, width], .i8) }
    let quantization = operands[0].type.quantization
    operands = operands.map {
      Tensor(TensorType(.i8, $0.type.shape, quantization), integers: $0.integers)
    }
    var arrays = [Self.bytes("input", Self.tileBytes(operands[operand]))]
    if let mode {
      let (result, requantizers) = try requantized(
        operands[operand], to: .i8, scale: 0.07, mode: mode)
      let table = ByteTable.requantized(.i8, requantizers[0])
      arrays.append(Self.bytes("table", table.map { UInt8(truncatingIfNeeded: $0) }))
      operands[operand] = Tensor(
        TensorType(.i8, result.type.shape, quantization), integers: result.integers)
    }
    let result = try evaluate("concat", operands, [Attribute("axis", .integer(1))])
    let (all, own) = (channels.reduce(0, +), channels[operand])
    let first = channels[..<operand].reduce(0, +)
    let pixels = height * width
    let joined = Self.tileBytes(result)
    // From the first byte of the operand to its last; programs put 0xa5 wherever nothing is written.
    let expected = (first..<(pixels - 1) * all + first + own).map { position in
      (first..<first + own).contains(position % all) ? joined[position] : 0xa5
    }
    return byteCase(
      .concat, "\(channels) \(operand) \(height)x\(width) \(mode?.rawValue ?? "as it is")",
      (height, width, own), arrays,
      [("pixels", pixels), ("channels", own), ("output_channels", all)], expected: expected)
  }

  /// A call of `permute`.
  mutating func permute(_ shape: [Int], _ axes: [Int]) throws -> KernelCase {
    let x = seeded(shape, .i8)
    let result = try evaluate("transpose", [x], [Attribute("permutation", .integers(axes))])
    let sizes = result.type.shape
    let strides = axes.map { axis in shape[(axis + 1)...].reduce(1, *) }
    let numbers =
      sizes.enumerated().map { ("sizes[\($0)]", $1) }
      + strides.enumerated().map { ("strides[\($0)]", $1) }
    return byteCase(
      .permute, "\(shape) by \(axes)", (sizes[0] * sizes[1], sizes[2], sizes[3]),
      [Self.bytes("input", Self.plainBytes(x))], numbers, expected: Self.plainBytes(result))
  }

  /// A call of `pad`.
  mutating func pad(
    height: Int, width: Int, channels: Int, padding: [Int], element: ElementType
  ) throws -> KernelCase {
    let x = seeded([1, channels, height, width], element)
    let result = try evaluate(
      "pad", [x],
      [
        Attribute("before", .integers([0, 0, padding[0], padding[1]])),
        Attribute("after", .integers([0, 0, padding[2], padding[3]])),
        Attribute("value", .number(0)),
      ])
    let size = result.type.shape
    return byteCase(
      .pad, "\(height)x\(width)x\(channels) \(padding) \(element.rawValue)",
      (size[2], size[3], channels), [Self.bytes("input", Self.tileBytes(x))],
      [
        ("input_height", height), ("input_width", width), ("channels", channels),
        ("pad_top", padding[0]), ("pad_left", padding[1]), ("pad_bottom", padding[2]),
        ("pad_right", padding[3]), ("value", Int(x.type.quantization?.zeroPoint(at: 0) ?? 0)),
      ], expected: Self.tileBytes(result))
  }
}
