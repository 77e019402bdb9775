import Basic
import IR

/// Pads tensors by the borders that NNEF has.
enum NNEFPadding {
  /// The longest axis that is padded by copies of its own elements.
  private static let lengthLimit = 1 << 24

  /// The value with more elements before and after each axis.
  ///
  /// - Parameters:
  ///   - border: `constant` puts `value`, `replicate` the first and last element, `reflect` the
  ///     elements mirrored at them, `reflect-even` the same with them once more.
  ///   - name: the name of the result.
  static func pad(
    _ input: ID<Value>, _ padding: [(before: Int, after: Int)], border: String, value: Double = 0,
    name: String, _ context: inout NNEFContext
  ) throws(Refusal) -> ID<Value> {
    if border == "constant" {
      return try context.add(
        "pad", [input],
        [
          Attribute("before", .integers(padding.map(\.before))),
          Attribute("after", .integers(padding.map(\.after))),
          Attribute("value", .number(value)),
        ], name: name)
    }
    var result = input
    let axes = padding.indices.filter { padding[$0] != (0, 0) }
    for axis in axes {
      let indices = try indices(
        context.type(input).shape[axis], padding[axis], border, axis: axis, context)
      let constant = context.constant(
        "indices\(axis)", Tensor(TensorType(.i64, [indices.count]), indices))
      result = try context.add(
        "gather", [result, constant], [Attribute("axis", .integer(axis))],
        name: axis == axes.last ? name : "\(name).padded\(axis)")
    }
    return result
  }

  /// The elements of an axis that its padded form is made of.
  private static func indices(
    _ size: Int, _ padding: (before: Int, after: Int), _ border: String, axis: Int,
    _ context: NNEFContext
  ) throws(Refusal) -> [Int64] {
    let longest = ["replicate": lengthLimit, "reflect": size - 1, "reflect-even": size][border]
    guard let longest else {
      throw context.unsupported(
        "border is '\(border)'",
        help: "borders are constant, replicate, reflect and reflect-even, and ignore of windows")
    }
    guard padding.before >= 0, padding.after >= 0, padding.before <= longest,
      padding.after <= longest, size + padding.before + padding.after <= lengthLimit
    else {
      throw context.unsupported(
        "axis \(axis) with \(size) entries is padded by \(padding.before) and \(padding.after), and "
          + "the border '\(border)' reaches \(longest) at most")
    }
    return (-padding.before..<size + padding.after).map { position in
      let index: Int
      switch border {
      case "replicate": index = min(max(position, 0), size - 1)
      case "reflect":
        index = position < 0 ? -position : position < size ? position : 2 * (size - 1) - position
      default:
        index = position < 0 ? -position - 1 : position < size ? position : 2 * size - 1 - position
      }
      return Int64(index)
    }
  }
}
