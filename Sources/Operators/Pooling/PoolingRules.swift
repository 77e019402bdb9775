import IR

/// What `max_pool2d` and `average_pool2d` share: the window, its rules and the type of the result.
package enum PoolingRules {
  static let window = AttributeSpec(
    "window", .integers(count: 2), "the height and width of the window")
  static let stride = AttributeSpec(
    "stride", .integers(count: 2), "the steps down and right; in `.dnn` the window if not given")
  static let padding = AttributeSpec(
    "padding", .integers(count: 4), "the rows and columns added: top, left, bottom, right",
    default: .integers([0, 0, 0, 0]))

  /// The rules, the first of which says what elements the operator takes.
  static func constraints(elements: String) -> [Constraint] {
    [Constraint(1, "x has the four axes [N, C, H, W] and is \(elements).")] + steps
  }

  private static let steps: [Constraint] = [
    Constraint(2, "The sizes of the window and the strides are positive."),
    Constraint(
      3, "Padding is not negative and smaller than the window, so that each covers an element."),
    Constraint(4, "The window fits into the padded image."),
    Constraint(5, "The result has at most 2^31 elements."),
  ]

  /// Takes the window for the stride if no stride is given.
  static func completed(_ attributes: AttributeList) -> AttributeList {
    guard attributes["stride"] == nil else { return attributes }
    var attributes = attributes
    attributes["stride"] = attributes["window"]
    return attributes
  }

  /// How the window moves over the images.
  package static func geometry(_ call: OperatorCall) -> WindowGeometry {
    WindowGeometry(
      image: call.operands[0].shape, window: call.attributes.integers("window"),
      stride: call.attributes.integers("stride"), padding: call.attributes.integers("padding"))
  }

  /// The type of the result, or `nil` after reporting the rules that are broken.
  ///
  /// - Parameter takesWords: whether elements may have 16 bits.
  static func inferTypes(
    _ call: OperatorCall, takesWords: Bool = false, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    let x = call.operands[0]
    let window = call.attributes.integers("window")
    let stride = call.attributes.integers("stride")
    let padding = call.attributes.integers("padding")
    let hasImages = report.require(
      x.rank == 4 && (x.isFloat || x.isQuantizedActivation || takesWords && x.isQuantizedWord), 1,
      "x is \(x)",
      help: x.rank == 4 ? nil : "reshape x to four axes")
    let steps = report.require(
      (window + stride).allSatisfy { $0 > 0 }, 2, "window is \(window), stride \(stride)")
    guard steps else { return nil }
    let inside = report.require(
      zip(padding, window + window).allSatisfy { 0 <= $0 && $0 < $1 }, 3,
      "padding is \(padding) for a window of \(window)",
      help: "pad x with the operator pad, or crop it with slice")
    guard hasImages, inside else { return nil }
    let geometry = geometry(call)
    guard
      report.require(
        geometry.fits, 4, geometry.extentDetail, help: "make the window smaller or add padding")
    else { return nil }
    let shape = geometry.resultShape(batch: x.shape[0], channels: x.shape[1])
    guard
      report.require(
        TensorType.checkedElementCount(shape) != nil, 5, "the result would be \(shape)",
        help: "take larger strides")
    else { return nil }
    return [x.reshaped(shape)]
  }

  /// Calls `body` for each element `[n, c, p, q]` of the result in order, with the positions of
  /// the image under its window.
  static func forEachWindow(
    _ call: OperatorCall, _ result: TensorType,
    _ body: (_ n: Int, _ c: Int, _ rows: Range<Int>, _ columns: Range<Int>) -> Void
  ) {
    func covered(_ axis: WindowAxis, _ position: Int) -> Range<Int> {
      let (inside, start) = (axis.inside(position), axis.start(position))
      return start + inside.lowerBound..<start + inside.upperBound
    }
    let geometry = geometry(call)
    for n in 0..<result.shape[0] {
      for c in 0..<result.shape[1] {
        for p in 0..<result.shape[2] {
          for q in 0..<result.shape[3] {
            body(n, c, covered(geometry.rows, p), covered(geometry.columns, q))
          }
        }
      }
    }
  }

  /// An operation for each element under each window.
  static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work {
    let window = call.attributes.integers("window")
    return Work(
      elementOperations: Saturating.product([results[0].elementCount] + window))
  }
}
