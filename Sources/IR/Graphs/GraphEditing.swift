import Basic

extension Graph {
  /// Makes every reader of a value in `replacements`, and the outputs, read its replacement.
  ///
  /// Chains of replacements are followed to their end.
  package mutating func replaceUses(_ replacements: [ID<Value>: ID<Value>]) {
    guard !replacements.isEmpty else { return }
    func resolve(_ id: ID<Value>) -> ID<Value> {
      var id = id
      while let next = replacements[id] { id = next }
      return id
    }
    for id in order {
      operations[id].operands = operations[id].operands.map(resolve)
    }
    outputs = outputs.map(resolve)
  }

  /// Gives a value a new name, which must be free; a taken one gets a suffix.
  package mutating func rename(_ id: ID<Value>, to name: String) {
    names.release(values[id].name)
    values[id].name = uniqueName(name)
  }

  /// Exchanges the names of two values, so that a replacement carries the name users know.
  package mutating func exchangeNames(_ a: ID<Value>, _ b: ID<Value>) {
    let name = values[a].name
    values[a].name = values[b].name
    values[b].name = name
  }

  /// The number of times that operations and outputs read each value, by id.
  package var useCounts: [Int] {
    var counts = [Int](repeating: 0, count: values.count)
    for id in order {
      for operand in operations[id].operands { counts[operand.index] += 1 }
    }
    for output in outputs { counts[output.index] += 1 }
    return counts
  }

  /// The operation that defines a value, or `nil` for inputs and constants.
  package func definingOperation(of id: ID<Value>) -> ID<Operation>? {
    guard case .result(let operation, _) = values[id].definition else { return nil }
    return operation
  }

  /// The constant that a value stands for, or `nil`.
  package func constant(of id: ID<Value>) -> ID<Constant>? {
    guard case .constant(let constant) = values[id].definition else { return nil }
    return constant
  }

  /// The call that an operation makes, in types alone.
  package func call(_ id: ID<Operation>) -> OperatorCall {
    let operation = operations[id]
    return OperatorCall(
      operands: operation.operands.map { values[$0].type }, attributes: operation.attributes)
  }

  /// Gives outputs that other values have taken the place of back the names that users know.
  ///
  /// An input or a constant keeps its own name, and so does a value that was an output before.
  ///
  /// - Parameter outputs: the outputs before they were replaced.
  package mutating func keepNames(of outputs: [ID<Value>]) {
    var renamed: Set<ID<Value>> = []
    for (old, new) in zip(outputs, self.outputs) where old != new {
      guard definingOperation(of: new) != nil, !outputs.contains(new),
        renamed.insert(new).inserted
      else { continue }
      exchangeNames(old, new)
    }
  }
}
