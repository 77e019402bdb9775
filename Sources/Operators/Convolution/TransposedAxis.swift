/// How the elements of an image spread along one axis in a transposed convolution.
///
/// Element `r` reaches the positions `r · stride + i · dilation − before` for `i` in `0..<size`;
/// those outside `0..<output` are dropped.
package struct TransposedAxis: Sendable {
  /// The number of elements of the image.
  package let input: Int

  /// The size of the kernel.
  package let size: Int

  /// The distance of what neighbouring elements reach.
  package let stride: Int

  /// The distance between neighbours of the kernel.
  package let dilation: Int

  /// The positions taken away before the result.
  package let before: Int

  /// The positions taken away behind the result.
  package let after: Int

  /// The positions added behind the result.
  package let extra: Int

  /// The number of positions that elements reach and that are added, if no number is negative.
  package var whole: Int {
    let reach = Saturating.sum(
      Saturating.product(input - 1, stride), Saturating.product(size - 1, dilation))
    return Saturating.sum(Saturating.sum(reach, extra), 1)
  }

  /// The number of positions taken away.
  package var removed: Int { Saturating.sum(before, after) }

  /// The size of the result.
  package var output: Int { whole - removed }

  /// The elements `r` of the image that reach `position`, with the index `i` of the kernel by which
  /// they do.
  func taps(_ position: Int) -> [(i: Int, r: Int)] {
    let place = position + before
    return (0..<size).compactMap { i in
      let distance = place - i * dilation
      guard distance >= 0, distance % stride == 0, distance / stride < input else { return nil }
      return (i, distance / stride)
    }
  }

  /// The elements of the image that index `i` of the kernel brings inside the result.
  package func inside(_ i: Int) -> Range<Int> {
    let shift = i * dilation - before
    let low = shift >= 0 ? 0 : (-shift - 1) / stride + 1
    let high = output - shift <= 0 ? 0 : (output - 1 - shift) / stride + 1
    let start = min(low, input)
    return start..<max(start, min(high, input))
  }

  /// Where element `r` of the image lands by index `i` of the kernel.
  @inlinable
  package func target(_ r: Int, _ i: Int) -> Int { r * stride + i * dilation - before }
}
