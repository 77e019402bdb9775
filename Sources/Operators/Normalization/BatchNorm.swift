import Basic
import IR

/// Normalization of each channel by statistics gathered in training.
package enum BatchNorm: OperatorDefinition {
  package static let name = "batch_norm"
  package static let summary = "Normalization of each channel by statistics gathered in training."
  package static let details = """
    ```
    y[n, c, ...] = (x[n, c, ...] - mean[c]) / sqrt(variance[c] + epsilon) * scale[c] + bias[c]
    ```

    ([ioffe15]; inference form.) The pass `fold-batch-norm` makes it part of the convolution before
    it.
    """
  package static let operands: [OperandSpec] = [
    .value("x", "`[N, C, ...]`"),
    .parameter("scale", "the factor of each channel, `[C]`"),
    .parameter("bias", "what is added to each channel, `[C]`"),
    .parameter("mean", "the mean of each channel, `[C]`"),
    .parameter("variance", "the variance of each channel, `[C]`"),
  ]
  package static let attributes: [AttributeSpec] = [
    AttributeSpec(
      "epsilon", .number, "added to the variance, so that it is not zero", default: .number(1e-5))
  ]
  package static let constraints: [Constraint] = [
    Constraint(1, "x is f32 and has at least the two axes [N, C]."),
    Constraint(2, "scale, bias, mean and variance are f32 of the shape [C]."),
    Constraint(3, "epsilon is finite and not negative."),
  ]

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    let x = call.operands[0]
    let epsilon = call.attributes.number("epsilon")
    var isSound = report.require(
      epsilon >= 0 && epsilon.isFinite, 3, "epsilon is \(NumberText.shortest(epsilon))",
      help: "1e-05 is usual")
    guard
      report.require(
        x.isFloat && x.rank >= 2, 1, "x is \(x)",
        help: x.isFloat ? nil : "run fold-batch-norm before quantize")
    else { return nil }
    let wanted = TensorType(.f32, [x.shape[1]])
    for (operand, parameter) in zip(operands, call.operands).dropFirst() {
      isSound =
        report.require(
          parameter == wanted, 2,
          "\(operand.name) is \(parameter), but x with \(x.shape[1]) channels wants \(wanted)")
        && isSound
    }
    return isSound ? [x] : nil
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    let parameters = inputs.dropFirst().map { $0.floats.map { Double($0) } }
    let (scale, bias) = (parameters[0], parameters[1])
    let (mean, variance) = (parameters[2], parameters[3])
    let epsilon = call.attributes.number("epsilon")
    let y = inputs[0].floats.enumerated().map { index, x in
      let c = results[0].index(of: index, along: 1)
      let deviation = (variance[c] + epsilon).squareRoot()
      return Float((Double(x) - mean[c]) / deviation * scale[c] + bias[c])
    }
    return [Tensor(results[0], y)]
  }

  /// A product and a sum for each element; what depends on the channel alone is known before.
  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work {
    Work(elementOperations: Saturating.product(2, results[0].elementCount))
  }

  package static func parameterTypes(
    _ operands: [TensorType], _ attributes: AttributeList, _ report: inout ConstraintReport
  ) -> [(name: String, type: TensorType)]? {
    let x = operands[0]
    guard report.require(x.rank >= 2, 1, "x is \(x)") else { return nil }
    return self.operands.filter(\.isParameter).map { ($0.name, TensorType(.f32, [x.shape[1]])) }
  }
}
