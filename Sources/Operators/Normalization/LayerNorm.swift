import Basic
import IR

/// Normalization of each sample over its last axes.
package enum LayerNorm: OperatorDefinition {
  package static let name = "layer_norm"
  package static let summary = "Normalization of each sample over its last axes."
  package static let details = """
    With `d` running over the elements of the axes from `axis` to the last, `D` of them, and `r`
    over all others:

    ```
    mean[r]     = sum(d, x[r, d]) / D
    variance[r] = sum(d, (x[r, d] - mean[r])^2) / D
    y[r, d]     = (x[r, d] - mean[r]) / sqrt(variance[r] + epsilon) * scale[d] + bias[d]
    ```

    ([ba16]) A negative `axis` counts from the end.

    \(integerDetails)
    """
  package static let operands: [OperandSpec] = [
    .value("x", "a tensor with at least one axis"),
    .parameter("scale", "the factors, of the shape of the axes normalized over"),
    .parameter("bias", "what is added, of the same shape", .optional),
  ]
  package static let attributes: [AttributeSpec] = [
    AttributeSpec(
      sourceOnly: "bias", .boolean, "whether there is a bias", default: .boolean(true)),
    AttributeSpec(
      "axis", .integer, "the first axis to normalize over", default: .integer(-1)),
    AttributeSpec(
      "epsilon", .number, "added to the variance, so that it is not zero", default: .number(1e-5)),
  ]
  package static let constraints: [Constraint] = [
    Constraint(1, "x is f32, or i8 or u8 quantized per tensor."),
    Constraint(2, "axis is an axis of x."),
    Constraint(
      3,
      "scale and bias have the shape of the axes from axis to the last; if x is f32, so are they."),
    Constraint(4, "epsilon is finite and not negative."),
    Constraint(
      5, "If x is an integer, scale is i8 or i16 quantized per tensor with the zero point 0."),
    Constraint(
      6, "If x is an integer, bias is i32; if it is quantized, then with the scale of the result."),
    Constraint(7, "If x is an integer, at most \(lengthLimit) elements are normalized together."),
    Constraint(8, "The scale of an integer result is a positive f32."),
  ]

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    let x = call.operands[0]
    let (given, epsilon) = (call.attributes.integer("axis"), call.attributes.number("epsilon"))
    var isSound = report.require(
      epsilon >= 0 && epsilon.isFinite, 4, "epsilon is \(NumberText.shortest(epsilon))",
      help: "1e-05 is usual")
    isSound =
      report.require(
        x.isFloat || x.isQuantizedActivation, 1, "x is \(x)",
        help: "requantize it per tensor to i8 or u8, or dequantize it, before") && isSound
    let axis = x.resolvedAxis(given)
    report.require(axis != nil, 2, "axis is \(given)", help: x.axesInWords)
    guard let axis else { return nil }
    let shape = Array(x.shape[axis...])
    for (operand, parameter) in zip(operands, call.operands).dropFirst() {
      let isWanted =
        x.isFloat ? parameter == TensorType(.f32, shape) : parameter.shape == shape
      isSound =
        report.require(
          isWanted, 3,
          "\(operand.name) is \(parameter), but axis \(given) wants "
            + "\(TensorType(x.isFloat ? .f32 : parameter.element, shape).plainDescription)")
        && isSound
    }
    guard isSound else { return nil }
    return x.isFloat ? [x] : inferIntegerTypes(call, shape, &report)
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    if !results[0].isFloat { return [evaluateOnIntegers(call, inputs, results[0])] }
    let (x, scale) = (inputs[0].numbers, inputs[1].numbers)
    let bias = inputs.count > 2 ? inputs[2].numbers : [Double](repeating: 0, count: scale.count)
    let epsilon = call.attributes.number("epsilon")
    var y: [Float] = []
    y.reserveCapacity(x.count)
    for start in stride(from: 0, to: x.count, by: scale.count) {
      let sample = x[start..<start + scale.count]
      let mean = sample.reduce(0, +) / Double(scale.count)
      let squares = sample.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      let deviation = (squares / Double(scale.count) + epsilon).squareRoot()
      for d in scale.indices {
        y.append(Float((x[start + d] - mean) / deviation * scale[d] + bias[d]))
      }
    }
    return [Tensor(results[0], y)]
  }

  /// Two passes for the statistics, of one and three operations, and four for the result.
  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work {
    Work(elementOperations: Saturating.product(8, results[0].elementCount))
  }

  package static func parameterTypes(
    _ operands: [TensorType], _ attributes: AttributeList, _ report: inout ConstraintReport
  ) -> [(name: String, type: TensorType)]? {
    let (x, given) = (operands[0], attributes.integer("axis"))
    guard let axis = x.resolvedAxis(given) else {
      report.require(false, 2, "axis is \(given) and x is \(x)")
      return nil
    }
    let type = TensorType(.f32, Array(x.shape[axis...]))
    if attributes["bias"] == .boolean(false) { return [("scale", type)] }
    return [("scale", type), ("bias", type)]
  }

  package static func sourceAttributes(_ operands: [TensorType]) -> [Attribute] {
    [Attribute("bias", .boolean(operands.count > 2))]
  }
}
