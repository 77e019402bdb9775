import IR

/// The product of rows with a weight matrix, plus a bias.
package enum Dense: OperatorDefinition {
  package static let name = "dense"
  package static let summary = "The product of rows with a weight matrix, plus a bias."
  package static let details = """
    For every row `r`, that is, every index of all axes of `x` but the last:

    ```
    y[r, u] = activation(bias[u] + sum(k, x[r, k] * weight[u, k]))
    ```

    On integers the sum is of `(x - zero_x) * weight` in 32 bits, and the result is `i32` with the
    scale `scale_x * scale_weight`, exactly, and zero points 0; scales that differ between
    units make a result quantized along the last axis. Integers of 16 bits are summed in 64.

    In `.dnn`, `units` gives the shapes of the parameters.
    """
  package static let operands: [OperandSpec] = [
    .value("x", "the rows, `[..., K]`"),
    .parameter("weight", "the matrix, `[U, K]`"),
    .parameter("bias", "what is added to each unit, `[U]`", .optional),
  ]
  package static let attributes: [AttributeSpec] = [
    AttributeSpec(sourceOnly: "units", .integer, "the number of results of a row, U"),
    AttributeSpec(
      sourceOnly: "bias", .boolean, "whether there is a bias", default: .boolean(true)),
    AttributeSpec(
      "activation", .activation, "applied to every element of a float result",
      default: .activation(.none)),
  ]
  package static let constraints: [Constraint] = [
    Constraint(
      1,
      "x has at least one axis and is f32, i8 or u8 quantized per tensor, or i16 with the zero point 0."
    ),
    Constraint(
      2,
      "weight has the two axes [U, K]; it is f32 if x is, i16 quantized per tensor with the zero point 0 "
        + "if x is, and otherwise i8 or i4 with zero points 0, quantized per tensor or along axis 0."
    ),
    Constraint(3, "Axis 1 of weight has as many entries as the last axis of x."),
    Constraint(
      4,
      "bias has the shape [U]; it is f32 if x is, and otherwise of the integers of the result, not "
        + "quantized or with its scales and zero points 0."),
    Constraint(
      5, "The lower bound of the activation is not above the upper; on integers it is none."),
    Constraint(6, "The product of the scales of x and weight is a positive finite f32."),
    Constraint(7, "On integers a sum has at most 65,536 products, so that its bits hold it."),
    Constraint(8, "The result has at most 2^31 elements."),
  ]

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    let (x, weight) = (call.operands[0], call.operands[1])
    let isFloat = x.isFloat
    let activation = call.attributes.activation("activation")
    var isSound = report.require(
      activation.isOrdered && (isFloat || activation == .none), 5,
      "the activation is \(activation) and x is \(x.plainDescription)",
      help: isFloat ? "give the lower bound first" : "clip by the requantize that follows")
    let hasRows = report.require(
      x.rank >= 1 && (isFloat || x.isQuantizedActivation || x.isQuantizedWord), 1, "x is \(x)",
      help: x.rank == 0 ? "reshape x to [1]" : "quantize x per tensor to i8 or u8")
    let hasMatrix = report.require(
      weight.rank == 2 && IntegerAccumulation.accepts(weight: weight, for: x), 2,
      "weight is \(weight) and x is \(x)", help: "quantize both, or neither")
    guard hasRows, hasMatrix else { return nil }
    let (length, wanted) = (x.shape[x.rank - 1], [weight.shape[0], x.shape[x.rank - 1]])
    isSound =
      report.require(
        weight.shape == wanted, 3,
        "weight has the shape \(weight.shape), but rows of \(length) want \(wanted)",
        help: weight.shape[0] == length
          ? "is the weight transposed?" : "flatten x if a row is more than its last axis")
      && isSound
    let sums = isFloat ? nil : IntegerAccumulation.quantization(x, weight, axis: x.rank - 1)
    if !isFloat {
      let scales = report.require(
        sums != nil, 6, IntegerAccumulation.scaleDetail(x, weight),
        help: "quantize with scales nearer to 1")
      let few = report.require(
        length <= IntegerAccumulation.productLimit, 7, "a sum has \(length) products",
        help: "split the rows and add the parts")
      isSound = scales && few && isSound
    }
    let element = IntegerAccumulation.element(x)
    if call.operands.count > 2 {
      let bias = call.operands[2]
      let kind =
        isFloat
        ? bias.isFloat
        : sums == nil || IntegerAccumulation.accepts(bias: bias, sums: sums, of: element)
      isSound =
        report.require(
          bias.shape == [weight.shape[0]] && kind, 4,
          "bias is \(bias), but wants \(element.rawValue)\([weight.shape[0]])"
            + (sums == nil ? "" : ", not quantized or with the scales of the result"))
        && isSound
    }
    let shape = Array(x.shape.dropLast()) + [weight.shape[0]]
    isSound =
      report.require(
        TensorType.checkedElementCount(shape) != nil, 8, "the result would be \(shape)",
        help: "make the batch smaller") && isSound
    return isSound ? [TensorType(element, shape, sums)] : nil
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    let (units, length) = (call.operands[1].shape[0], call.operands[1].shape[1])
    let rows = call.operands[0].elementCount / length
    if results[0].isFloat {
      let (x, weight) = (NDArray([rows, length], inputs[0].floats), NDArray<Float>(inputs[1]))
      let bias = inputs.count > 2 ? inputs[2].floats : [Float](repeating: 0, count: units)
      let activation = call.attributes.activation("activation")
      var y = NDArray<Float>([rows, units], repeating: 0)
      for r in 0..<rows {
        for u in 0..<units {
          var sum = Double(bias[u])
          for k in 0..<length { sum += Double(x[r, k]) * Double(weight[u, k]) }
          y[r, u] = activation(Float(sum))
        }
      }
      return [Tensor(results[0], y.elements)]
    }
    return results[0].element == .i64
      ? [integers(inputs, rows, results[0], bias: inputs.dropFirst(2).first?.wideIntegers)]
      : [integers(inputs, rows, results[0], bias: inputs.dropFirst(2).first?.integers)]
  }

  /// The definition on integers, in the bits of the result, which wrap around.
  private static func integers<Sum: FixedWidthInteger & TensorScalar>(
    _ inputs: [Tensor], _ rows: Int, _ result: TensorType, bias: [Sum]?
  ) -> Tensor {
    let weight = NDArray<Int32>(inputs[1])
    let (units, length) = (weight.shape[0], weight.shape[1])
    let x = NDArray([rows, length], inputs[0].integers)
    let zero = inputs[0].type.commonZeroPoint
    var y = NDArray<Sum>([rows, units], repeating: 0)
    for r in 0..<rows {
      for u in 0..<units {
        var sum = bias?[u] ?? 0
        for k in 0..<length { sum &+= Sum(x[r, k] &- zero) &* Sum(weight[u, k]) }
        y[r, u] = sum
      }
    }
    return Tensor(result, y.elements)
  }

  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work {
    let elements = results[0].elementCount
    let activation = call.attributes.activation("activation")
    return Work(
      macs: Saturating.product(elements, call.operands[1].shape[1]),
      elementOperations: Saturating.product(elements, activation.operationsPerElement))
  }

  package static func parameterTypes(
    _ operands: [TensorType], _ attributes: AttributeList, _ report: inout ConstraintReport
  ) -> [(name: String, type: TensorType)]? {
    guard let length = operands[0].shape.last else {
      report.require(false, 1, "x is \(operands[0])")
      return nil
    }
    let units = attributes.integer("units")
    guard
      report.require(
        TensorType.checkedElementCount([units, length]) != nil, 2,
        "units is \(units), so that weight would be [\(units), \(length)]",
        help: "sizes are positive, and weight has at most 2^31 elements")
    else { return nil }
    let weight = (name: "weight", type: TensorType(.f32, [units, length]))
    if attributes["bias"] == .boolean(false) { return [weight] }
    return [weight, (name: "bias", type: TensorType(.f32, [units]))]
  }

  package static func sourceAttributes(_ operands: [TensorType]) -> [Attribute] {
    [
      Attribute("units", .integer(operands[1].shape[0])),
      Attribute("bias", .boolean(operands.count > 2)),
    ]
  }
}
