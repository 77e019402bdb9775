/// An axis that `resize` gives another size: which place of the operand an index stands for.
struct ResizeAxis: Sendable {
  /// The size of the operand.
  let input: Int

  /// The size of the result.
  let output: Int

  /// Elements of the result for each of the operand.
  let scale: Double

  /// Whether the scale is the quotient of the sizes.
  ///
  /// Files give scales in binary32. One that is the nearest to the quotient stands for the quotient
  /// itself, so that places which lie on an element or in the middle of two do so exactly.
  let isQuotient: Bool

  /// Describes an axis; the sizes are positive and the scale fits them.
  init(input: Int, output: Int, scale: Double) {
    let quotient = Double(output) / Double(input)
    self.input = input
    self.output = output
    isQuotient = Float(scale) == Float(quotient)
    self.scale = isQuotient ? quotient : scale
  }

  /// The size of the result before it was rounded.
  private var exactOutput: Double { isQuotient ? Double(output) : scale * Double(input) }

  /// Where index `position` of the result lies among those of the operand.
  func source(_ position: Int, _ transformation: CoordinateTransformation) -> Double {
    let place = Double(position)
    switch transformation {
    case .halfPixel: return middle(position)
    case .halfPixelSymmetric:
      guard !isQuotient else { return middle(position) }
      let offset = Double(input) / 2 * (1 - Double(output) / exactOutput)
      return offset + (place + 0.5) / scale - 0.5
    case .pytorchHalfPixel: return exactOutput == 1 ? 0 : middle(position)
    case .alignCorners:
      return exactOutput == 1 ? 0 : place * Double(input - 1) / (exactOutput - 1)
    case .asymmetric:
      return isQuotient ? place * Double(input) / Double(output) : place / scale
    case .tfHalfPixelForNN:
      return isQuotient
        ? (2 * place + 1) * Double(input) / Double(2 * output) : (place + 0.5) / scale
    }
  }

  /// Where the middle of a cell of the result lies, by one rounding if the scale is the quotient.
  private func middle(_ position: Int) -> Double {
    guard isQuotient else { return (Double(position) + 0.5) / scale - 0.5 }
    let cells = (2 * Double(position) + 1) * Double(input) - Double(output)
    return cells / Double(2 * output)
  }
}
