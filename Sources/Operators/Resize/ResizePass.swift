import IR

/// The part of a `resize` along one axis of an array `[outer, taps.input, inner]`.
package struct ResizePass: Sendable {
  /// The axis of the tensor.
  package let axis: Int

  /// The product of the sizes before the axis.
  package let outer: Int

  /// The product of the sizes behind the axis.
  package let inner: Int

  /// What elements along the axis are made of.
  package let taps: ResizeTaps

  /// The passes of a call; axes that stay have none.
  ///
  /// The axis that shrinks most comes first, so that no array between passes is larger than both
  /// the operand and the result.
  package static func passes(_ call: OperatorCall, _ result: TensorType) -> [ResizePass] {
    var shape = call.operands[0].shape
    return taps(call, result).enumerated()
      .filter { !$0.element.isIdentity }
      .sorted { growth($0.element) < growth($1.element) }
      .map { axis, taps in
        let pass = ResizePass(
          axis: axis, outer: shape[..<axis].reduce(1, *), inner: shape[(axis + 1)...].reduce(1, *),
          taps: taps)
        shape[axis] = taps.output
        return pass
      }
  }

  /// The taps of every axis.
  package static func taps(_ call: OperatorCall, _ result: TensorType) -> [ResizeTaps] {
    let filter = ResizeFilter(call.attributes)
    let scales = call.attributes.numbers("scales")
    return zip(zip(call.operands[0].shape, result.shape), scales).map { sizes, scale in
      ResizeTaps(ResizeAxis(input: sizes.0, output: sizes.1, scale: scale), filter)
    }
  }

  private static func growth(_ taps: ResizeTaps) -> Double {
    Double(taps.output) / Double(taps.input)
  }

  /// The weighted sums, in binary64.
  func apply(_ x: [Double]) -> [Double] {
    var y = [Double](repeating: 0, count: outer * taps.output * inner)
    for plane in 0..<outer {
      for position in 0..<taps.output {
        let target = (plane * taps.output + position) * inner
        for tap in taps.range(position) {
          let source = (plane * taps.input + taps.indices[tap]) * inner
          let weight = taps.weights[tap]
          for i in 0..<inner { y[target + i] += weight * x[source + i] }
        }
      }
    }
    return y
  }
}
