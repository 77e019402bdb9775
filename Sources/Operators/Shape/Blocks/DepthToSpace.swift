import IR

/// Makes blocks of pixels of the channels of each pixel.
package enum DepthToSpace: OperatorDefinition {
  package static let name = "depth_to_space"
  package static let summary = "Makes blocks of pixels of the channels of each pixel."
  package static let details = """
    With `b = block` and `D = C / (b * b)`, the result is `[N, D, H * b, W * b]`:

    ```
    y[n, d, h * b + i, w * b + j] = x[n, (i * b + j) * D + d, h, w]     # order dcr
    y[n, d, h * b + i, w * b + j] = x[n, (d * b + i) * b + j, h, w]     # order crd
    ```
    """
  package static let operands = BlockRules.operands
  package static let attributes = [
    BlockRules.block,
    AttributeSpec(
      "order", .symbol(["dcr", "crd"]),
      "whether the place in the block or the new channel counts more in a channel of x",
      default: .symbol("dcr")),
  ]
  package static let constraints = [
    BlockRules.imageConstraint, BlockRules.blockConstraint,
    Constraint(3, "The number of channels is a multiple of block * block."),
    DataMovement.typeConstraint(4),
  ]

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    guard let block = BlockRules.check(call, &report) else { return nil }
    let x = call.operands[0]
    let area = Saturating.product(block, block)
    guard
      report.require(
        x.shape[1].isMultiple(of: area), 3,
        "x is \(x.plainDescription), with \(x.shape[1]) channels, and block is \(block)",
        help: "give a block whose square divides \(x.shape[1])")
    else { return nil }
    return [
      x.reshaped([x.shape[0], x.shape[1] / area, x.shape[2] * block, x.shape[3] * block])
    ]
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    let (x, block) = (inputs[0].type.shape, call.attributes.integer("block"))
    let channels = results[0].shape[1]
    let isDepthFirst = call.attributes.symbol("order") == "dcr"
    let split =
      isDepthFirst
      ? [x[0], block, block, channels, x[2], x[3]] : [x[0], channels, block, block, x[2], x[3]]
    let order = isDepthFirst ? [0, 3, 4, 1, 5, 2] : [0, 1, 4, 2, 5, 3]
    return [BlockRules.permuted(inputs[0], as: split, order, results[0])]
  }

  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work { Work() }
}
