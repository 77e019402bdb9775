import Basic
import Foundation
import IR

/// Normalization of each element by those at its place in neighbouring channels.
package enum LocalResponseNorm: OperatorDefinition {
  package static let name = "local_response_norm"
  package static let summary =
    "Normalization of each element by those at its place in neighbouring channels."
  package static let details = """
    ```
    y[n, c, ...] = x[n, c, ...] / (bias + alpha / size * sum(k, x[n, k, ...]^2))^beta
    c - floor((size - 1) / 2) <= k <= c + ceil((size - 1) / 2)
    ```

    ([krizhevsky12] section 3.3, with `alpha` divided by `size`.) Channels that there are not add
    nothing. Sums are in binary64.
    """
  package static let operands: [OperandSpec] = [.value("x", "`[N, C, ...]`")]
  package static let attributes: [AttributeSpec] = [
    AttributeSpec("size", .integer, "the number of channels in a sum"),
    AttributeSpec("alpha", .number, "the factor of the mean square", default: .number(1e-4)),
    AttributeSpec("beta", .number, "the exponent", default: .number(0.75)),
    AttributeSpec("bias", .number, "what is added to the mean square", default: .number(1)),
  ]
  package static let constraints: [Constraint] = [
    Constraint(1, "x is f32 and has at least the two axes [N, C]."),
    Constraint(2, "size is positive."),
    Constraint(3, "alpha, beta and bias are finite."),
  ]

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    let x = call.operands[0]
    let size = call.attributes.integer("size")
    let numbers = ["alpha", "beta", "bias"].map(call.attributes.number)
    let hasChannels = report.require(
      x.isFloat && x.rank >= 2, 1, "x is \(x)", help: x.isFloat ? nil : "dequantize x")
    let hasSize = report.require(size > 0, 2, "size is \(size)", help: "5 is usual")
    let areFinite = report.require(
      numbers.allSatisfy(\.isFinite), 3,
      "alpha, beta and bias are \(numbers.map { NumberText.shortest($0) }.joined(separator: ", "))",
      help: "0.0001, 0.75 and 1 are usual")
    return hasChannels && hasSize && areFinite ? [x] : nil
  }

  /// The channels whose squares are added up for channel `c` of `channels`.
  package static func window(
    _ c: Int, of channels: Int, _ attributes: AttributeList
  ) -> Range<Int> {
    let size = min(attributes.integer("size"), 2 * channels)
    return max(0, c - (size - 1) / 2)..<min(channels, c + size / 2 + 1)
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    let attributes = call.attributes
    let factor = attributes.number("alpha") / Double(attributes.integer("size"))
    let (beta, bias) = (attributes.number("beta"), attributes.number("bias"))
    let x = inputs[0].floats
    let channels = results[0].shape[1]
    let places = results[0].shape[2...].reduce(1, *)
    let y = x.indices.map { index in
      let c = index / places % channels
      var sum = 0.0
      for k in window(c, of: channels, attributes) {
        let other = Double(x[index + (k - c) * places])
        sum += other * other
      }
      return Float(Double(x[index]) / pow(bias + factor * sum, beta))
    }
    return [Tensor(results[0], y)]
  }

  /// A square and a sum for each channel in the sum of an element; a product, a sum, a power and a
  /// quotient for each element.
  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work {
    let channels = results[0].shape[1]
    let size = min(call.attributes.integer("size"), channels)
    return Work(elementOperations: Saturating.product(results[0].elementCount, 2 * size + 4))
  }
}
