import IR
import Operators
import RISCV

/// The shape of a convolution.
struct ConvolutionShape: Sendable {
  var height = 5
  var width = 5
  var inputs = 3
  var outputs = 4
  var kernel = (height: 3, width: 3)
  var stride = (height: 1, width: 1)
  var dilation = (height: 1, width: 1)
  /// Top, left, bottom, right.
  var padding = [0, 0, 0, 0]
  var element = ElementType.i8
  var mode = RoundingMode.single
  /// The ratio of the scale of the sums to that of the result, times the root of the depth.
  var gain = 0.02
  var pairs = true
  /// Whether the sums are the result.
  var givesSums = false
  /// What every weight is, with one sign or the other, or `nil` for any weights.
  var magnitude: Int8?

  var text: String {
    "\(height)x\(width)x\(inputs) to \(outputs) window \(kernel.height)x\(kernel.width) "
      + "stride \(stride.height)x\(stride.width) dilation \(dilation.height)x\(dilation.width) "
      + "padding \(padding) \(element.rawValue) \(mode.rawValue) gain \(gain)"
  }
}

extension CaseBuilder {
  /// A call of `convolution`, `pointwise` or `depthwise`.
  mutating func convolution(
    _ kernel: Kernel, _ shape: ConvolutionShape
  ) throws -> KernelCase {
    let isDepthwise = kernel == .depthwise
    let groups = isDepthwise ? shape.inputs : 1
    let byteRange: ClosedRange<Int32> = shape.element == .i8 ? -128...127 : 0...255
    let zero = Int32.random(in: byteRange, using: &random)
    let input = Tensor(
      TensorType(
        shape.element, [1, shape.inputs, shape.height, shape.width],
        Quantization(scale: 0.05, zeroPoint: zero)),
      integers: bytes(shape.inputs * shape.height * shape.width, shape.element))
    let weightShape = [
      shape.outputs, shape.inputs / groups, shape.kernel.height, shape.kernel.width,
    ]
    let depth = weightShape.dropFirst().reduce(1, *)
    var elements = weights(shape.outputs * depth)
    if let magnitude = shape.magnitude {
      elements = elements.map { $0 < 0 ? -magnitude : magnitude }
    }
    let scales = (0..<shape.outputs).map { _ in scale(0.004...0.02) }
    let weightTensor = Tensor(
      TensorType(.i8, weightShape, Quantization(symmetricScales: scales, axis: 0)),
      integers: elements.map { Int32($0) })
    let biases = integers(shape.outputs, -5000...5000)
    let bias = Tensor(TensorType(.i32, [shape.outputs]), integers: biases)
    let sums = try evaluate(
      "conv2d", [input, weightTensor, bias],
      [
        Attribute("stride", .integers([shape.stride.height, shape.stride.width])),
        Attribute("padding", .integers(shape.padding)),
        Attribute("dilation", .integers([shape.dilation.height, shape.dilation.width])),
        Attribute("groups", .integer(groups)), Attribute("activation", .activation(.none)),
      ])
    let gain = shape.gain / Double(depth).squareRoot()
    let (result, requantizers) = try requantized(
      sums, to: shape.element, scale: Float(0.05 * 0.01 / gain), mode: shape.mode)
    // As the kernel sees bytes: u8 with the first bit turned.
    let flip: Int32 = shape.element == .u8 ? 128 : 0
    let matrix = WeightMatrix(convolution: elements, shape: weightShape)
    let folded = matrix.folded(biases, inputZero: zero - flip)
    let channels = ChannelRequantization(
      requantizers, biases: folded, ranges: matrix.ranges(folded, inputs: -128...127))
    let packing = WeightPacking(
      kernel, matrix, channels: channels.channels, set, pairs: shape.pairs)
    let output = result.type.shape
    let tile = KernelTile(
      kernel, input: (shape.height, shape.width, shape.inputs),
      output: (output[2], output[3], shape.outputs), window: shape.kernel, stride: shape.stride,
      rounding: shape.mode, run: packing.runs.min() ?? 1)
    var numbers: [(field: String, value: Int)] = [
      ("input_channels", shape.inputs), ("output_channels", shape.outputs),
    ]
    if kernel == .pointwise {
      numbers.append(("pixels", shape.height * shape.width))
    } else {
      numbers += [
        ("input_height", shape.height), ("input_width", shape.width),
        ("output_height", output[2]), ("output_width", output[3]),
        ("kernel_height", shape.kernel.height), ("kernel_width", shape.kernel.width),
        ("stride_height", shape.stride.height), ("stride_width", shape.stride.width),
        ("dilation_height", shape.dilation.height), ("dilation_width", shape.dilation.width),
        ("pad_top", shape.padding[0]), ("pad_left", shape.padding[1]),
        ("pad_bottom", shape.padding[2]), ("pad_right", shape.padding[3]),
        ("input_zero", Int(zero)), ("input_flip", Int(flip)),
      ]
    }
    return KernelCase(
      name: "\(kernel.rawValue) \(shape.text) \(channels.form.mode)", kernel: kernel, tile: tile,
      arrays: [
        .init(field: "input", type: "int8_t", bytes: Self.tileBytes(input)),
        .init(
          field: "weights", type: isDepthwise ? "int8_t" : "uint32_t", bytes: packing.weights),
        .init(field: "channels", type: "dnnc_channel", bytes: packing.channelBytes),
      ],
      numbers: numbers + Self.rounding(channels.form), expected: Self.tileBytes(result))
  }

  /// A call of `dense`.
  mutating func dense(
    inputs: Int, outputs: Int, element: ElementType = .i8, mode: RoundingMode = .single
  ) throws -> KernelCase {
    let byteRange: ClosedRange<Int32> = element == .i8 ? -128...127 : 0...255
    let zero = Int32.random(in: byteRange, using: &random)
    let input = Tensor(
      TensorType(element, [1, inputs], Quantization(scale: 0.05, zeroPoint: zero)),
      integers: bytes(inputs, element))
    let elements = weights(outputs * inputs)
    let scales = (0..<outputs).map { _ in scale(0.004...0.02) }
    let weightTensor = Tensor(
      TensorType(.i8, [outputs, inputs], Quantization(symmetricScales: scales, axis: 0)),
      integers: elements.map { Int32($0) })
    let biases = integers(outputs, -5000...5000)
    let sums = try evaluate(
      "dense",
      [input, weightTensor, Tensor(TensorType(.i32, [outputs]), integers: biases)],
      [Attribute("activation", .activation(.none))])
    let (result, requantizers) = try requantized(
      sums, to: element, scale: Float(0.05 * 0.01 * Double(inputs).squareRoot() / 0.02),
      mode: mode)
    let flip: Int32 = element == .u8 ? 128 : 0
    let matrix = WeightMatrix(rows: elements, channels: outputs)
    let folded = matrix.folded(biases, inputZero: zero - flip)
    let channels = ChannelRequantization(
      requantizers, biases: folded, ranges: matrix.ranges(folded, inputs: -128...127))
    let packing = WeightPacking(.dense, matrix, channels: channels.channels, set)
    return KernelCase(
      name: "dense \(inputs) to \(outputs) \(element.rawValue) \(mode.rawValue)", kernel: .dense,
      tile: KernelTile(.dense, input: (1, 1, inputs), output: (1, 1, outputs), rounding: mode),
      arrays: [
        .init(field: "input", type: "int8_t", bytes: Self.tileBytes(input)),
        .init(field: "weights", type: "int8_t", bytes: packing.weights),
        .init(field: "channels", type: "dnnc_channel", bytes: packing.channelBytes),
      ],
      numbers: [
        ("input_channels", inputs), ("output_channels", outputs), ("input_flip", Int(flip)),
      ] + Self.rounding(channels.form), expected: Self.tileBytes(result))
  }
}
