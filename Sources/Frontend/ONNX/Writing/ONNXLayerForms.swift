import Basic
import IR

/// The forms of layers with windows, weights or statistics, and of quantization.
enum ONNXLayerForms {
  static let all: [String: ONNXForms.Form] = [
    "conv2d": { writer, operation, inputs, outputs in
      guard writer.type(operation.operands[0]).quantization == nil else { return false }
      let kernel = Array(writer.type(operation.operands[1]).shape[2...])
      writer.add(
        "Conv", inputs, outputs,
        window(operation, kernel) + [dilation(operation), group(operation)],
        origin: operation.layerName)
      return true
    },
    "conv_transpose2d": { writer, operation, inputs, outputs in
      let kernel = Array(writer.type(operation.operands[1]).shape[2...])
      let extra = ONNXAttribute(
        "output_padding", integers: operation.attributes.integers("output_padding"))
      writer.add(
        "ConvTranspose", inputs, outputs,
        window(operation, kernel) + [dilation(operation), group(operation), extra],
        origin: operation.layerName)
      return true
    },
    "dense": dense,
    "max_pool2d": { writer, operation, inputs, outputs in
      writer.add(
        "MaxPool", inputs, outputs, window(operation, operation.attributes.integers("window")),
        origin: operation.layerName)
      return true
    },
    "average_pool2d": { writer, operation, inputs, outputs in
      guard writer.type(operation.operands[0]).quantization == nil else { return false }
      let counts = operation.attributes.boolean("count_padding")
      writer.add(
        "AveragePool", inputs, outputs,
        window(operation, operation.attributes.integers("window"))
          + [ONNXAttribute("count_include_pad", integer: counts ? 1 : 0)],
        origin: operation.layerName)
      return true
    },
    "layer_norm": { writer, operation, inputs, outputs in
      guard writer.type(operation.operands[0]).quantization == nil else { return false }
      writer.add(
        "LayerNormalization", inputs, outputs,
        [
          ONNXAttribute("axis", integer: operation.attributes.integer("axis")),
          ONNXAttribute("epsilon", .float(Float(operation.attributes.number("epsilon")))),
        ], origin: operation.layerName)
      return true
    },
    "softmax": { writer, operation, inputs, outputs in
      guard inputs.count == 1 else { return false }
      writer.add(
        "Softmax", inputs, outputs,
        [ONNXAttribute("axis", integer: operation.attributes.integer("axis"))],
        origin: operation.layerName)
      return true
    },
    "local_response_norm": { writer, operation, inputs, outputs in
      writer.add(
        "LRN", inputs, outputs,
        [ONNXAttribute("size", integer: operation.attributes.integer("size"))]
          + ["alpha", "beta", "bias"].map {
            ONNXAttribute($0, .float(Float(operation.attributes.number($0))))
          }, origin: operation.layerName)
      return true
    },
    "gelu": { writer, operation, inputs, outputs in
      let mode = operation.attributes.symbol("approximation")
      writer.add(
        "Gelu", inputs, outputs, [ONNXAttribute("approximate", text: mode)],
        origin: operation.layerName)
      return true
    },
    "clip": { writer, operation, inputs, outputs in
      let element = writer.type(operation.operands[0]).element
      guard writer.type(operation.operands[0]).quantization == nil else { return false }
      let bounds = ["min", "max"].map { key -> String in
        let value = operation.attributes.number(key)
        guard value.isFinite else { return "" }
        return writer.tensor(
          Tensor(TensorType(element, []), numbers: [value]), named: "\(outputs[0]).\(key)")
      }
      writer.add("Clip", inputs + bounds, outputs, origin: operation.layerName)
      return true
    },
    "quantize": { writer, operation, inputs, outputs in
      guard operation.attributes.symbol("rounding") == "half_even",
        let parameters = parameters(
          &writer, operation, of: operation.attributes.storage("to"), outputs)
      else { return false }
      writer.add(
        "QuantizeLinear", inputs + parameters.names, outputs, parameters.axis,
        origin: operation.layerName)
      return true
    },
    "dequantize": { writer, operation, inputs, outputs in
      let type = writer.type(operation.operands[0])
      let storage = StorageType(type.element, type.quantization)
      guard let parameters = parameters(&writer, operation, of: storage, outputs) else {
        return false
      }
      writer.add(
        "DequantizeLinear", inputs + parameters.names, outputs, parameters.axis,
        origin: operation.layerName)
      return true
    },
  ]

  private static func window(_ operation: Operation, _ kernel: [Int]) -> [ONNXAttribute] {
    [
      ONNXAttribute("kernel_shape", integers: kernel),
      ONNXAttribute("strides", integers: operation.attributes.integers("stride")),
      ONNXAttribute("pads", integers: operation.attributes.integers("padding")),
    ]
  }

  private static func dilation(_ operation: Operation) -> ONNXAttribute {
    ONNXAttribute("dilations", integers: operation.attributes.integers("dilation"))
  }

  private static func group(_ operation: Operation) -> ONNXAttribute {
    ONNXAttribute("group", integer: operation.attributes.integer("groups"))
  }

  /// `Gemm` of matrices; rows with more axes are multiplied by the transposed weight.
  @Sendable
  private static func dense(
    _ writer: inout ONNXProgramWriter, _ operation: Operation, _ inputs: [String],
    _ outputs: [String]
  ) -> Bool {
    let x = writer.type(operation.operands[0])
    guard x.quantization == nil else { return false }
    guard x.rank != 2 else {
      writer.add(
        "Gemm", inputs, outputs, [ONNXAttribute("transB", integer: 1)],
        origin: operation.layerName)
      return true
    }
    let weight = writer.intermediate("\(outputs[0]).weight")
    writer.add(
      "Transpose", [inputs[1]], [weight], [ONNXAttribute("perm", integers: [1, 0])], origin: weight)
    let product = inputs.count > 2 ? writer.intermediate("\(outputs[0]).product") : outputs[0]
    writer.add("MatMul", [inputs[0], weight], [product], origin: operation.layerName)
    if inputs.count > 2 {
      writer.add("Add", [product, inputs[2]], outputs, origin: "\(operation.layerName).bias")
    }
    return true
  }

  /// The scale and the zero point as initializers, and the axis if there are several.
  private static func parameters(
    _ writer: inout ONNXProgramWriter, _ operation: Operation, of storage: StorageType,
    _ outputs: [String]
  ) -> (names: [String], axis: [ONNXAttribute])? {
    guard let quantization = storage.quantization else { return nil }
    let shape = quantization.isPerTensor ? [] : [quantization.scales.count]
    let scale = Tensor(shape, floats: quantization.scales.map { Float($0) })
    let zero = Tensor(TensorType(storage.element, shape), integers: quantization.zeroPoints)
    let names = [
      writer.tensor(scale, named: "\(outputs[0]).scale"),
      writer.tensor(zero, named: "\(outputs[0]).zero_point"),
    ]
    return (names, quantization.axis.map { [ONNXAttribute("axis", integer: $0)] } ?? [])
  }
}
