import IR

/// Makes channels of the pixels of each block.
package enum SpaceToDepth: OperatorDefinition {
  package static let name = "space_to_depth"
  package static let summary = "Makes channels of the pixels of each block."
  package static let details = """
    With `b = block`, the result is `[N, C * b * b, H / b, W / b]`:

    ```
    y[n, (i * b + j) * C + c, h, w] = x[n, c, h * b + i, w * b + j]
    ```

    `depth_to_space` of order `dcr` undoes it.
    """
  package static let operands = BlockRules.operands
  package static let attributes = [BlockRules.block]
  package static let constraints = [
    BlockRules.imageConstraint, BlockRules.blockConstraint,
    Constraint(3, "Height and width are multiples of block."),
    DataMovement.typeConstraint(4),
  ]

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    guard let block = BlockRules.check(call, &report) else { return nil }
    let x = call.operands[0]
    guard
      report.require(
        x.shape[2].isMultiple(of: block) && x.shape[3].isMultiple(of: block), 3,
        "x is \(x.plainDescription), of \(x.shape[2]) by \(x.shape[3]) pixels, "
          + "and block is \(block)",
        help: "give a block that divides both, or pad x")
    else { return nil }
    return [
      x.reshaped([x.shape[0], x.shape[1] * block * block, x.shape[2] / block, x.shape[3] / block])
    ]
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    let (x, y) = (inputs[0].type.shape, results[0].shape)
    let block = call.attributes.integer("block")
    let split = [x[0], x[1], y[2], block, y[3], block]
    return [BlockRules.permuted(inputs[0], as: split, [0, 3, 5, 1, 2, 4], results[0])]
  }

  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work { Work() }
}
