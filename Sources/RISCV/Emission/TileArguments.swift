/// The arguments of the call of a kernel for one tile, as an initializer in C.
struct TileArguments {
  let layer: PlanStep
  let number: Int
  let tensors: [PlanTensor]
  let packing: StepPacking
  let set: InstructionSet

  /// The text for a tile.
  ///
  /// - Parameter place: where the copy in use of a buffer lies in L1.
  func initializer(_ box: TileBox, _ place: (BufferRole) -> Int) -> String {
    let step = layer.step
    var fields: [String] = []
    func pointer(_ name: String, _ type: String, _ role: BufferRole, _ offset: Int = 0) {
      fields.append(".\(name) = (\(type) *)(dnnc_l1 + \(place(role) + offset))")
    }
    func number(_ name: String, _ value: Int) { fields.append(".\(name) = \(value)") }
    let inputs = step.inputs.indices.map { step.inputBox(box, of: $0).shape }
    let result = box.shape
    let isBytes = Self.readsBytes(step.kernel)
    switch step.kernel {
    case .add, .mul:
      pointer("a", "const uint8_t", .first)
      pointer("b", "const uint8_t", .second)
    case .requantizeSums: pointer("input", "const int32_t", .first)
    default: pointer("input", isBytes ? "const uint8_t" : "const int8_t", .first)
    }
    pointer("output", Self.writesBytes(step.kernel) ? "uint8_t" : "int8_t", .result)
    switch step.kernel {
    case .convolution, .pointwise, .depthwise, .dense:
      let isWords = step.kernel == .convolution || step.kernel == .pointwise
      pointer("weights", isWords ? "const uint32_t" : "const int8_t", .weights)
      pointer("channels", "const dnnc_channel", .parameters)
      number("input_channels", inputs[0].channels)
      number("output_channels", result.channels)
      if step.kernel == .pointwise { number("pixels", result.height * result.width) }
      if step.kernel == .convolution || step.kernel == .depthwise {
        if layer.buffer(.scratch) != nil { pointer("scratch", "int8_t", .scratch) }
        fields +=
          window(box, inputs[0])
          + ["dilation_height", "dilation_width"].map {
            let window = step.window
            return
              ".\($0) = \($0 == "dilation_height" ? window.dilationHeight : window.dilationWidth)"
          }
      }
      if step.kernel != .pointwise { number("input_flip", flip(0)) }
    case .maxPool, .averagePool:
      number("channels", result.channels)
      fields += window(box, inputs[0])
      number("input_flip", flip(0))
      number("counts_padding", step.countsPadding ? 1 : 0)
    case .add:
      pointer("table_a", "const int32_t", .table)
      pointer("table_b", "const int32_t", .table, 1024)
      number("count", result.elementCount)
    case .mul:
      number("count", result.elementCount)
      number("zero_a", Int(step.inputs[0].zeroPoint) - flip(0))
      number("zero_b", Int(step.inputs[1].zeroPoint) - flip(1))
      number("flip_a", flip(0))
      number("flip_b", flip(1))
      number("b_period", result.elementCount)
    case .softmax:
      pointer("table", "const int32_t", .table)
      number("rows", result.height * result.width)
      number("length", result.channels)
      number("input_flip", flip(0))
    case .fixedPointSoftmax:
      pointer("table", "const int32_t", .table)
      number("rows", result.height * result.width)
      number("length", result.channels)
      number("flip", 128 - flip(0))
    case .requantize, .lookup:
      pointer("table", "const uint8_t", .table)
      number("count", result.elementCount)
    case .requantizeSums:
      pointer("channels", "const dnnc_channel", .parameters)
      number("count", result.elementCount)
      number("output_channels", result.channels)
    case .copy: number("count", result.elementCount)
    case .concat:
      number("pixels", result.height * result.width)
      number("channels", result.channels)
      number("output_channels", result.channels)
    case .permute:
      // Channels become rows.
      fields.append(".sizes = {1, \(result.height), 1, \(result.width)}")
      fields.append(".strides = {0, 1, 0, \(result.height)}")
    case .pad:
      number("channels", result.channels)
      number("input_height", inputs[0].height)
      number("input_width", inputs[0].width)
      fields += padding(box)
      number("value", Int(step.padding))
    }
    if hasRounding {
      let form = packing.form
      fields.append(
        ".rounding = {\(form.mode.rawValue), \(form.zero), \(form.low), \(form.high)}")
      if !step.kernel.hasParameters { fields.append(".channel = &step_\(self.number)_channel") }
    }
    return "{" + fields.joined(separator: ", ") + "}"
  }

  /// The arguments of the call that decodes the weights of a tile.
  func decoding(
    _ stored: EncodedChannels, _ channels: Range<Int>, _ place: (BufferRole) -> Int
  ) -> String {
    let (encoding, decoding) = (stored.encoding, packing.decoding(set))
    let fields = [
      "input = (const uint8_t *)(dnnc_l1 + \(place(.stored)))",
      "output = (uint8_t *)(dnnc_l1 + \(place(.weights)))",
      "scratch = (uint8_t *)(dnnc_l1 + \(place(.scratch)))",
      "channels = \(channels.count)", "positions = \(stored.positions)",
      "depth = \(stored.depth)", "group = \(encoding.group)",
      "pruned_columns = \(encoding.columns)", "constant_bits = \(encoding.constantField)",
      "is_shift = \(encoding.method == .zeroPointShifting ? 1 : 0)",
      "layout = \(decoding.layout.rawValue)", "has_heads = \(decoding.hasHeads ? 1 : 0)",
    ]
    return "{" + fields.map { "." + $0 }.joined(separator: ", ") + "}"
  }

  /// The definition of the one channel of a kernel without weights; empty for others.
  var channelDefinition: String {
    guard hasRounding, !layer.step.kernel.hasParameters, let channel = packing.channels.first else {
      return ""
    }
    // The least integer has no literal in C.
    let addend = channel.addend == .min ? "-2147483647 - 1" : "\(channel.addend)"
    return "static const dnnc_channel step_\(number)_channel = "
      + "{0, \(channel.multiplier), \(addend), \(channel.shift), 0};\n"
  }

  private var hasRounding: Bool {
    switch layer.step.kernel {
    case .convolution, .pointwise, .depthwise, .dense, .add, .mul, .softmax, .requantizeSums: true
    case .maxPool, .averagePool, .concat, .requantize, .lookup, .fixedPointSoftmax, .copy,
      .permute, .pad:
      false
    }
  }

  private static func readsBytes(_ kernel: Kernel) -> Bool {
    kernel == .softmax || writesBytes(kernel)
  }

  private static func writesBytes(_ kernel: Kernel) -> Bool {
    switch kernel {
    case .concat, .requantize, .lookup, .fixedPointSoftmax, .copy, .permute, .pad: true
    default: false
    }
  }

  /// The bit that kernels turn in bytes without signs.
  private func flip(_ operand: Int) -> Int {
    tensors[layer.step.inputs[operand].tensor].element == .u8 ? 128 : 0
  }

  private func window(_ box: TileBox, _ input: MapShape) -> [String] {
    let (window, result) = (layer.step.window, box.shape)
    return [
      ".input_height = \(input.height)", ".input_width = \(input.width)",
      ".output_height = \(result.height)", ".output_width = \(result.width)",
      ".kernel_height = \(window.kernelHeight)", ".kernel_width = \(window.kernelWidth)",
      ".stride_height = \(window.strideHeight)", ".stride_width = \(window.strideWidth)",
      ".input_zero = \(layer.step.kernel.hasWeights ? layer.step.padding : layer.step.inputs[0].zeroPoint)",
    ] + padding(box)
  }

  /// The padding of this tile, which only tiles at borders have.
  private func padding(_ box: TileBox) -> [String] {
    let (rows, columns) = (layer.step.inputRows(box.rows), layer.step.inputColumns(box.columns))
    return [
      ".pad_top = \(rows.before)", ".pad_left = \(columns.before)",
      ".pad_bottom = \(rows.after)", ".pad_right = \(columns.after)",
    ]
  }
}
