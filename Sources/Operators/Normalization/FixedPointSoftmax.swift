import Basic
import IR

/// Exponentials along an axis that add up to one, in the fixed-point arithmetic of TFLite.
package enum FixedPointSoftmax: OperatorDefinition {
  package static let name = "fixed_point_softmax"
  package static let summary =
    "Exponentials along an axis that add up to one, in the fixed-point arithmetic of TFLite."
  package static let details = """
    It equals the reference kernel of `SOFTMAX` on 8-bit integers, bit for bit. With `i` and `j`
    along `axis`, and `m` the greatest `x[j]`:

    ```
    d[i] = SRDHM((x[i] - m) * 2^sh, q)                  5 integer bits
    e[i] = exponential(d[i]) if x[i] - m >= -r, else left out
    S    = sum(j, RDPOT(e[j], 12))                      12 integer bits
    R    = reciprocal(S * 2^z), z = the leading zeros of S
    y[i] = clamp(RDPOT(SRDHM(R, e[i]), 35 - z) + lowest), or lowest where e[i] is left out
    ```

    `q * 2^(sh - 31)` is the multiplier `min(beta * scale_x * 2^26, 2^31 - 1)`, with `q` from 2^30
    to 2^31 - 1, rounded half away from zero, and `r = floor(31 * 2^(26 - sh))`: differences beyond
    `r` would leave the 5 integer bits. `lowest` is -128 for `i8` and 0 for `u8`. The result has the
    scale 1/256 and the zero point `lowest`.

    A raw number `a` with `k` integer bits stands for `a * 2^(k - 31)`.
    `SRDHM(a, b) = (a * b + 2^30) >> 31` is the product of two of them; `RDPOT(a, n)` divides by
    2^n, halves away from zero.

    `exponential(d)` splits `-d` into a part `p` of `1/4` at most and a multiple of `1/4`. With
    `t = 1/8 - p`, as fractions, and `E = 1895147668`, that is exp(-1/8),

    ```
    t2 = SRDHM(t, t)   t3 = SRDHM(t2, t)   t4 = RDPOT(SRDHM(t2, t2), 2)
    f  = E + SRDHM(E, t + RDPOT(SRDHM(t4 + t3, 715827883) + t2, 1))
    ```

    limited to 2^31 - 1. Then `f = SRDHM(f, c)` for each bit of the multiple, the bit of 1/4 first,
    with `c` = 1672461947, 1302514674, 790015084, 290630308, 39332535, 720401, 242: exp(-1/4),
    exp(-1/2), exp(-1) to exp(-16). `exponential(0)` is 2^31 - 1.

    `reciprocal(s)`, of an unsigned number with its first bit set, takes `a = s - 2^31`, the half
    `h = (a + 2^31) / 2`, and `v = 1515870810 + SRDHM(h, -1010580540)`, that is 48/17 - 32/17 h with
    2 integer bits. Three times `v = v + limit(4 * SRDHM(v, 2^29 - SRDHM(h, v)))`, and
    `R = limit(2 * v)`; `limit` keeps a number within 32 bits.
    """
  package static let operands: [OperandSpec] = [
    .value("x", "8-bit integers with at least one axis")
  ]
  package static let attributes: [AttributeSpec] = [
    AttributeSpec("axis", .integer, "the axis that sums to one", default: .integer(-1)),
    AttributeSpec("beta", .number, "a factor of all elements", default: .number(1)),
  ]
  package static let constraints: [Constraint] = [
    Constraint(1, "x is i8 or u8 quantized per tensor."),
    Constraint(2, "axis is an axis of x."),
    Constraint(3, "beta is positive and finite, and beta times the scale of x is above 2^-26."),
    Constraint(4, "x has at most 4,095 elements along axis, so that 32 bits hold their sum."),
  ]

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    let (x, axis) = (call.operands[0], call.attributes.integer("axis"))
    let beta = call.attributes.number("beta")
    let hasBytes = report.require(
      x.isQuantizedActivation, 1, "x is \(x)",
      help: "requantize it per tensor to i8 or u8 before")
    let hasAxis = report.require(
      x.resolvedAxis(axis) != nil, 2, "axis is \(axis)", help: x.axesInWords)
    guard hasBytes else { return nil }
    let scale = x.perTensor.scale
    let hasScale = report.require(
      beta > 0 && beta.isFinite && beta * scale * 0x1p26 > 1, 3,
      "beta is \(NumberText.shortest(beta)) and the scale \(NumberText.scale(scale))",
      help: "quantize x with a larger scale")
    guard let resolved = x.resolvedAxis(axis) else { return nil }
    let isShort = report.require(
      x.shape[resolved] <= lengthLimit, 4, "x is \(x.plainDescription) and axis is \(axis)",
      help: "split the rows, or take softmax")
    return hasAxis && hasScale && isShort ? [result(x)] : nil
  }

  /// The most elements that a sum of exponentials may have: each adds 2^19 at most.
  private static let lengthLimit = 4095

  private static func result(_ x: TensorType) -> TensorType {
    let lowest: Int32 = x.element == .i8 ? -128 : 0
    return TensorType(x.element, x.shape, Quantization(scale: 0x1p-8, zeroPoint: lowest))
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    let (x, result) = (inputs[0].integers, results[0])
    guard let axis = result.resolvedAxis(call.attributes.integer("axis")) else {
      preconditionFailure("no such axis after verification")
    }
    let table = table(call)
    let lowest = result.commonZeroPoint
    let (length, step) = (result.shape[axis], rowMajorStrides(of: result.shape)[axis])
    var y = [Int32](repeating: lowest, count: x.count)
    for first in x.indices where result.index(of: first, along: axis) == 0 {
      let line = stride(from: first, to: first + length * step, by: step)
      let greatest = line.reduce(Int32.min) { max($0, x[$1]) }
      let quotients = quotients(line.map { table[Int(greatest - x[$0])] })
      for (index, quotient) in zip(line, quotients) {
        y[index] = saturated(Int(quotient) + Int(lowest), to: result.element)
      }
    }
    return [Tensor(result, integers: y)]
  }

  /// 256 times what each exponential of a line is of their sum; 0 for -1, which is left out.
  package static func quotients(_ exponentials: [Int32]) -> [Int32] {
    let sum = exponentials.reduce(UInt32(0)) { sum, entry in
      entry < 0 ? sum : sum + UInt32(FixedPoint.shiftedRight(entry, by: 12))
    }
    let zeros = sum.leadingZeroBitCount
    let reciprocal = FixedPoint.reciprocalOfOnePlus(
      Int32(bitPattern: (sum << UInt32(zeros)) &- (1 << 31)))
    return exponentials.map { entry in
      entry < 0
        ? 0
        : FixedPoint.shiftedRight(FixedPoint.product(reciprocal, entry), by: 35 - zeros)
    }
  }

  /// The exponential of each difference to the greatest element, from 0 to 255; -1 where it is left
  /// out.
  package static func table(_ call: OperatorCall) -> [Int32] {
    let known = exponentials(call)
    return known + Array(repeating: -1, count: 256 - known.count)
  }

  /// The exponentials of the differences 0, 1, 2 … as far as they are not left out.
  package static func exponentials(_ call: OperatorCall) -> [Int32] {
    let scale = call.attributes.number("beta") * call.operands[0].perTensor.scale
    let multiplier = FixedPointMultiplier(min(scale * 0x1p26, 0x1p31 - 1))
    let shift = Int(multiplier.sh)
    let radius = Int((31 * 0x1p26 / Double(1 << shift)).rounded(.down))
    return (0...min(radius, 255)).map { difference in
      let shifted = Int32(clamping: -Int64(difference) << Int64(shift))
      return FixedPoint.exponential(FixedPoint.product(shifted, multiplier.q))
    }
  }

  /// Maximum, difference, exponential, sum and quotient for each element.
  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work {
    Work(elementOperations: Saturating.product(5, results[0].elementCount))
  }
}
