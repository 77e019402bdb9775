import IR

/// What `cumulative_sum` and `cumulative_product` share: running totals along an axis.
struct RunningFold<Fold: FoldOperation>: FormatVisitor {
  private let x: Tensor
  private let lanes: AxisLanes
  private let isExclusive: Bool
  private let isReversed: Bool

  /// The result of a call that keeps the rules.
  static func evaluate(_ call: OperatorCall, _ inputs: [Tensor]) -> [Tensor] {
    let x = inputs[0]
    let scan = Self(
      x: x, lanes: AxisRules.lanes(call), isExclusive: call.attributes.boolean("exclusive"),
      isReversed: call.attributes.boolean("reverse"))
    return [x.type.element.accept(scan)]
  }

  /// The totals, row by row so that memory is read in order.
  func visit<Format: ElementFormat>(_: Format.Type) -> Tensor {
    let output = UnfilledTensor<Format.Stored>(x.type)
    let inner = lanes.inner
    let neutral = Fold.neutral(Format.Number.self)
    var totals = [Format.Number](repeating: neutral, count: inner)
    withExtendedLifetime(x.storage) {
      let x = x.storage.bytes.bindMemory(to: Format.Stored.self)
      for outer in 0..<lanes.outer {
        for j in 0..<inner { totals[j] = neutral }
        for step in 0..<lanes.size {
          let k = isReversed ? lanes.size - 1 - step : step
          let row = (outer * lanes.size + k) * inner
          for j in 0..<inner {
            let before = totals[j]
            let after = Fold.combine(before, Format.load(x[row &+ j]))
            totals[j] = after
            output.elements[row &+ j] = Format.store(isExclusive ? before : after)
          }
        }
      }
    }
    return output.tensor
  }
}

/// What running totals declare alike.
enum RunningFoldRules {
  static let attributes = [
    AxisRules.axis("to go along"),
    AttributeSpec(
      "exclusive", .boolean, "whether the element itself is left out", default: .boolean(false)),
    AttributeSpec(
      "reverse", .boolean, "whether to go from the end to the start", default: .boolean(false)),
  ]

  static let details = """
    `s` runs along `axis` up to `r`, or with `exclusive` up to the element before it; with `reverse`
    it runs from the end down to `r`. Floats are kept in binary64 along the way, and each result is
    rounded once. Integers wrap around at the width of their type.
    """
}
