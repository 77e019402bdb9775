/// A loop nest over one shape that walks two arrays at once, each with strides of its own.
///
/// Neighbouring axes that both arrays pass over in one stride are merged, so that equal shapes
/// become a single run, and `[1, C, H, W]` with `[1, C, 1, 1]` becomes `C` runs of `H · W`.
struct StridedWalk {
  /// An axis of the merged shape.
  struct Axis {
    /// The number of steps.
    var size: Int
    /// The distance of one step in the first array.
    var a: Int
    /// The distance of one step in the second array.
    var b: Int
  }

  /// Every merged axis but the innermost, outermost first.
  private let outer: [Axis]

  /// The innermost axis: what one run covers.
  let inner: Axis

  /// The number of runs.
  let runCount: Int

  /// Walks `shape`, with the stride along each of its axes in either array.
  init(_ shape: [Int], a: [Int], b: [Int]) {
    var axes: [Axis] = []
    for axis in shape.indices where shape[axis] != 1 {
      let next = Axis(size: shape[axis], a: a[axis], b: b[axis])
      if let last = axes.last, last.a == next.a * next.size, last.b == next.b * next.size {
        axes[axes.count - 1] = Axis(size: last.size * next.size, a: next.a, b: next.b)
      } else {
        axes.append(next)
      }
    }
    inner = axes.popLast() ?? Axis(size: 1, a: 1, b: 1)
    outer = axes
    runCount = axes.reduce(1) { $0 * $1.size }
  }

  /// Calls `body` for each run in row-major order, with the offsets at which it starts: among all
  /// steps, in the first and in the second array.
  @inline(__always)
  func forEachRun(_ body: (_ position: Int, _ a: Int, _ b: Int) -> Void) {
    for run in 0..<runCount {
      var (rest, a, b) = (run, 0, 0)
      for axis in outer.reversed() {
        let (quotient, index) = rest.quotientAndRemainder(dividingBy: axis.size)
        a += index * axis.a
        b += index * axis.b
        rest = quotient
      }
      body(run * inner.size, a, b)
    }
  }
}

/// The distance between neighbours along each axis of a row-major array of `shape`.
func rowMajorStrides(of shape: [Int]) -> [Int] {
  var strides = [Int](repeating: 1, count: shape.count)
  for axis in shape.indices.dropLast().reversed() {
    strides[axis] = strides[axis + 1] * shape[axis + 1]
  }
  return strides
}
