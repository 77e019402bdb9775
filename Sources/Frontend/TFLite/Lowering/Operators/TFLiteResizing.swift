import Basic
import IR

/// Images in other sizes.
enum TFLiteResizing {
  static let operators = [
    TFLiteOperator("RESIZE_BILINEAR", becomes: ["resize", "gather", "mul", "add"], bilinear),
    TFLiteOperator("RESIZE_NEAREST_NEIGHBOR", becomes: ["gather"], nearest),
  ]

  /// The image with channels first, and its new height and width.
  private static func prepared(
    _ context: inout TFLiteContext
  ) throws(Refusal) -> (id: ID<Value>, sizes: [Int]) {
    let image = try context.value(operand: 0, .channelsFirst)
    let sizes = try context.sizes(1, "size", count: 2)
    let old = Array(context.builder.type(image).shape[2...])
    guard (old + sizes).allSatisfy({ (1...TFLiteContext.constantLimit).contains($0) }) else {
      throw context.unsupported("it resizes \(old) to \(sizes)", help: "sizes are 1 to 2^24")
    }
    return (image, sizes)
  }

  private static func bilinear(_ context: inout TFLiteContext) throws(Refusal) -> [TFLiteValue] {
    let (image, sizes) = try prepared(&context)
    let type = context.builder.type(image)
    let name = context.resultName(0, .channelsFirst)
    let options = context.operation.options
    guard !context.isQuantized(type) else {
      guard type.element == .i8 else {
        throw context.unsupported(
          "x is \(type), which its kernel interpolates in floats", help: "quantize x with a sign")
      }
      let y = try TFLiteIntegerInterpolation(options).resized(&context, image, sizes, name: name)
      return [try context.moved(y, .channelsFirst)]
    }
    var coordinates = options.flag("half_pixel_centers") ? "half_pixel" : "asymmetric"
    if options.flag("align_corners") { coordinates = "align_corners" }
    let scales = (0..<2).map { Double(sizes[$0]) / Double(type.shape[$0 + 2]) }
    let y = try context.add(
      "resize", [image],
      [
        Attribute("shape", .integers(type.shape[..<2] + sizes)),
        Attribute("scales", .numbers([1, 1] + scales)), Attribute("mode", .symbol("linear")),
        Attribute("coordinates", .symbol(coordinates)),
      ], name)
    return [context.result(y, .channelsFirst)]
  }

  /// The kernel finds the nearest element in `f32`, whose last bit decides where two are as near.
  private static func nearest(_ context: inout TFLiteContext) throws(Refusal) -> [TFLiteValue] {
    let (image, sizes) = try prepared(&context)
    let name = context.resultName(0, .channelsFirst)
    let options = context.operation.options
    let isAligned = options.flag("align_corners")
    let offset: Float = options.flag("half_pixel_centers") ? 0.5 : 0
    var y = image
    for (axis, size) in zip([2, 3], sizes) {
      let old = context.builder.type(y).shape[axis]
      let scale =
        isAligned && size > 1
        ? Float(old - 1) / Float(size - 1) : Float(old) / Float(size)
      let indices = (0..<size).map { index -> Int32 in
        let place = (Float(index) + offset) * scale
        let nearest = place.rounded(isAligned ? .toNearestOrAwayFromZero : .down)
        return Int32(min(max(nearest, 0), Float(old - 1)))
      }
      let list = context.constant(
        "axis\(axis).indices", Tensor(TensorType(.i32, [size]), indices))
      y = try context.add(
        "gather", [y, list], [Attribute("axis", .integer(axis))], "\(name).axis\(axis)")
    }
    return [try context.moved(y, .channelsFirst)]
  }
}
