import IR

/// The mean along some axes.
package enum ReduceMean: OperatorDefinition {
  package static let name = "reduce_mean"
  package static let summary = "The mean along some axes."
  package static let details = """
    ```
    y[k] = sum over r of x[k, r] / count
    ```

    `k` runs over the axes that are kept, `r` over those in `axes`, and `count` is the number of
    elements that `r` covers. On integers
    `y[k] = z + roundHalfAwayFromZero(sum over r of (x[k, r] - z) / count)`, where `z` is the zero
    point.
    """
  package static let operands: [OperandSpec] = [.value("x", "a tensor of any shape")]
  package static let attributes = [
    AttributeSpec(
      "axes", .integers(count: nil), "the axes to average over; negative ones count from the end"),
    AttributeSpec(
      "keep_dimensions", .boolean, "whether these axes stay, with size 1", default: .boolean(true)),
  ]
  package static let constraints = [
    Constraint(1, "Every entry of axes is an axis of x, and there is at least one."),
    Constraint(2, "No axis stands twice in axes."),
    Constraint(3, "x is f32, or integers of at most 32 bits quantized per tensor."),
  ]

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    let x = call.operands[0]
    let hasType = report.require(
      x.isFloat || x.isQuantizedInteger, 3, "x is \(x)",
      help: "convert x to f32, or quantize it per tensor")
    let given = call.attributes.integers("axes")
    let axes = given.compactMap(x.resolvedAxis)
    guard
      report.require(
        axes.count == given.count && !axes.isEmpty, 1,
        "axes is \(given) and x is \(x.plainDescription)", help: x.axesInWords),
      report.require(
        Set(axes).count == axes.count, 2,
        "axes is \(given), with x of rank \(x.rank)", help: "name every axis once"),
      hasType
    else { return nil }
    if call.attributes.boolean("keep_dimensions") { return [x.reshaped(keptShape(x, axes))] }
    return [x.reshaped(x.shape.indices.filter { !axes.contains($0) }.map { x.shape[$0] })]
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    let x = inputs[0].type
    let kept = keptShape(x, call.attributes.integers("axes").compactMap(x.resolvedAxis))
    let walk = StridedWalk(
      x.shape, a: rowMajorStrides(of: x.shape),
      b: Broadcasting.strides(of: kept, in: x.shape))
    let count = x.elementCount / results[0].elementCount
    if x.isFloat {
      let sums = sums(walk, inputs[0], results[0]) { (x: Float) in Double(x) }
      return [Tensor(results[0], sums.map { Float($0 / Double(count)) })]
    }
    let zero = Int(x.perTensor.zeroPoint)
    let sums: [Int]
    switch x.element {
    case .i4, .i8: sums = self.sums(walk, inputs[0], results[0]) { (q: Int8) in Int(q) - zero }
    case .u4, .u8: sums = self.sums(walk, inputs[0], results[0]) { (q: UInt8) in Int(q) - zero }
    case .i16: sums = self.sums(walk, inputs[0], results[0]) { (q: Int16) in Int(q) - zero }
    default: sums = self.sums(walk, inputs[0], results[0]) { (q: Int32) in Int(q) - zero }
    }
    return [
      Tensor(
        results[0],
        integers: sums.map {
          saturated(zero + IntegerMean.roundedHalfAway($0, count), to: x.element)
        })
    ]
  }

  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work {
    Work(elementOperations: call.operands[0].elementCount)
  }

  /// The shape of the result with every reduced axis kept at size 1.
  private static func keptShape(_ x: TensorType, _ axes: [Int]) -> [Int] {
    x.shape.indices.map { axes.contains($0) ? 1 : x.shape[$0] }
  }

  /// The sum for each element of the result, in the order of the input.
  @inline(__always)
  private static func sums<Element: TensorScalar, Sum: AdditiveArithmetic>(
    _ walk: StridedWalk, _ input: Tensor, _ result: TensorType, _ term: (Element) -> Sum
  ) -> [Sum] {
    var sums = [Sum](repeating: .zero, count: result.elementCount)
    let inner = walk.inner
    withExtendedLifetime(input.storage) {
      let x = input.storage.bytes.bindMemory(to: Element.self)
      walk.forEachRun { position, _, target in
        if inner.b == 0 {
          var sum = sums[target]
          for i in 0..<inner.size { sum += term(x[position &+ i]) }
          sums[target] = sum
        } else {
          for i in 0..<inner.size { sums[target + i * inner.b] += term(x[position &+ i]) }
        }
      }
    }
    return sums
  }
}
