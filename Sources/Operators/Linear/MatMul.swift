import IR

/// The matrix product of two values, batched.
package enum MatMul: OperatorDefinition {
  package static let name = "matmul"
  package static let summary = "The matrix product of two values, for every pair of a batch."
  package static let details = """
    For every index `t` of the leading axes:

    ```
    y[t, m, n] = sum(k, a[t, m, k] * b[t, k, n])
    ```

    The leading axes broadcast as in NumPy: they are aligned at the right, and an axis of size 1, or
    one that is missing, is repeated.

    On integers the sum is of `(a - zero_a) * (b - zero_b)` in 32 bits, and the result is `i32` with
    the scale `scale_a * scale_b`, exactly, and zero points 0; scales of `b` that differ
    between columns make a result quantized along the last axis.
    """
  package static let operands: [OperandSpec] = [
    .value("a", "the left matrices, `[..., M, K]`"),
    .value("b", "the right matrices, `[..., K, N]`"),
  ]
  package static let attributes: [AttributeSpec] = []
  package static let constraints: [Constraint] = [
    Constraint(1, "a and b have at least two axes."),
    Constraint(
      2,
      "a and b are both f32, or both i8 or u8, a quantized per tensor and b per tensor or along its "
        + "last axis."),
    Constraint(3, "The last axis of a has as many entries as the last axis but one of b."),
    Constraint(4, "The leading axes of a and b are equal or broadcast."),
    Constraint(5, "The product of the scales of a and b is a positive finite f32."),
    Constraint(
      6, "On integers a sum has at most 32,768 products, so that 32 bits hold it."),
    Constraint(7, "The result has at most 2^31 elements."),
  ]

  /// Both operands may have zero points, so that a product takes up to 16 bits, not 15.
  private static let productLimit = IntegerAccumulation.productLimit / 2

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    let (a, b) = (call.operands[0], call.operands[1])
    let areFloats = a.isFloat && b.isFloat
    let isByte = b.element == .i8 || b.element == .u8
    let axis = b.quantization.map { $0.axis ?? b.rank - 1 }
    let haveKind = report.require(
      areFloats || (a.isQuantizedActivation && isByte && axis == b.rank - 1), 2,
      "a is \(a) and b is \(b)", help: "quantize both, or neither")
    guard
      report.require(
        a.rank >= 2 && b.rank >= 2, 1, "a is \(a.shape) and b is \(b.shape)",
        help: "reshape a row to [1, K], a column to [K, 1]"), haveKind
    else { return nil }
    let length = a.shape[a.rank - 1]
    var isSound = report.require(
      length == b.shape[b.rank - 2], 3,
      "rows of a have \(length) entries and columns of b \(b.shape[b.rank - 2])",
      help: length == b.shape[b.rank - 1] ? "transpose the last two axes of b" : nil)
    let leading = batchShape(a, b)
    isSound =
      report.require(
        leading != nil, 4, "\(a.shape.dropLast(2)) and \(b.shape.dropLast(2)) do not broadcast")
      && isSound
    let sums =
      areFloats
      ? nil : IntegerAccumulation.quantization(a, b, axis: max(a.rank, b.rank) - 1)
    if !areFloats {
      let scales = report.require(
        sums != nil, 5, IntegerAccumulation.scaleDetail(a, b),
        help: "quantize with scales nearer to 1")
      let few = report.require(
        length <= productLimit, 6, "a sum has \(length) products",
        help: "split the rows and add the parts")
      isSound = scales && few && isSound
    }
    guard let leading else { return nil }
    let shape = leading + [a.shape[a.rank - 2], b.shape[b.rank - 1]]
    isSound =
      report.require(
        TensorType.checkedElementCount(shape) != nil, 7, "the result would be \(shape)",
        help: "split one of the matrices") && isSound
    return isSound ? [TensorType(areFloats ? .f32 : .i32, shape, sums)] : nil
  }

  /// The leading axes of the result, or `nil` if those of the operands do not broadcast.
  private static func batchShape(_ a: TensorType, _ b: TensorType) -> [Int]? {
    let rank = max(a.rank, b.rank) - 2
    var shape: [Int] = []
    for (m, n) in zip(aligned(a, rank), aligned(b, rank)) {
      guard m == n || m == 1 || n == 1 else { return nil }
      shape.append(max(m, n))
    }
    return shape
  }

  /// The leading axes with ones before them, so that there are `rank`.
  private static func aligned(_ type: TensorType, _ rank: Int) -> [Int] {
    [Int](repeating: 1, count: rank - (type.rank - 2)) + type.shape.dropLast(2)
  }

  /// Which matrix of each operand makes each matrix of the result, counted in row-major order.
  package static func pairs(_ call: OperatorCall, _ result: TensorType) -> [(a: Int, b: Int)] {
    let leading = Array(result.shape.dropLast(2))
    func position(_ shape: [Int], _ index: [Int]) -> Int {
      zip(shape, index).reduce(0) { $0 * $1.0 + ($1.0 == 1 ? 0 : $1.1) }
    }
    let a = aligned(call.operands[0], leading.count)
    let b = aligned(call.operands[1], leading.count)
    return IndexSpace(leading).map { (position(a, $0), position(b, $0)) }
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    let (a, b) = (call.operands[0], call.operands[1])
    let (rows, length) = (a.shape[a.rank - 2], a.shape[a.rank - 1])
    let columns = b.shape[b.rank - 1]
    if results[0].isFloat {
      let (left, right) = (inputs[0].floats, inputs[1].floats)
      var y: [Float] = []
      for pair in pairs(call, results[0]) {
        let (m, n) = (pair.a * rows * length, pair.b * length * columns)
        for i in 0..<rows {
          for j in 0..<columns {
            var sum = 0.0
            for k in 0..<length {
              sum += Double(left[m + i * length + k]) * Double(right[n + k * columns + j])
            }
            y.append(Float(sum))
          }
        }
      }
      return [Tensor(results[0], y)]
    }
    let (left, right) = (inputs[0].integers, inputs[1].integers)
    let zeroA = a.commonZeroPoint
    let zerosB = (0..<columns).map { b.quantization?.zeroPoint(at: $0) ?? 0 }
    var y: [Int32] = []
    for pair in pairs(call, results[0]) {
      let (m, n) = (pair.a * rows * length, pair.b * length * columns)
      for i in 0..<rows {
        for j in 0..<columns {
          var sum: Int32 = 0
          for k in 0..<length {
            sum &+= (left[m + i * length + k] &- zeroA) &* (right[n + k * columns + j] &- zerosB[j])
          }
          y.append(sum)
        }
      }
    }
    return [Tensor(results[0], y)]
  }

  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work {
    let a = call.operands[0]
    return Work(macs: Saturating.product(results[0].elementCount, a.shape[a.rank - 1]))
  }
}
