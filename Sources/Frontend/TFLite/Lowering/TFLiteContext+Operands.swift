import Basic
import IR

/// Operands of operations that work in any layout.
extension TFLiteContext {
  /// An operand in the layout in which it was computed.
  package mutating func natural(
    _ index: Int
  ) throws(Refusal) -> (id: ID<Value>, layout: TFLiteLayout) {
    let layout = try home(index)
    return (try value(operand: index, layout), layout)
  }

  /// Operands whose shapes broadcast, in one layout: channels first if one of them is an image that
  /// was computed so, and otherwise as in the file.
  package mutating func aligned(
    _ indices: [Int]
  ) throws(Refusal) -> (ids: [ID<Value>], layout: TFLiteLayout) {
    var hasImage = false
    var isFlat = true
    for index in indices {
      let value = try operand(index)
      hasImage = hasImage || value.home == .channelsFirst
      isFlat = isFlat && value.type.rank <= 4
    }
    let layout: TFLiteLayout = hasImage && isFlat ? .channelsFirst : .file
    var ids: [ID<Value>] = []
    for index in indices { ids.append(try broadcastable(index, layout)) }
    return (ids, layout)
  }

  /// An operand that stands beside images in a layout, its axes counted from the last of the file.
  private mutating func broadcastable(
    _ index: Int, _ layout: TFLiteLayout
  ) throws(Refusal) -> ID<Value> {
    let type = try type(index)
    guard layout == .channelsFirst, type.rank != 0, type.rank != 4 else {
      return try value(operand: index, type.rank == 0 ? .file : layout)
    }
    let name = name(of: try tensor(index))
    let shape = [Int](repeating: 1, count: 4 - type.rank) + type.shape
    let image = try reshape(inFile(index), to: shape, name: "\(name).image")
    return try permute(
      image, TFLiteLayout.channelsFirstAxes,
      to: TFLiteLayout.channelsFirstAxes.map { shape[$0] }, name: "\(name).nchw")
  }

  /// A constant operand as `convert` makes it, kept for others that want it so; `nil` if the operand
  /// is computed.
  package mutating func converted(
    _ index: Int, _ manner: String, _ convert: (Tensor) throws(Refusal) -> Tensor
  ) throws(Refusal) -> ID<Value>? {
    let tensor = try tensor(index)
    guard let constant = try constant(index) else { return nil }
    let key = "\(tensor) \(manner)"
    if let known = converted[key] { return known }
    let id = builder.addConstant(name(of: tensor), try convert(constant))
    converted[key] = id
    return id
  }
}
