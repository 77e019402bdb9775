import Basic
import IR

/// Bilinear interpolation of 8-bit integers with weights of 10 bits, axis by axis.
///
/// A sum along both axes has 27 bits and is rounded once, halves away from zero.
struct TFLiteIntegerInterpolation {
  private let isAligned: Bool
  private let hasHalfPixels: Bool

  /// The bits of a weight.
  private static let bits = 10

  /// Reads how places are counted.
  init(_ options: TFLiteOptions) {
    isAligned = options.flag("align_corners")
    hasHalfPixels = options.flag("half_pixel_centers")
  }

  /// The two neighbours of each place along an axis, and the weight of the second.
  private func neighbours(_ old: Int, _ size: Int) -> [(low: Int, high: Int, weight: Int)] {
    let one = 1 << Self.bits
    let (cells, places) = isAligned && size > 1 ? (old - 1, size - 1) : (old, size)
    let step = (one * cells + places / 2) / places
    return (0..<size).map { index in
      let place = index * step + (hasHalfPixels ? step / 2 - one / 2 : 0)
      let low = max(place / one, 0)
      // Rounding may lead beyond the end.
      let first = min(low, old - 1)
      return (first, min(max((place + one - 1) / one, 0), old - 1), place - one * low)
    }
  }

  /// An image with channels first in other sizes.
  func resized(
    _ context: inout TFLiteContext, _ image: ID<Value>, _ sizes: [Int], name: String
  ) throws(Refusal) -> ID<Value> {
    let type = context.builder.type(image)
    let integers = try context.plain(image, name: name)
    var sum = try context.cast(integers, to: .i32, name: "\(name).wide")
    for (axis, size) in zip([2, 3], sizes) {
      let taps = neighbours(type.shape[axis], size)
      let one = 1 << Self.bits
      let low = try part(
        &context, sum, axis, taps.map { ($0.low, one - $0.weight) }, "\(name).low\(axis)")
      let high = try part(
        &context, sum, axis, taps.map { ($0.high, $0.weight) }, "\(name).high\(axis)")
      sum = try context.add("add", [low, high], [], "\(name).axis\(axis)")
    }
    let mean = try context.quotient(sum, powerOfTwo: 2 * Self.bits, name: "\(name).mean")
    return try context.cast(mean, to: type.element, name: name)
  }

  /// Elements along an axis, each times its weight.
  private func part(
    _ context: inout TFLiteContext, _ id: ID<Value>, _ axis: Int,
    _ taps: [(index: Int, weight: Int)], _ name: String
  ) throws(Refusal) -> ID<Value> {
    let indices = context.builder.addConstant(
      "\(name).indices", Tensor(TensorType(.i32, [taps.count]), taps.map { Int32($0.index) }))
    let shape = axis == 2 ? [taps.count, 1] : [taps.count]
    let weights = context.builder.addConstant(
      "\(name).weights", Tensor(TensorType(.i32, shape), taps.map { Int32($0.weight) }))
    let taken = try context.add(
      "gather", [id, indices], [Attribute("axis", .integer(axis))], "\(name).taken")
    return try context.add("mul", [taken, weights], [], name)
  }
}
