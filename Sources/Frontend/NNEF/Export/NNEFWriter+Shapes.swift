import IR

/// How movements of elements are written.
extension NNEFWriter {
  static func flatten(_ writer: inout NNEFWriter) throws(Refusal) {
    let (x, shape) = (try writer.tensor(0), writer.type(0).shape)
    let axis = writer.attributes.integer("axis")
    guard axis != 1 else {
      writer.assign("reshape", [x], [("shape", "[0, -1]")])
      return
    }
    // The number of all axes tells it from a reshape.
    writer.assign(
      "reshape", [x],
      [
        ("shape", "[\(shape[..<axis].reduce(1, *)), -1]"), ("axis_start", "0"),
        ("axis_count", String(shape.count)),
      ])
  }

  static func reshape(_ writer: inout NNEFWriter) throws(Refusal) {
    let shape = NNEFText.list(writer.attributes.integers("shape"))
    writer.assign("reshape", [try writer.tensor(0)], [("shape", shape)])
  }

  static func transpose(_ writer: inout NNEFWriter) throws(Refusal) {
    let rank = writer.type(0).rank
    let axes = NNEFText.list(
      writer.attributes.integers("permutation").map { $0 < 0 ? $0 + rank : $0 })
    writer.assign("transpose", [try writer.tensor(0)], [("axes", axes)])
  }

  static func concat(_ writer: inout NNEFWriter) throws(Refusal) {
    var parts: [String] = []
    for index in writer.operation.operands.indices { parts.append(try writer.tensor(index)) }
    writer.assign(
      "concat", ["[\(parts.joined(separator: ", "))]"],
      [("axis", String(writer.attributes.integer("axis")))])
  }

  static func slice(_ writer: inout NNEFWriter) throws(Refusal) {
    let shape = writer.type(0).shape
    let (starts, ends, steps) = (
      writer.attributes.integers("starts"), writer.attributes.integers("ends"),
      writer.attributes.integers("steps")
    )
    var axes = shape.indices.filter { (starts[$0], ends[$0], steps[$0]) != (0, shape[$0], 1) }
    if axes.isEmpty { axes = [0] }
    var arguments = [
      ("axes", NNEFText.list(axes)), ("begin", NNEFText.list(axes.map { starts[$0] })),
      ("end", NNEFText.list(axes.map { ends[$0] })),
    ]
    if axes.contains(where: { steps[$0] != 1 }) {
      arguments.append(("stride", NNEFText.list(axes.map { steps[$0] })))
    }
    writer.assign("slice", [try writer.tensor(0)], arguments)
  }

  static func reverse(_ writer: inout NNEFWriter) throws(Refusal) {
    let (axes, shape) = (writer.attributes.integers("axes"), writer.type(0).shape)
    writer.assign(
      "slice", [try writer.tensor(0)],
      [
        ("axes", NNEFText.list(axes)), ("begin", NNEFText.list(axes.map { _ in -1 })),
        ("end", NNEFText.list(axes.map { -shape[$0] - 1 })),
        ("stride", NNEFText.list(axes.map { _ in -1 })),
      ])
  }

  static func pad(_ writer: inout NNEFWriter) throws(Refusal) {
    let before = writer.attributes.integers("before")
    let padding = zip(before, writer.attributes.integers("after")).map { ($0, $1) }
    writer.assign(
      "pad", [try writer.tensor(0)],
      [
        ("padding", NNEFText.pairs(padding)), ("border", "'constant'"),
        ("value", try writer.number(writer.attributes.number("value"))),
      ])
  }

  static func tile(_ writer: inout NNEFWriter) throws(Refusal) {
    let repeats = NNEFText.list(writer.attributes.integers("repeats"))
    writer.assign("tile", [try writer.tensor(0)], [("repeats", repeats)])
  }

  static func gather(_ writer: inout NNEFWriter) throws(Refusal) {
    writer.assign(
      "gather", [try writer.tensor(0), try writer.tensor(1)],
      [("axis", String(writer.attributes.integer("axis")))])
  }

  static func broadcast(_ writer: inout NNEFWriter) throws(Refusal) {
    let result = writer.resultType.shape
    let missing = result.count - writer.type(0).rank
    var x = try writer.tensor(0)
    if missing > 0 {
      let axes = NNEFText.list(Array(0..<missing))
      x = writer.assign("unsqueeze", [x], [("axes", axes)], part: "unsqueezed")
    }
    let shape = [Int](repeating: 1, count: missing) + writer.type(0).shape
    let repeats = zip(result, shape).map { $0 / $1 }
    writer.assign("tile", [x], [("repeats", NNEFText.list(repeats))])
  }

  static func resize(_ writer: inout NNEFWriter) throws(Refusal) {
    let (shape, result) = (writer.type(0).shape, writer.resultType.shape)
    let factors = zip(result, shape).map { $0 / $1 }
    let isWhole =
      zip(result, shape).allSatisfy { $0 % $1 == 0 } && factors.prefix(2).allSatisfy { $0 == 1 }
      && writer.attributes.numbers("scales") == factors.map(Double.init)
    guard shape.count >= 3, isWhole else {
      throw writer.unsupported(
        "the shape \(shape) becomes \(result), by scales of "
          + "\(writer.attributes.numbers("scales"))",
        help: "NNEF enlarges by whole factors along the spatial axes")
    }
    let factor = ("factor", NNEFText.list(Array(factors.dropFirst(2))))
    let (mode, coordinates) = (
      writer.attributes.symbol("mode"), writer.attributes.symbol("coordinates")
    )
    let method = NNEFResampling.methods.first { $0.coordinates == coordinates }?.method
    if mode == "nearest", writer.repeatsElements(coordinates) {
      writer.assign("nearest_upsample", [try writer.tensor(0)], [factor])
    } else if mode == "linear", let method {
      writer.assign(
        "multilinear_upsample", [try writer.tensor(0)],
        [factor, ("method", "'\(method)'"), ("border", "'replicate'")])
    } else {
      throw writer.unsupported(
        "the mode is \(mode) with the coordinates \(coordinates)",
        help:
          "NNEF has nearest by asymmetric, and linear by half_pixel, asymmetric or align_corners")
    }
  }

  /// Whether the nearest neighbour is the element whose whole copy lies there.
  private func repeatsElements(_ coordinates: String) -> Bool {
    coordinates == "asymmetric" && attributes.symbol("nearest") == "floor"
  }
}
