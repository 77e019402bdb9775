import IR

/// Which of two numbers an extreme is.
protocol Extreme: Sendable {
  /// Whether `a` is chosen before `b`; what is no number is chosen before every number.
  static func isChosen<Number: WideNumber>(_ a: Number, before b: Number) -> Bool
}

/// The greatest number.
enum Greatest: Extreme {
  @inline(__always)
  static func isChosen<Number: WideNumber>(_ a: Number, before b: Number) -> Bool {
    a > b || (a.isNaN && !b.isNaN)
  }
}

/// The least number.
enum Least: Extreme {
  @inline(__always)
  static func isChosen<Number: WideNumber>(_ a: Number, before b: Number) -> Bool {
    a < b || (a.isNaN && !b.isNaN)
  }
}

/// What `arg_max` and `arg_min` share: where along an axis an extreme stands.
struct ExtremeIndex<Which: Extreme>: FormatVisitor {
  private let x: Tensor
  private let result: TensorType
  private let lanes: AxisLanes
  private let selectsLast: Bool

  /// The result of a call that keeps the rules.
  static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    let x = inputs[0]
    let search = Self(
      x: x, result: results[0], lanes: AxisRules.lanes(call),
      selectsLast: call.attributes.boolean("select_last"))
    return [x.type.element.accept(search)]
  }

  /// The indices, found row by row so that memory is read in order.
  func visit<Format: ElementFormat>(_: Format.Type) -> Tensor {
    let output = UnfilledTensor<Int64>(result)
    let inner = lanes.inner
    var best = [Format.Number](repeating: .zero, count: inner)
    withExtendedLifetime(x.storage) {
      let x = x.storage.bytes.bindMemory(to: Format.Stored.self)
      for outer in 0..<lanes.outer {
        let (target, start) = (outer * inner, outer * lanes.size * inner)
        for j in 0..<inner {
          best[j] = Format.load(x[start + j])
          output.elements[target + j] = 0
        }
        for k in 1..<lanes.size {
          let row = start + k * inner
          for j in 0..<inner {
            let number = Format.load(x[row &+ j])
            let isBetter =
              selectsLast
              ? !Which.isChosen(best[j], before: number) : Which.isChosen(number, before: best[j])
            if isBetter {
              best[j] = number
              output.elements[target &+ j] = Int64(k)
            }
          }
        }
      }
    }
    return output.tensor
  }
}

/// What `arg_max` and `arg_min` declare alike.
enum ExtremeIndexRules {
  static let attributes = [
    AxisRules.axis("to search along"),
    AttributeSpec(
      "keep_dimensions", .boolean, "whether this axis stays, with size 1", default: .boolean(true)),
    AttributeSpec(
      "select_last", .boolean, "whether the last of equal elements is taken, not the first",
      default: .boolean(false)),
  ]

  static let details = """
    Of equal elements the first is taken, or with `select_last` the last. What is no number goes
    before all numbers. The indices are `i64`.
    """

  /// The type of the result, or `nil` after reporting the rules that are broken.
  static func inferTypes(_ call: OperatorCall, _ report: inout ConstraintReport) -> [TensorType]? {
    let x = call.operands[0]
    guard let axis = AxisRules.check(call, &report) else { return nil }
    var shape = x.shape
    if call.attributes.boolean("keep_dimensions") {
      shape[axis] = 1
    } else {
      shape.remove(at: axis)
    }
    return [TensorType(.i64, shape)]
  }
}
