import Basic
import IR
import Operators

/// Lowers pooling.
enum NNEFPooling {
  /// The most elements of a filter that adds up what is under a window.
  private static let filterLimit = 1 << 24

  static func maximum(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    let input = try context.value("input")
    var window = try window(input, &context)
    // A border of zeros takes part in the maximum.
    let images = try context.padded(context.images(input), &window, unless: ["ignore"])
    try requireNeighbours(window, context)
    let y = try context.imageResult(
      "max_pool2d", [images], attributes(window), rank: context.type(input).rank)
    return [context.wrap(y)]
  }

  static func maximumWithIndex(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    throw context.unsupported(
      "the compiler has no indices of maxima under windows", help: "use max_pool")
  }

  static func average(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    let input = try context.value("input")
    let window = try window(input, &context)
    let y = try mean(input, window, context.resultName, &context)
    return [context.wrap(y)]
  }

  static func rootMeanSquare(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    let input = try context.value("input")
    let window = try window(input, &context)
    let square = try context.step("square", "mul", [input, input])
    let mean = try mean(square, window, "\(context.resultName).mean", &context)
    return try context.result("sqrt", [mean])
  }

  static func box(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    let input = try context.value("input")
    let window = try window(input, &context)
    if window.size == [1, 1], !window.isPadded {
      let y = try skip(input, window.stride, &context)
      return [context.wrap(y)]
    }
    guard !context.flag("normalize") else {
      let y = try mean(input, window, context.resultName, &context)
      return [context.wrap(y)]
    }
    let y = try sum(input, window, context.resultName, &context)
    return [context.wrap(y)]
  }

  /// Every `stride`-th row and column.
  static func skip(
    _ input: ID<Value>, _ stride: [Int], _ context: inout NNEFContext
  ) throws(Refusal) -> ID<Value> {
    let shape = context.type(input).shape
    let steps = [1, 1] + (shape.count == 3 ? [stride[1]] : stride)
    return try context.add(
      "slice", [input],
      [
        Attribute("starts", .integers(shape.map { _ in 0 })), Attribute("ends", .integers(shape)),
        Attribute("steps", .integers(steps)),
      ])
  }

  /// The sum under each window: a convolution of each channel with ones.
  private static func sum(
    _ input: ID<Value>, _ window: NNEFWindow, _ name: String, _ context: inout NNEFContext
  ) throws(Refusal) -> ID<Value> {
    var window = window
    let rank = context.type(input).rank
    let images = try context.padded(
      context.images(input), &window, unless: ["constant", "ignore"])
    let channels = context.type(images).shape[1]
    let shape = [channels, 1] + window.size
    guard Saturating.product(shape) <= filterLimit else {
      throw context.unsupported("the window \(window.size) over \(channels) channels is too large")
    }
    let ones = context.constant(
      "ones", Tensor(shape, floats: [Float](repeating: 1, count: shape.reduce(1, *))))
    return try context.imageResult(
      "conv2d", [images, ones],
      [
        Attribute("stride", .integers(window.stride)),
        Attribute("padding", .integers(window.fourPaddings)),
        Attribute("dilation", .integers(window.dilation)),
        Attribute("groups", .integer(channels)),
      ], rank: rank, name: name)
  }

  /// The mean under each window; a border of zeros counts, one that is ignored does not.
  static func mean(
    _ input: ID<Value>, _ window: NNEFWindow, _ name: String, _ context: inout NNEFContext
  ) throws(Refusal) -> ID<Value> {
    var window = window
    let images = try context.padded(
      context.images(input), &window, unless: ["constant", "ignore"])
    try requireNeighbours(window, context)
    return try context.imageResult(
      "average_pool2d", [images],
      attributes(window) + [Attribute("count_padding", .boolean(window.border != "ignore"))],
      rank: context.type(input).rank, name: name)
  }

  /// The window over the images that `input` holds.
  static func window(
    _ input: ID<Value>, _ context: inout NNEFContext
  ) throws(Refusal) -> NNEFWindow {
    let shape = context.type(input).shape
    let size = context.integers("size")
    guard size.count == shape.count, size.allSatisfy({ $0 > 0 }), shape.count >= 2 else {
      throw context.refusal(
        NNEFRules.shapes, "size is \(size), and the input \(shape)",
        help: "give a positive size for each axis")
    }
    guard size.prefix(2) == [1, 1] else {
      throw context.unsupported(
        "size is \(size)", help: "the first two are 1: windows move over images alone")
    }
    return try NNEFWindow(
      image: Array(shape[2...]), size: Array(size[2...]), lead: 2, context)
  }

  private static func attributes(_ window: NNEFWindow) -> [Attribute] {
    [
      Attribute("window", .integers(window.size)), Attribute("stride", .integers(window.stride)),
      Attribute("padding", .integers(window.fourPaddings)),
    ]
  }

  private static func requireNeighbours(
    _ window: NNEFWindow, _ context: NNEFContext
  ) throws(Refusal) {
    guard window.dilation != [1, 1] else { return }
    throw context.unsupported(
      "dilation is \(window.dilation), and the compiler pools neighbours alone",
      help: "convolve each channel instead, if it is a mean")
  }
}
