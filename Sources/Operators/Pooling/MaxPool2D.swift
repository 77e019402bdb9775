import IR

/// The greatest element under a window that moves over images.
package enum MaxPool2D: OperatorDefinition {
  package static let name = "max_pool2d"
  package static let summary = "The greatest element under a window that moves over images."
  package static let details = """
    ```
    y[n, c, p, q] = max(i, j, x[n, c, p * stride[0] - padding[0] + i, q * stride[1] - padding[1] + j])
    ```

    Positions outside the image are left out, not taken as zero. The result has
    `floor((H + top + bottom - window[0]) / stride[0]) + 1` rows, and columns likewise: what is left
    over at the bottom and at the right is dropped.

    On integers it compares the integers; scale and zero point stay.
    """
  package static let operands: [OperandSpec] = [.value("x", "the images, `[N, C, H, W]`")]
  package static let attributes = [
    PoolingRules.window, PoolingRules.stride, PoolingRules.padding,
  ]
  package static let constraints = PoolingRules.constraints(
    elements: "f32, i8 or u8 quantized per tensor, or i16 with the zero point 0")

  package static func completed(
    _ attributes: AttributeList, operands: [TensorType]
  ) -> AttributeList {
    PoolingRules.completed(attributes)
  }

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    PoolingRules.inferTypes(call, takesWords: true, &report)
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    if results[0].isFloat {
      let y = maxima(NDArray<Float>(inputs[0]), call, results[0], least: -.infinity)
      return [Tensor(results[0], y)]
    }
    let y = maxima(NDArray<Int32>(inputs[0]), call, results[0], least: .min)
    return [Tensor(results[0], integers: y)]
  }

  /// The definition for either kind of element.
  private static func maxima<Element: Comparable>(
    _ x: NDArray<Element>, _ call: OperatorCall, _ result: TensorType, least: Element
  ) -> [Element] {
    var y: [Element] = []
    PoolingRules.forEachWindow(call, result) { n, c, rows, columns in
      var greatest = least
      for row in rows {
        for column in columns { greatest = max(greatest, x[n, c, row, column]) }
      }
      y.append(greatest)
    }
    return y
  }

  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work {
    PoolingRules.work(call, results)
  }
}
