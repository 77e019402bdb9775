import IR

extension ConvTranspose2D {
  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    let (x, weight) = (call.operands[0], call.operands[1])
    let hasSteps = checkSteps(call.attributes, &report)
    let hasImages = report.require(
      x.rank == 4 && x.isFloat, 1, "x is \(x)",
      help: x.isFloat ? "reshape x to four axes" : "dequantize x")
    let hasFilters = report.require(
      weight.rank == 4 && weight.isFloat, 2, "weight is \(weight)",
      help: weight.isFloat ? nil : "dequantize weight")
    guard hasImages, hasFilters else { return nil }
    guard checkChannels(call, &report), hasSteps else { return nil }
    let (rows, columns) = geometry(call)
    guard
      report.require(
        rows.whole > rows.removed && columns.whole > columns.removed, 8,
        "padding takes \(rows.removed) of \(rows.whole) rows and \(columns.removed) of "
          + "\(columns.whole) columns", help: "give less padding")
    else { return nil }
    let channels = weight.shape[1] * call.attributes.integer("groups")
    let whole = [x.shape[0], channels, rows.whole, columns.whole]
    guard
      report.require(
        TensorType.checkedElementCount(whole) != nil, 9,
        "with what padding takes away the result would be \(whole)", help: "take smaller strides")
    else { return nil }
    return [TensorType(.f32, [x.shape[0], channels, rows.output, columns.output])]
  }

  /// Rules 6 and 7, which need no types.
  private static func checkSteps(
    _ attributes: AttributeList, _ report: inout ConstraintReport
  ) -> Bool {
    let (stride, dilation) = (attributes.integers("stride"), attributes.integers("dilation"))
    let (padding, extra) = (attributes.integers("padding"), attributes.integers("output_padding"))
    let steps = report.require(
      (stride + dilation).allSatisfy { $0 > 0 }, 6, "stride is \(stride), dilation \(dilation)",
      help: "a step of 1 leaves no gaps")
    let cropping = report.require(
      (padding + extra).allSatisfy { $0 >= 0 }, 7,
      "padding is \(padding) and output_padding is \(extra)", help: "add rows with pad")
    return steps && cropping
  }

  /// Rules 3 to 5: how the channels are split into groups.
  private static func checkChannels(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> Bool {
    let (x, weight) = (call.operands[0], call.operands[1])
    let groups = call.attributes.integer("groups")
    let fits = report.require(
      weight.shape[0] == x.shape[1], 3,
      "weight has the shape \(weight.shape), and x \(x.shape[1]) channels",
      help: "is the order of the axes [C, M / groups, kh, kw]?")
    guard
      report.require(
        groups > 0 && x.shape[1] % groups == 0, 4,
        "there are \(groups) groups for \(x.shape[1]) channels",
        help: "choose groups that divide the channels")
    else { return false }
    guard call.operands.count > 2 else { return fits }
    let (bias, wanted) = (call.operands[2], TensorType(.f32, [weight.shape[1] * groups]))
    let hasBias = report.require(bias == wanted, 5, "bias is \(bias), but wants \(wanted)")
    return fits && hasBias
  }

  package static func parameterTypes(
    _ operands: [TensorType], _ attributes: AttributeList, _ report: inout ConstraintReport
  ) -> [(name: String, type: TensorType)]? {
    let (x, groups) = (operands[0], attributes.integer("groups"))
    let filters = attributes.integer("filters")
    guard report.require(x.rank == 4, 1, "x is \(x)", help: "reshape x to four axes") else {
      return nil
    }
    guard
      report.require(
        groups > 0 && x.shape[1] % groups == 0 && filters % groups == 0, 4,
        "there are \(groups) groups for \(x.shape[1]) channels and \(filters) filters",
        help: "choose groups that divide both")
    else { return nil }
    let shape = [x.shape[1], filters / groups] + attributes.integers("kernel")
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
}
