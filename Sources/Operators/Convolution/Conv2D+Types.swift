import IR

extension Conv2D {
  /// How the kernel moves over the images; the ranks have been checked.
  package static func geometry(_ call: OperatorCall) -> WindowGeometry {
    WindowGeometry(
      image: call.operands[0].shape, window: Array(call.operands[1].shape[2...]),
      stride: call.attributes.integers("stride"), padding: call.attributes.integers("padding"),
      dilation: call.attributes.integers("dilation"))
  }

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    let (x, weight) = (call.operands[0], call.operands[1])
    let isFloat = x.isFloat
    var isSound = checkSteps(call, &report)
    let hasImages = report.require(
      x.rank == 4 && (isFloat || x.isQuantizedActivation || x.isQuantizedWord), 1, "x is \(x)",
      help: x.rank == 4 ? "quantize x per tensor to i8 or u8" : "reshape x to four axes")
    let hasFilters = report.require(
      weight.rank == 4 && IntegerAccumulation.accepts(weight: weight, for: x), 2,
      "weight is \(weight) and x is \(x)", help: "quantize both, or neither")
    guard hasImages, hasFilters else { return nil }
    isSound = checkChannels(call, &report) && isSound
    let sums = isFloat ? nil : IntegerAccumulation.quantization(x, weight, axis: 1)
    if !isFloat {
      let scales = report.require(
        sums != nil, 10, IntegerAccumulation.scaleDetail(x, weight),
        help: "quantize with scales nearer to 1")
      let products = Saturating.product(Array(weight.shape[1...]))
      let few = report.require(
        products <= IntegerAccumulation.productLimit, 11, "a sum has \(products) products",
        help: "split the channels and add the parts")
      isSound = scales && few && isSound
    }
    isSound = checkBias(call, sums, &report) && isSound
    guard isSound else { return nil }
    let geometry = geometry(call)
    guard report.require(geometry.fits, 8, geometry.extentDetail, help: "add padding") else {
      return nil
    }
    let padded = [x.shape[0], x.shape[1], geometry.rows.padded, geometry.columns.padded]
    guard
      report.require(
        TensorType.checkedElementCount(padded) != nil, 13, "the padded images would be \(padded)",
        help: "pad less")
    else { return nil }
    let shape = geometry.resultShape(batch: x.shape[0], channels: weight.shape[0])
    guard
      report.require(
        TensorType.checkedElementCount(shape) != nil, 12, "the result would be \(shape)",
        help: "make the batch or the image smaller")
    else { return nil }
    return [TensorType(IntegerAccumulation.element(x), shape, sums)]
  }

  /// Rules 6, 7 and 9, which need no types but the element of `x`.
  private static func checkSteps(_ call: OperatorCall, _ report: inout ConstraintReport) -> Bool {
    let stride = call.attributes.integers("stride")
    let dilation = call.attributes.integers("dilation")
    let padding = call.attributes.integers("padding")
    let activation = call.attributes.activation("activation")
    let steps = report.require(
      (stride + dilation).allSatisfy { $0 > 0 }, 6, "stride is \(stride), dilation \(dilation)",
      help: "a step of 1 reads every position")
    let cropping = report.require(
      padding.allSatisfy { $0 >= 0 }, 7, "padding is \(padding)", help: "crop with slice")
    let isFloat = call.operands[0].isFloat
    let bounds = report.require(
      activation.isOrdered && (isFloat || activation == .none), 9,
      "the activation is \(activation) and x is \(call.operands[0].plainDescription)",
      help: isFloat
        ? "give the lower bound first" : "clip by the requantize that follows")
    return steps && cropping && bounds
  }

  /// Rules 3 and 4: how the channels are split into groups.
  private static func checkChannels(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> Bool {
    let (channels, weight) = (call.operands[0].shape[1], call.operands[1])
    let groups = call.attributes.integer("groups")
    guard
      report.require(
        groups > 0 && channels % groups == 0 && weight.shape[0] % groups == 0, 3,
        "there are \(groups) groups for \(channels) channels and \(weight.shape[0]) filters",
        help: "choose groups that divide both")
    else { return false }
    var wanted = weight.shape
    wanted[1] = channels / groups
    return report.require(
      weight.shape == wanted, 4,
      "weight has the shape \(weight.shape), but x with \(channels) channels in \(groups) "
        + "group\(groups == 1 ? "" : "s") wants \(wanted)",
      help: "is the order of the axes [O, C / groups, kh, kw]?")
  }

  /// Rule 5; without the scales of the sums only what does not depend on them.
  private static func checkBias(
    _ call: OperatorCall, _ sums: Quantization?, _ report: inout ConstraintReport
  ) -> Bool {
    guard call.operands.count > 2 else { return true }
    let (x, bias) = (call.operands[0], call.operands[2])
    let wanted = [call.operands[1].shape[0]]
    let element = IntegerAccumulation.element(x)
    let kind =
      x.isFloat
      ? bias.isFloat
      : sums == nil || IntegerAccumulation.accepts(bias: bias, sums: sums, of: element)
    return report.require(
      bias.shape == wanted && kind, 5,
      "bias is \(bias), but wants \(element.rawValue)\(wanted)"
        + (sums == nil ? "" : ", not quantized or with the scales of the result"))
  }

  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work {
    let elements = results[0].elementCount
    let activation = call.attributes.activation("activation")
    return Work(
      macs: Saturating.product([elements] + call.operands[1].shape[1...]),
      elementOperations: Saturating.product(elements, activation.operationsPerElement))
  }

  package static func parameterTypes(
    _ operands: [TensorType], _ attributes: AttributeList, _ report: inout ConstraintReport
  ) -> [(name: String, type: TensorType)]? {
    let x = operands[0]
    let groups = attributes.integer("groups")
    let filters = attributes.integer("filters")
    guard report.require(x.rank == 4, 1, "x is \(x)", help: "reshape x to four axes") else {
      return nil
    }
    guard
      report.require(
        groups > 0 && x.shape[1] % groups == 0, 3,
        "there are \(groups) groups for \(x.shape[1]) channels",
        help: "choose groups that divide the channels")
    else { return nil }
    let shape = [filters, x.shape[1] / groups] + attributes.integers("kernel")
    guard
      report.require(
        TensorType.checkedElementCount(shape) != nil, 2,
        "weight would have the shape \(shape)",
        help: "filters and kernel are positive, and weight has at most 2^31 elements")
    else { return nil }
    let weight = (name: "weight", type: TensorType(.f32, shape))
    if attributes["bias"] == .boolean(false) { return [weight] }
    return [weight, (name: "bias", type: TensorType(.f32, [filters]))]
  }

  package static func sourceAttributes(_ operands: [TensorType]) -> [Attribute] {
    [
      Attribute("filters", .integer(operands[1].shape[0])),
      Attribute("kernel", .integers(Array(operands[1].shape[2...]))),
      Attribute("bias", .boolean(operands.count > 2)),
    ]
  }
}
