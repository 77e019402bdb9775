import IR
import Operators
import RISCV

extension CaseBuilder {
  private mutating func image(
    _ shape: [Int], _ element: ElementType, scale: Float = 0.05
  ) -> (tensor: Tensor, zero: Int32) {
    let zero = Int32.random(in: element == .i8 ? -128...127 : 0...255, using: &random)
    let type = TensorType(element, shape, Quantization(scale: scale, zeroPoint: zero))
    return (Tensor(type, integers: bytes(type.elementCount, element)), zero)
  }

  /// A call of `max_pool` or `average_pool`.
  mutating func pool(
    _ kernel: Kernel, _ shape: ConvolutionShape, countsPadding: Bool = false
  ) throws -> KernelCase {
    let (x, zero) = image([1, shape.inputs, shape.height, shape.width], shape.element)
    var attributes = [
      Attribute("window", .integers([shape.kernel.height, shape.kernel.width])),
      Attribute("stride", .integers([shape.stride.height, shape.stride.width])),
      Attribute("padding", .integers(shape.padding)),
    ]
    if kernel == .averagePool {
      attributes.append(Attribute("count_padding", .boolean(countsPadding)))
    }
    let result = try evaluate("\(kernel.rawValue)2d", [x], attributes)
    let output = result.type.shape
    return KernelCase(
      name: "\(kernel.rawValue) \(shape.text)", kernel: kernel,
      tile: KernelTile(
        kernel, input: (shape.height, shape.width, shape.inputs),
        output: (output[2], output[3], shape.inputs), window: shape.kernel, stride: shape.stride),
      arrays: [.init(field: "input", type: "int8_t", bytes: Self.tileBytes(x))],
      numbers: [
        ("input_height", shape.height), ("input_width", shape.width), ("channels", shape.inputs),
        ("output_height", output[2]), ("output_width", output[3]),
        ("kernel_height", shape.kernel.height), ("kernel_width", shape.kernel.width),
        ("stride_height", shape.stride.height), ("stride_width", shape.stride.width),
        ("pad_top", shape.padding[0]), ("pad_left", shape.padding[1]),
        ("pad_bottom", shape.padding[2]), ("pad_right", shape.padding[3]),
        ("input_zero", Int(zero)), ("input_flip", shape.element == .u8 ? 128 : 0),
        ("counts_padding", countsPadding ? 1 : 0),
      ], expected: Self.tileBytes(result))
  }

  /// A call of `add`: both operands in the scale of the sum, their sum, and its requantization.
  mutating func add(count: Int, element: ElementType, mode: RoundingMode) throws -> KernelCase {
    let (a, _) = image([1, count], element, scale: 0.031)
    let (b, _) = image([1, count], element, scale: 0.017)
    let common = StorageType(.i32, Quantization(scale: Float(0.00001), zeroPoint: 0))
    func widened(_ x: Tensor) throws -> (Tensor, [Int32]) {
      let bounds = [Int(Int32.min), Int(Int32.max)]
      let result = try evaluate(
        "requantize", [x],
        [
          Attribute("to", .storage(common)), Attribute("rounding", .symbol(mode.rawValue)),
          Attribute("clamp", .integers(bounds)),
        ])
      let requantizer = Requantizer.channels(
        of: x.type, to: common, mode: mode, clamp: Int32.min...Int32.max)[0]
      return (result, ByteTable.requantized(element, requantizer))
    }
    let (wideA, tableA) = try widened(a)
    let (wideB, tableB) = try widened(b)
    let sums = try evaluate(
      "add", [wideA, wideB], [Attribute("activation", .activation(.none))])
    let (result, requantizers) = try requantized(sums, to: element, scale: 0.05, mode: mode)
    let low = Int64(tableA.min() ?? 0) + Int64(tableB.min() ?? 0)
    let high = Int64(tableA.max() ?? 0) + Int64(tableB.max() ?? 0)
    let channel = ChannelRequantization(requantizers, biases: [0], ranges: [low...high])
    return KernelCase(
      name: "add \(count) \(element.rawValue) \(mode.rawValue)", kernel: .add,
      tile: KernelTile(.add, input: (1, 1, count), output: (1, 1, count), rounding: mode),
      arrays: [
        .init(field: "a", type: "uint8_t", bytes: Self.tileBytes(a)),
        .init(field: "b", type: "uint8_t", bytes: Self.tileBytes(b)),
        .init(field: "table_a", type: "int32_t", bytes: Self.words(tableA)),
        .init(field: "table_b", type: "int32_t", bytes: Self.words(tableB)),
        .init(field: "channel", type: "dnnc_channel", bytes: channel.channels[0].bytes),
      ], numbers: [("count", count)] + Self.rounding(channel.form),
      expected: Self.tileBytes(result))
  }

  /// A call of `mul`; `b` has one element for each channel, or as many as `a`.
  mutating func mul(
    pixels: Int, channels: Int, broadcasts: Bool, element: ElementType, mode: RoundingMode
  ) throws -> KernelCase {
    let (a, zeroA) = image([1, channels, pixels, 1], element)
    let (b, zeroB) = image([1, channels, broadcasts ? 1 : pixels, 1], element)
    let sums = try evaluate("mul", [a, b], [Attribute("activation", .activation(.none))])
    let (result, requantizers) = try requantized(sums, to: element, scale: 0.3, mode: mode)
    let channel = ChannelRequantization(
      requantizers, biases: [0], ranges: [-65025...65025])
    let flip: Int32 = element == .u8 ? 128 : 0
    return KernelCase(
      name: "mul \(pixels)x\(channels) \(broadcasts) \(element.rawValue) \(mode.rawValue)",
      kernel: .mul,
      tile: KernelTile(
        .mul, input: (pixels, 1, channels), output: (pixels, 1, channels), rounding: mode),
      arrays: [
        .init(field: "a", type: "uint8_t", bytes: Self.tileBytes(a)),
        .init(field: "b", type: "uint8_t", bytes: Self.tileBytes(b)),
        .init(field: "channel", type: "dnnc_channel", bytes: channel.channels[0].bytes),
      ],
      numbers: [
        ("count", pixels * channels), ("zero_a", Int(zeroA - flip)), ("zero_b", Int(zeroB - flip)),
        ("flip_a", Int(flip)), ("flip_b", Int(flip)),
        ("b_period", broadcasts ? channels : pixels * channels),
      ] + Self.rounding(channel.form), expected: Self.tileBytes(result))
  }

  /// A call of `softmax` with the requantization of its result.
  mutating func fixedPointSoftmax(
    rows: Int, length: Int, element: ElementType, scale: Float
  ) throws -> KernelCase {
    let (x, _) = image([rows, length], element, scale: scale)
    let attributes = [Attribute("axis", .integer(1)), Attribute("beta", .number(1))]
    let result = try evaluate("fixed_point_softmax", [x], attributes)
    let table = FixedPointSoftmax.table(
      OperatorCall(operands: [x.type], attributes: AttributeList(attributes)))
    return KernelCase(
      name: "fixed_point_softmax \(rows)x\(length) \(element.rawValue) \(scale)",
      kernel: .fixedPointSoftmax,
      tile: KernelTile(.fixedPointSoftmax, input: (1, rows, length), output: (1, rows, length)),
      arrays: [
        .init(field: "input", type: "uint8_t", bytes: Self.tileBytes(x)),
        .init(field: "table", type: "int32_t", bytes: Self.words(table)),
      ],
      numbers: [("rows", rows), ("length", length), ("flip", element == .i8 ? 128 : 0)],
      expected: Self.tileBytes(result), outputType: "uint8_t")
  }

  mutating func softmax(
    rows: Int, length: Int, element: ElementType, scale: Float, mode: RoundingMode
  ) throws -> KernelCase {
    let (x, _) = image([rows, length], element, scale: scale)
    let table = Softmax.table(scale: Double(scale))
    let parts = try evaluate("softmax", [x, table], [Attribute("axis", .integer(1))])
    let (result, requantizers) = try requantized(
      parts, to: element, scale: Float(1) / 256, mode: mode)
    let channel = ChannelRequantization(
      requantizers, biases: [0], ranges: [0...Int64(Softmax.steps)])
    return KernelCase(
      name: "softmax \(rows)x\(length) \(element.rawValue) \(mode.rawValue)", kernel: .softmax,
      tile: KernelTile(
        .softmax, input: (1, rows, length), output: (1, rows, length), rounding: mode),
      arrays: [
        .init(field: "input", type: "uint8_t", bytes: Self.tileBytes(x)),
        .init(field: "table", type: "int32_t", bytes: Self.words(table.integers)),
        .init(field: "channel", type: "dnnc_channel", bytes: channel.channels[0].bytes),
      ],
      numbers: [
        ("rows", rows), ("length", length), ("input_flip", element == .u8 ? 128 : 0),
      ] + Self.rounding(channel.form), expected: Self.tileBytes(result))
  }
}
