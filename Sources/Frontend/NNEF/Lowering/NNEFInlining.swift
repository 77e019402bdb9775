import Basic

/// Puts results that are read once into the operation that reads them, where the compiler has one
/// operation for both.
///
/// `NNEFExport` writes such pairs where NNEF has no operation of its own.
enum NNEFInlining {
  private static let reductions: Set<String> = [
    "sum_reduce", "mean_reduce", "max_reduce", "min_reduce", "any_reduce", "all_reduce",
    "argmax_reduce", "argmin_reduce",
  ]

  /// The operations that take operands with more axes than the compiler's have.
  private static let broadcasting = Set(
    NNEFElementwise.binary.map(\.name) + [
      "ne", "select", "prelu", "matmul", "conv", "deconv", "linear", "batch_normalization",
    ])

  /// The assignments with what is read once moved into its reader; those that moved are gone.
  static func inlined(_ graph: NNEFGraph) -> [NNEFAssignment] {
    var uses: [String: Int] = [:]
    for output in graph.outputs { uses[output.text, default: 0] += 2 }
    var definitions: [String: Int] = [:]
    for (index, assignment) in graph.assignments.enumerated() {
      if case .name(let token)? = assignment.targets.first, assignment.targets.count == 1 {
        // What is assigned twice is left to be reported.
        if definitions.updateValue(index, forKey: token.text) != nil { uses[token.text] = 2 }
      }
      for argument in assignment.call?.arguments ?? [] { count(argument.value, &uses) }
    }
    var assignments = graph.assignments
    var moved: Set<Int> = []
    for index in assignments.indices {
      guard var call = assignments[index].call else { continue }
      for position in call.arguments.indices {
        guard case .name(let token) = call.arguments[position].value, uses[token.text] == 1,
          let definition = definitions[token.text], definition < index,
          var inner = assignments[definition].call
        else { continue }
        inner.result = token
        var candidate = call
        candidate.arguments[position].value = .call(inner)
        let isProduct =
          sumWithProduct(candidate).map { isConstant($0.other, assignments, definitions) } ?? false
        let isSqueezed = squeezedReduction(candidate) != nil
        guard isProduct || isSqueezed || isAligning(inner, in: call) else { continue }
        moved.insert(definition)
        call = candidate
      }
      assignments[index].call = call
    }
    return assignments.enumerated().filter { !moved.contains($0.offset) }.map(\.element)
  }

  private static func count(_ expression: NNEFExpression, _ uses: inout [String: Int]) {
    switch expression {
    case .name(let token): uses[token.text, default: 0] += 1
    case .list(let entries, _): for entry in entries { count(entry, &uses) }
    case .call(let call): for argument in call.arguments { count(argument.value, &uses) }
    case .number, .string, .logical: break
    }
  }

  /// The reduction whose axes, and no others, the call squeezes.
  static func squeezedReduction(_ call: NNEFCall) -> NNEFCall? {
    guard call.name.text == "squeeze", call.arguments.count == 2,
      case .call(let reduction)? = argument("input", 0, of: call),
      reductions.contains(reduction.name.text), let squeezed = argument("axes", 1, of: call),
      let reduced = argument("axes", 1, of: reduction),
      case .list(let first)? = NNEFLiterals.value(squeezed, .integers),
      case .list(let second)? = NNEFLiterals.value(reduced, .integers)
    else { return nil }
    return integers(first) == integers(second) && !first.isEmpty ? reduction : nil
  }

  /// The product with a transposed matrix in a call that adds something else to it.
  static func sumWithProduct(_ call: NNEFCall) -> (product: NNEFCall, other: NNEFExpression)? {
    guard call.name.text == "add", call.arguments.count == 2,
      call.arguments.allSatisfy({ $0.label == nil }),
      case .call(let product) = call.arguments[0].value, product.name.text == "matmul",
      case .logical(true, _)? = argument("transposeB", 3, of: product)
    else { return nil }
    return (product, call.arguments[1].value)
  }

  /// Whether the inner call puts axes before those of an operand that another call aligns.
  private static func isAligning(_ inner: NNEFCall, in call: NNEFCall) -> Bool {
    guard broadcasting.contains(call.name.text), inner.name.text == "unsqueeze",
      let axes = argument("axes", 1, of: inner),
      case .list(let entries)? = NNEFLiterals.value(axes, .integers)
    else { return false }
    return integers(entries) == Array(0..<entries.count)
  }

  /// Whether an expression is a variable or constant, or one with more axes.
  private static func isConstant(
    _ expression: NNEFExpression, _ assignments: [NNEFAssignment], _ definitions: [String: Int]
  ) -> Bool {
    var expression = expression
    for _ in 0..<3 {
      let call: NNEFCall
      switch expression {
      case .call(let inner): call = inner
      case .name(let token):
        guard let index = definitions[token.text], let found = assignments[index].call else {
          return false
        }
        call = found
      default: return false
      }
      if call.name.text == "variable" || call.name.text == "constant" { return true }
      guard call.name.text == "unsqueeze", let input = argument("input", 0, of: call) else {
        return false
      }
      expression = input
    }
    return false
  }

  private static func argument(_ name: String, _ position: Int, of call: NNEFCall)
    -> NNEFExpression?
  {
    if let labelled = call.arguments.first(where: { $0.label?.text == name }) {
      return labelled.value
    }
    guard position < call.arguments.count, call.arguments[position].label == nil else { return nil }
    return call.arguments[position].value
  }

  private static func integers(_ values: [NNEFValue]) -> [Int] {
    values.compactMap {
      guard case .integer(let value) = $0 else { return nil }
      return value
    }
  }
}
