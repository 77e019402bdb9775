import Basic
import IR

/// Axes, sizes and numbers that operands and options state.
extension TFLiteContext {
  /// The most elements of a constant that a lowering makes itself.
  package static let constantLimit = 1 << 24

  /// An axis counted from the front.
  package func axis(_ given: Int, rank: Int) throws(Refusal) -> Int {
    let axis = given < 0 ? given + rank : given
    guard (0..<rank).contains(axis) else {
      throw unsupported("it names the axis \(given) of a tensor with \(rank) axes")
    }
    return axis
  }

  /// Different axes counted from the front, in ascending order; one that stands twice counts once.
  package func axes(_ given: [Int], rank: Int) throws(Refusal) -> [Int] {
    var isNamed = [Bool](repeating: false, count: rank)
    for entry in given { isNamed[try axis(entry, rank: rank)] = true }
    return isNamed.indices.filter { isNamed[$0] }
  }

  /// The integers of an operand that decides shapes, limited to ±2^31.
  ///
  /// No tensor is larger, so that whatever is beyond stays so, and sums and products of two fit.
  package func sizes(_ index: Int, _ role: String) throws(Refusal) -> [Int] {
    try integers(index, role).map { min(max($0, -1 << 31), 1 << 31) }
  }

  /// The sizes of an operand of which each axis has one.
  package func sizes(
    _ index: Int, _ role: String, count: Int
  ) throws(Refusal) -> [Int] {
    let sizes = try sizes(index, role)
    guard sizes.count == count else {
      throw unsupported("the operand '\(role)' has \(sizes.count) entries, not \(count)")
    }
    return sizes
  }

  /// The one number of an operand that has to be known.
  package func number(_ index: Int, _ role: String) throws(Refusal) -> Double {
    let value = try operand(index)
    guard let tensor = value.constant ?? value.inFile.flatMap(builder.known) else {
      throw refusal(
        TFLiteRules.constantOperand,
        "the operand '\(role)' (\(name(of: try tensor(index)))) is computed at run time",
        help: "make it a constant when the model is converted")
    }
    guard tensor.type.shape.allSatisfy({ $0 == 1 }) else {
      throw unsupported("the operand '\(role)' is \(tensor.type.plainDescription), not one number")
    }
    return tensor.realNumbers[0]
  }

  /// Refuses an operation that fuses an activation where its kernel knows none.
  package func requireNoActivation() throws(Refusal) {
    guard try activation() == .none else {
      throw unsupported("it fuses an activation", help: "no converter writes that")
    }
  }
}
