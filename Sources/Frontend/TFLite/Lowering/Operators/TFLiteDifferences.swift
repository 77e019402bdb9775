import Basic
import IR

/// Squares of differences, element by element.
enum TFLiteDifferences {
  static let operators = [
    TFLiteOperator("SQUARED_DIFFERENCE", becomes: ["sub", "mul", "requantize"], square)
  ]

  /// The kernel shifts both operands left by so many bits before it brings them to one scale.
  private static let shift = 0x1p-7

  private static func square(_ context: inout TFLiteContext) throws(Refusal) -> [TFLiteValue] {
    let (a, b) = (try context.type(0), try context.type(1))
    let (ids, layout) = try context.aligned([0, 1])
    let name = context.resultName(0, layout)
    guard context.isQuantized(a), context.isQuantized(b) else {
      let difference = try context.add("sub", ids, [], "\(name).difference")
      let y = try context.add("mul", [difference, difference], [], name)
      return [context.result(y, layout)]
    }
    let twice = 2 * max(a.scale, b.scale)
    let common = TensorType(.i32, [], Quantization(scale: twice * shift, zeroPoint: 0))
    let terms = try context.terms(ids, shift: shift, common, name: name)
    let difference = try context.add("sub", terms, [], "\(name).difference")
    let integers = try context.plain(difference, name: "\(name).difference")
    let squares = try context.add("mul", [integers, integers], [], "\(name).squares")
    let stated = try context.stated()
    let y = try context.rescale(
      squares, by: twice * twice * shift * shift / stated.scale, to: stated, name: name)
    return [context.result(y, layout)]
  }
}
