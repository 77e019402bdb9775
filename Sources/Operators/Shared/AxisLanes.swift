/// A row-major array as lanes along one axis: `outer` times `size` rows of `inner` elements.
///
/// Element `k` of lane `(o, j)` is at `(o * size + k) * inner + j`.
struct AxisLanes {
  /// The product of the sizes before the axis.
  let outer: Int

  /// The size along the axis.
  let size: Int

  /// The product of the sizes after the axis.
  let inner: Int

  /// The lanes of `shape` along `axis`.
  init(_ shape: [Int], _ axis: Int) {
    outer = shape[..<axis].reduce(1, *)
    size = shape[axis]
    inner = shape[(axis + 1)...].reduce(1, *)
  }
}
