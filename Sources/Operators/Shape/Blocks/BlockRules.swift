import IR

/// What `depth_to_space` and `space_to_depth` share: images whose pixels become channels and back.
enum BlockRules {
  static let operands: [OperandSpec] = [.value("x", "the images, `[N, C, H, W]`")]

  static let block = AttributeSpec("block", .integer, "the height and width of a block of pixels")

  static let imageConstraint = Constraint(1, "x has the four axes [N, C, H, W].")
  static let blockConstraint = Constraint(2, "block is positive.")

  /// The size of a block, or `nil` after reporting the rules 1, 2 and 4 that are broken.
  static func check(_ call: OperatorCall, _ report: inout ConstraintReport) -> Int? {
    let x = call.operands[0]
    let block = call.attributes.integer("block")
    let isMovable = DataMovement.requireMovable(x, 4, &report)
    let hasImages = report.require(
      x.rank == 4, 1, "x is \(x.plainDescription)", help: "reshape x to four axes")
    let isPositive = report.require(
      block > 0, 2, "block is \(block)", help: "give a positive size")
    return isMovable && hasImages && isPositive ? block : nil
  }

  /// The elements of `x`, taken as an array of `shape`, in another order of its axes.
  static func permuted(
    _ x: Tensor, as shape: [Int], _ order: [Int], _ result: TensorType
  ) -> Tensor {
    let strides = rowMajorStrides(of: shape)
    let (shape, source) = (order.map { shape[$0] }, order.map { strides[$0] })
    return DataMovement.make(result) { target in
      DataMovement.copy(
        shape, from: x, .init(start: 0, strides: source), to: target, .init(all: shape))
    }
  }
}
