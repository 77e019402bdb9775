import IR

/// What `gather_elements` and `scatter_elements` share: an index along one axis for each element.
enum ElementIndices {
  static let shapeConstraint = Constraint(
    4, "indices has the rank of x, and on every other axis at most the size of x.")

  /// Whether rules 1 to 4 are kept, reporting those that are not.
  static func check(_ call: OperatorCall, _ report: inout ConstraintReport) -> Bool {
    let (x, indices) = (call.operands[0], call.operands[1])
    let hasIndices = IndexOperand.require(indices, 2, &report)
    let isMovable = DataMovement.requireMovable(x, 3, &report)
    guard let axis = AxisRules.resolve(call, &report) else { return false }
    let fits =
      indices.rank == x.rank
      && x.shape.indices.allSatisfy { $0 == axis || indices.shape[$0] <= x.shape[$0] }
    let hasShape = report.require(
      fits, 4,
      "indices is \(indices.plainDescription), x is \(x.plainDescription) and axis is \(axis)",
      help: "give indices of \(x.rank) axes, none but axis \(axis) longer than that of x")
    return hasIndices && isMovable && hasShape
  }

  /// The element of `x` for each index, as blocks of one.
  static func blocks(_ call: OperatorCall, _ indices: Tensor) -> IndexedBlocks {
    let (x, shape, axis) = (call.operands[0].shape, indices.type.shape, AxisRules.axis(of: call))
    let strides = rowMajorStrides(of: x)
    var offsets = IndexOperand.offsets(indices, sizes: [x[axis]], strides: [strides[axis]])
    // Along the axis the index alone says where; along the others the place of the index does.
    var others = strides
    others[axis] = 0
    let walk = StridedWalk(shape, a: rowMajorStrides(of: shape), b: others)
    let inner = walk.inner
    walk.forEachRun { position, _, start in
      for i in 0..<inner.size { offsets[position &+ i] += start + i * inner.b }
    }
    return IndexedBlocks(offsets: offsets, size: 1)
  }
}
