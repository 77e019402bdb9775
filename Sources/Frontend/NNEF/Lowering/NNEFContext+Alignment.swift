import Basic
import IR

/// Operands that broadcast: NNEF aligns shapes at the left and the compiler at the right.
extension NNEFContext {
  /// The number of an argument that is a literal or a constant of one element, or `nil`.
  func number(of name: String) -> Double? {
    switch argument(name) {
    case .tensor(let tensor):
      guard case .constant(_, let elements) = tensor.base, elements.type.elementCount == 1 else {
        return nil
      }
      return elements.numbers[0]
    case let literal: return literal.literal
    }
  }

  /// The arguments as operands of one operation, in shapes that broadcast to one shape.
  ///
  /// Literals become constants of the element type of the tensors, named after the first result and
  /// the operand. Integers of different widths become i64.
  ///
  /// - Parameters:
  ///   - arguments: the parameters.
  ///   - names: the operands of the operator.
  ///   - leading: the number of arguments whose elements are of a type of their own.
  mutating func aligned(
    _ arguments: [String], names: [String], leading: Int = 0
  ) throws(Refusal) -> [ID<Value>] {
    let tensors = arguments.map { argument($0).tensor }
    let element = tensors.dropFirst(leading).compactMap { $0?.type.element }.last
    let rank = tensors.compactMap { $0?.shape.count }.max() ?? 0
    var common = [Int](repeating: 1, count: rank)
    for tensor in tensors.compactMap({ $0 }) {
      for (axis, size) in tensor.shape.enumerated() where size != 1 {
        guard common[axis] == 1 || common[axis] == size else {
          throw refusal(
            NNEFRules.shapes,
            "the shapes \(tensors.compactMap { $0?.shape.description }.joined(separator: " and ")) "
              + "do not agree along axis \(axis)", help: "shapes are aligned at the left")
        }
        common[axis] = size
      }
    }
    let plain = tensors.map { tensor in tensor.map { isPlain($0, rank) } ?? true }
    // One operand has all axes, so that the result has them too.
    let keepsRank = zip(tensors, plain).contains { tensor, isPlain in
      guard let tensor else { return false }
      return (isPlain ? tensor.type.rank : rank) == rank
    }
    var ids: [ID<Value>] = []
    for index in arguments.indices {
      guard let tensor = tensors[index] else {
        let literal = try constantTensor(
          argument(arguments[index]), like: element, "\(resultName).\(names[index])")
        ids.append(try materialize(literal))
        continue
      }
      var view = tensor
      if plain[index], keepsRank {
        view.shape = tensor.type.shape
      } else {
        view.shape += [Int](repeating: 1, count: rank - tensor.shape.count)
      }
      ids.append(try materialize(view, name: "\(resultName).\(names[index])"))
    }
    return try widened(ids, names)
  }

  /// Whether the elements in the shape that they have broadcast as in the shape that is seen.
  private func isPlain(_ tensor: NNEFTensor, _ rank: Int) -> Bool {
    let own = tensor.type.shape
    guard own.count <= rank else { return false }
    let seen = tensor.shape + [Int](repeating: 1, count: rank - tensor.shape.count)
    return [Int](repeating: 1, count: rank - own.count) + own == seen
  }

  /// Integers of one width.
  private mutating func widened(
    _ ids: [ID<Value>], _ names: [String]
  ) throws(Refusal) -> [ID<Value>] {
    let elements = Set(ids.map { type($0).element }.filter(\.isInteger))
    guard elements.count > 1 else { return ids }
    var widened: [ID<Value>] = []
    for (id, name) in zip(ids, names) {
      let isWide = type(id).element == .i64 || !type(id).element.isInteger
      widened.append(
        isWide
          ? id
          : try step("\(name).i64", "cast", [id], [Attribute("to", .storage(StorageType(.i64)))]))
    }
    return widened
  }
}
