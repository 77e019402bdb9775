import IR

/// What `gather_nd` and `scatter_nd` share: tuples of indices, along the first axes of `x`.
enum TupleIndices {
  /// The block of `x` for each tuple.
  ///
  /// - Parameter batch: the number of leading axes that `x` and the indices share.
  static func blocks(_ call: OperatorCall, _ indices: Tensor, batch: Int) -> IndexedBlocks {
    let (x, shape) = (call.operands[0].shape, indices.type.shape)
    let width = shape[shape.count - 1]
    let strides = rowMajorStrides(of: x)
    let axes = batch..<batch + width
    var offsets = IndexOperand.offsets(
      indices, sizes: Array(x[axes]), strides: Array(strides[axes]))
    let batches = x[..<batch].reduce(1, *)
    let (tuples, step) = (offsets.count / batches, x[batch...].reduce(1, *))
    for index in 1..<batches {
      for tuple in index * tuples..<(index + 1) * tuples { offsets[tuple] += index * step }
    }
    return IndexedBlocks(offsets: offsets, size: x[(batch + width)...].reduce(1, *))
  }
}
