import Basic
import IR
import Operators

/// Transposed convolutions of 8-bit integers, as convolutions.
///
/// Zeros between the pixels of the image take the place of the stride, and the filter is turned round;
/// the sums are those of the transposed convolution, term by term.
struct TFLiteIntegerTransposedConvolution {
  /// The distance of pixels, down and right.
  let stride: [Int]

  /// The height and width of the filter.
  let kernel: [Int]

  /// The rows and columns that are taken away at the top and left.
  let padding: [Int]

  /// The height and width of the result.
  let size: [Int]

  /// The sums of 32 bits for an image with channels first.
  func sums(
    _ context: inout TFLiteContext, _ image: ID<Value>, _ x: TensorType, name: String
  ) throws(Refusal) -> ID<Value> {
    var image = try spread(&context, image, name: name)
    var (before, after) = ([0, 0], [0, 0])
    for axis in 0..<2 {
      let height = context.builder.type(image).shape[axis + 2]
      before[axis] = kernel[axis] - 1 - padding[axis]
      let rest = size[axis] - height - before[axis] + kernel[axis] - 1
      guard before[axis] >= 0, height + min(0, rest) > 0 else {
        throw context.unsupported("its filter is \(kernel) and its result \(size)")
      }
      after[axis] = max(0, rest)
      image = try context.slice(
        image, axis: axis + 2, 0..<height + min(0, rest), name: "\(name).cut\(axis)")
    }
    var operands = [image, try context.turnedWeight(1, x)]
    if context.has(3) { operands.append(try context.inFile(3)) }
    return try context.add(
      "conv2d", operands, [Attribute("padding", .integers(before + after))], "\(name).sum")
  }

  /// The image with zeros behind each pixel, down and right.
  private func spread(
    _ context: inout TFLiteContext, _ image: ID<Value>, name: String
  ) throws(Refusal) -> ID<Value> {
    guard stride != [1, 1] else { return image }
    let shape = context.builder.type(image).shape
    let sizes = [shape[2], shape[3]]
    let wide = zip(sizes, stride).map { Saturating.product($0, $1) }
    guard TensorType.checkedElementCount(shape[..<2] + wide) != nil else {
      throw context.unsupported("its stride is \(stride)")
    }
    let cells = try context.reshape(
      image, to: [shape[0], shape[1], sizes[0], 1, sizes[1], 1], name: "\(name).cells")
    let padded = try context.add(
      "pad", [cells],
      [
        Attribute("before", .integers([0, 0, 0, 0, 0, 0])),
        Attribute("after", .integers([0, 0, 0, stride[0] - 1, 0, stride[1] - 1])),
      ], "\(name).spread")
    return try context.reshape(padded, to: shape[..<2] + wide, name: "\(name).image")
  }
}

extension TFLiteContext {
  /// A constant filter `[O, kh, kw, C]` as `[O, C, kh, kw]`, turned round in both directions.
  fileprivate mutating func turnedWeight(
    _ index: Int, _ x: TensorType
  ) throws(Refusal) -> ID<Value> {
    let weight = try weight(index, x, [0, 3, 1, 2])
    guard let constant = builder.constant(weight) else {
      throw unsupported("its filter is computed", help: "make it a constant")
    }
    let key = "\(try tensor(index)) turned \(constant.type.element)"
    if let known = converted[key] { return known }
    let plain = TensorType(constant.type.element, constant.type.shape)
    let call = OperatorCall(
      operands: [plain], attributes: AttributeList([Attribute("axes", .integers([2, 3]))]))
    let turned = Reverse.evaluate(call, [constant.retyped(plain)], [plain])[0]
    let id = builder.addConstant("\(builder.name(weight)).turned", turned.retyped(constant.type))
    converted[key] = id
    return id
  }
}
