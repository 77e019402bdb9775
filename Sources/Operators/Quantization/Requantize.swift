import Basic
import IR

/// Brings quantized integers to another scale.
package enum Requantize: OperatorDefinition {
  package static let name = "requantize"
  package static let summary = "Brings quantized integers to another scale, zero point and width."
  package static let details = """
    With `M = scale_x[c] / scale_y`, where `c` is the index along the quantization axis of `x`:

    ```
    y = clamp(saturate(round((x - zero_x[c]) * M) + zero_y))
    ```

    `rounding` is the convention by which the product becomes an integer. They differ by one at
    most; each equals the numbers of another system. `M` is `q * 2^(sh - 31)` with a 31-bit `q`, or
    `m * 2^-d` with a 15-bit `m`; `acc` stands for `x - zero_x`.

    | rounding | result | ties | as in |
    |---|---|---|---|
    | `single` | `(acc * q + 2^(30 - sh)) >> (31 - sh)` | up | TFLite with single rounding, ruy |
    | `tflite_double` | `RDPOT(SRDHM(acc * 2^max(sh, 0), q), max(-sh, 0))` | away | TFLite, CMSIS-NN |
    | `tosa` | as `single` | up | TOSA `RESCALE` |
    | `tosa_double` | as `single`, and `+-2^30` by the sign of `acc` if `sh < 0` | away | TOSA |
    | `onnx_half_even` | `f32(acc) * f32(M)` to the nearest integer | even | ONNX |
    | `pulp_floor` | `(acc * m) >> d` | floor | PULP-NN, DORY |
    | `deeploy_round` | `(acc * m + 2^(d - 1)) >> d` | up | Deeploy |
    | `glow` | `((acc >> pre) * m + 2^(post - 1)) >> post`, `post = d - pre` | up | Glow |

    `pre` is 16 for 32-bit input, 1 for 16 bits and otherwise 0, and at most `d - 1`. `clamp` gives
    the least and the greatest result, which is how a `relu` or `clip` is part of it.
    """
  package static let operands: [OperandSpec] = [
    .value("x", "quantized integers of at most 32 bits, or sums of 64")
  ]
  package static let attributes: [AttributeSpec] = [
    AttributeSpec("to", .storage, "element type, scale and zero point of the result"),
    AttributeSpec(
      "rounding", .symbol(RoundingMode.words), "the rounding convention",
      default: .symbol(RoundingMode.single.rawValue)),
    AttributeSpec(
      "clamp", .integers(count: 2),
      "the least and the greatest result; in `.dnn` all that the type holds if not given"),
  ]
  package static let constraints: [Constraint] = [
    Constraint(
      1,
      "x is a quantized integer of at most 32 bits, or of 64 with the rounding single or tosa; if it has "
        + "32 or 64, zero points are 0."),
    Constraint(
      2,
      "to is an integer type of at most 32 bits with one positive finite scale and a zero point in "
        + "its range."),
    Constraint(3, "The bounds of clamp are in order and in the range of the result."),
    Constraint(
      4,
      "Every scale of x is less than 2^29 times the scale of the result, with pulp_floor, "
        + "deeploy_round and glow less than 2^14 times."),
  ]

  package static func completed(
    _ attributes: AttributeList, operands: [TensorType]
  ) -> AttributeList {
    guard attributes["clamp"] == nil, case .storage(let target) = attributes["to"],
      let range = target.element.integerRange
    else { return attributes }
    var attributes = attributes
    attributes["clamp"] = .integers([Int(range.lowerBound), Int(range.upperBound)])
    return attributes
  }

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    let x = call.operands[0]
    let target = call.attributes.storage("to")
    let clamp = call.attributes.integers("clamp")
    let isSum = x.element == .i32
    let rounding = call.attributes.symbol("rounding")
    let mode = RoundingMode(rawValue: rounding)
    var isSound = report.require(
      x.isQuantizedWithin32Bits && (!isSum || x.quantization?.isSymmetric ?? false)
        || x.isQuantizedWideSum && mode?.takesWideSums ?? false, 1,
      "x is \(x)" + (x.element == .i64 ? ", rounded by \(rounding)" : ""),
      help: x.quantization == nil ? "quantize a float tensor with quantize" : nil)
    let result = target.tensor(x.shape)
    let hasTarget = report.require(
      result.isQuantizedWithin32Bits && result.isQuantizedPerTensor && result.fault == nil, 2,
      "to is \(target)", help: "such as i8 quantized(scale: 0.1, zero: 0)")
    isSound = isSound && hasTarget
    let range = target.element.integerRange ?? 0...0
    if hasTarget {
      isSound =
        report.require(
          clamp[0] <= clamp[1] && range.contains(Int64(clamp[0]))
            && range.contains(Int64(clamp[1])), 3,
          "clamp is \(clamp), and \(target.element.rawValue) goes from \(range.lowerBound) to "
            + "\(range.upperBound)",
          help: "clamp to [\(range.lowerBound), \(range.upperBound)] changes nothing") && isSound
    }
    if hasTarget, let scales = x.quantization?.scales, let scale = result.quantization?.scales[0],
      let mode
    {
      let largest = scales.max() ?? 0
      isSound =
        report.require(
          Requantizer.multiplier(largest, scale) < Requantizer.multiplierLimit(mode), 4,
          "the scale \(NumberText.scale(largest)) is too large for "
            + NumberText.scale(scale), help: "choose a larger scale for the result") && isSound
    }
    return isSound ? [result] : nil
  }

  /// A requantizer for each index along the quantization axis of `x`, or one for all.
  package static func requantizers(_ call: OperatorCall) -> [Requantizer] {
    let clamp = call.attributes.integers("clamp")
    guard let mode = RoundingMode(rawValue: call.attributes.symbol("rounding")) else {
      preconditionFailure("unknown rounding after verification")
    }
    return Requantizer.channels(
      of: call.operands[0], to: call.attributes.storage("to"), mode: mode,
      clamp: Int32(clamp[0])...Int32(clamp[1]))
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    let (x, requantizers) = (inputs[0], requantizers(call))
    let axis = x.type.quantization?.axis
    func requantizer(_ index: Int) -> Requantizer {
      requantizers[x.type.index(of: index, along: axis)]
    }
    let y =
      x.type.element == .i64
      ? x.wideIntegers.enumerated().map { requantizer($0)(wide: $1) }
      : x.integers.enumerated().map { requantizer($0)($1) }
    return [Tensor(results[0], integers: y)]
  }

  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work {
    Work(elementOperations: results[0].elementCount)
  }
}
