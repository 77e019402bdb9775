import IR

/// The mean of the elements under a window that moves over images.
package enum AveragePool2D: OperatorDefinition {
  package static let name = "average_pool2d"
  package static let summary = "The mean of the elements under a window that moves over images."
  package static let details = """
    ```
    y[n, c, p, q] = sum(i, j, x[n, c, p * stride[0] - padding[0] + i, q * stride[1] - padding[1] + j])
                    / count
    ```

    Positions outside the image add nothing. With `count_padding`, `count` is the size of the
    window; without, it is the number of its positions that lie in the image. The result has
    `floor((H + top + bottom - window[0]) / stride[0]) + 1` rows, and columns likewise.

    On integers `y = zero + round(sum(x - zero) / count)` with halves away from zero; scale and zero
    point stay.
    """
  package static let operands: [OperandSpec] = [.value("x", "the images, `[N, C, H, W]`")]
  package static let attributes = [
    PoolingRules.window, PoolingRules.stride, PoolingRules.padding,
    AttributeSpec(
      "count_padding", .boolean, "whether padding counts in the mean, as zeros",
      default: .boolean(false)),
  ]
  package static let constraints = PoolingRules.constraints(
    elements: "f32, or i8 or u8 quantized per tensor")

  package static func completed(
    _ attributes: AttributeList, operands: [TensorType]
  ) -> AttributeList {
    PoolingRules.completed(attributes)
  }

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    PoolingRules.inferTypes(call, &report)
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    let window = call.attributes.integers("window").reduce(1, *)
    let countsPadding = call.attributes.boolean("count_padding")
    func count(_ rows: Range<Int>, _ columns: Range<Int>) -> Int {
      countsPadding ? window : rows.count * columns.count
    }
    if results[0].isFloat {
      let x = NDArray<Float>(inputs[0])
      var y: [Float] = []
      PoolingRules.forEachWindow(call, results[0]) { n, c, rows, columns in
        var sum = 0.0
        for row in rows {
          for column in columns { sum += Double(x[n, c, row, column]) }
        }
        y.append(Float(sum / Double(count(rows, columns))))
      }
      return [Tensor(results[0], y)]
    }
    let (x, zero) = (NDArray<Int32>(inputs[0]), Int(inputs[0].type.commonZeroPoint))
    var y: [Int32] = []
    PoolingRules.forEachWindow(call, results[0]) { n, c, rows, columns in
      var sum = 0
      for row in rows {
        for column in columns { sum += Int(x[n, c, row, column]) - zero }
      }
      y.append(Int32(zero + IntegerMean.roundedHalfAway(sum, count(rows, columns))))
    }
    return [Tensor(results[0], integers: y)]
  }

  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work {
    PoolingRules.work(call, results)
  }
}
