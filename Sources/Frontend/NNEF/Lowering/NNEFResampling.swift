import Basic
import IR
import Operators

/// Lowers changes of resolution by whole factors.
enum NNEFResampling {
  static func nearestDown(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    let input = try context.value("input")
    let factor = try factors(input, dividing: true, context)
    let y = try NNEFPooling.skip(input, factor, &context)
    return [context.wrap(y)]
  }

  static func areaDown(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    let input = try context.value("input")
    let factor = try factors(input, dividing: true, context)
    let images = try context.images(input)
    let mean = try context.imageResult(
      "average_pool2d", [images],
      [Attribute("window", .integers(factor)), Attribute("stride", .integers(factor))],
      rank: context.type(input).rank)
    return [context.wrap(mean)]
  }

  static func nearestUp(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    try enlarge(mode: "nearest", coordinates: "asymmetric", &context)
  }

  static func multilinearUp(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    let (method, border) = (context.text("method"), context.text("border"))
    guard let coordinates = methods.first(where: { $0.method == method })?.coordinates else {
      throw context.unsupported(
        "method is '\(method)'", help: "the methods are symmetric, asymmetric and aligned")
    }
    // Aligned corners never reach beyond the image.
    guard border == "replicate" || method == "aligned" else {
      throw context.unsupported(
        "border is '\(border)', and the compiler repeats the elements at the ends",
        help: "use the border 'replicate'")
    }
    return try enlarge(mode: "linear", coordinates: coordinates, &context)
  }

  /// The methods of linear interpolation, and where each takes an element of the result to lie.
  static let methods: [(method: String, coordinates: String)] = [
    ("symmetric", "half_pixel"), ("asymmetric", "asymmetric"), ("aligned", "align_corners"),
  ]

  private static func enlarge(
    mode: String, coordinates: String, _ context: inout NNEFContext
  ) throws(Refusal) -> [NNEFValue] {
    let input = try context.value("input")
    let factor = try factors(input, dividing: false, context)
    let scales = [1, 1] + factor.suffix(context.type(input).rank - 2)
    let shape = zip(context.type(input).shape, scales).map { Saturating.product($0, $1) }
    return try context.result(
      "resize", [input],
      [
        Attribute("shape", .integers(shape)),
        Attribute("scales", .numbers(scales.map(Double.init))),
        Attribute("mode", .symbol(mode)), Attribute("coordinates", .symbol(coordinates)),
        Attribute("nearest", .symbol(mode == "nearest" ? "floor" : "round_prefer_floor")),
      ])
  }

  /// The factors of the rows and the columns.
  private static func factors(
    _ input: ID<Value>, dividing: Bool, _ context: NNEFContext
  ) throws(Refusal) -> [Int] {
    let (shape, factor) = (context.type(input).shape, context.integers("factor"))
    let spatial = shape.dropFirst(2)
    guard (3...4).contains(shape.count), factor.count == spatial.count,
      zip(spatial, factor).allSatisfy({ $1 > 0 && (!dividing || $0 % $1 == 0) })
    else {
      throw context.unsupported(
        "factor is \(factor), and the input \(shape)",
        help: "give a positive factor for each of one or two spatial axes"
          + (dividing ? ", which divides it" : ""))
    }
    return factor.count == 1 ? [1] + factor : factor
  }
}
