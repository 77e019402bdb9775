import Basic
import IR

/// What a STRIDED_SLICE takes: entries for some axes, and masks with a bit for each entry.
struct TFLiteStridedSlice {
  /// The first index along each axis; of a reversed axis counted from its end.
  private(set) var starts: [Int]

  /// The index after the last along each axis.
  private(set) var ends: [Int]

  /// The distances, positive.
  private(set) var steps: [Int]

  /// The axes that are turned round before.
  private(set) var reversed: [Int] = []

  /// The shape of the result.
  private(set) var shape: [Int] = []

  /// Whether each axis of the operand is one of the result, in order, and nothing between.
  private(set) var keepsAxes = true

  /// Reads the entries; axes without one are taken whole.
  init(_ context: TFLiteContext) throws(Refusal) {
    let sizes = try context.type(0).shape
    (starts, ends, steps) = (sizes.map { _ in 0 }, sizes, sizes.map { _ in 1 })
    let begin = try context.sizes(1, "begin")
    let end = try context.sizes(2, "end", count: begin.count)
    let strides = try context.sizes(3, "strides", count: begin.count)
    let options = context.operation.options
    func has(_ mask: String, _ entry: Int) -> Bool {
      entry < 32 && options.integer(mask) & (1 << entry) != 0
    }
    let entries = begin.indices
    let ellipsis = entries.first { has("ellipsis_mask", $0) }
    func addsAxis(_ entry: Int) -> Bool { entry != ellipsis && has("new_axis_mask", entry) }
    let named = entries.count { $0 != ellipsis && !addsAxis($0) }
    guard named <= sizes.count else {
      throw context.unsupported("it has entries for \(named) axes of \(sizes.count)")
    }
    var axis = 0
    for entry in entries {
      if entry == ellipsis {
        let skipped = axis + sizes.count - named
        shape += sizes[axis..<skipped]
        axis = skipped
      } else if addsAxis(entry) {
        shape.append(1)
        keepsAxes = false
      } else {
        let (first, last) = (
          has("begin_mask", entry) ? nil : begin[entry],
          has("end_mask", entry) ? nil : end[entry]
        )
        if has("shrink_axis_mask", entry) {
          try take(begin[entry], axis, sizes[axis], context)
        } else {
          let offset = options.flag("offset") ? begin[entry] : 0
          try range(first, last.map { $0 + offset }, strides[entry], axis, sizes[axis], context)
        }
        axis += 1
      }
    }
    shape += sizes[axis...]
  }

  /// Takes one index of an axis, which disappears.
  private mutating func take(
    _ index: Int, _ axis: Int, _ size: Int, _ context: TFLiteContext
  ) throws(Refusal) {
    let place = index < 0 ? index + size : index
    guard (0..<size).contains(place) else {
      throw context.unsupported("it takes index \(index) of an axis of \(size) elements")
    }
    (starts[axis], ends[axis]) = (place, place + 1)
    keepsAxes = false
  }

  /// Takes indices of an axis from `first` up to `last`; `nil` stands for an end of the axis.
  private mutating func range(
    _ first: Int?, _ last: Int?, _ stride: Int, _ axis: Int, _ size: Int, _ context: TFLiteContext
  ) throws(Refusal) {
    guard stride != 0 else { throw context.unsupported("a stride is 0") }
    let isForward = stride > 0
    /// Counted from the end the axis has if the stride is negative.
    func place(_ index: Int, _ limits: ClosedRange<Int>) -> Int {
      let counted = index < 0 ? index + size : index
      let ahead = isForward ? counted : size - 1 - counted
      return min(max(ahead, limits.lowerBound), limits.upperBound)
    }
    let start = first.map { place($0, 0...size) } ?? 0
    let end = last.map { place($0, 0...size) } ?? size
    if !isForward { reversed.append(axis) }
    let step = min(stride.magnitude, UInt(max(1, size)))
    (starts[axis], ends[axis], steps[axis]) = (start, max(start, end), Int(step))
    shape.append((ends[axis] - start + Int(step) - 1) / Int(step))
  }
}
