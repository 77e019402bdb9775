import Basic
import IR

/// Recurrent networks, unrolled over their steps.
enum ONNXRecurrent {
  static let operators = [
    ONNXOperator(
      "RNN", becomes: ["matmul", "add", "tanh"],
      ONNXSinglePrecision.wide(typedBy: [0, 0]) {
        (node: inout ONNXContext) throws(Refusal) in
        try unrolled(&node, gates: 1, standard: ["Tanh"]) {
          (node, cell, x, h, _, name) throws(Refusal) in
          let product = try node.product("\(name).recurrent", h, cell.weights)
          let sum = try node.step("\(name).sum", "add", [x, product])
          return (try cell.apply(0, sum, name, &node), nil)
        }
      }),
    ONNXOperator(
      "GRU", becomes: ["matmul", "add", "mul", "sub", "sigmoid", "tanh"],
      ONNXSinglePrecision.wide(typedBy: [0, 0], ONNXGatedRecurrentUnit.lower)),
    ONNXOperator(
      "LSTM", becomes: ["matmul", "add", "mul", "sigmoid", "tanh"],
      ONNXSinglePrecision.wide(typedBy: [0, 0, 0], ONNXLongShortTermMemory.lower)),
  ]

  /// The most steps, over all directions: each becomes a dozen operations.
  private static let stepLimit = 4096

  /// Gives the state after a step, and the cell's beside it.
  typealias Step = (
    inout ONNXContext, ONNXRecurrence, _ x: ID<Value>, _ h: ID<Value>, _ c: ID<Value>?,
    _ name: String
  ) throws(Refusal) -> (h: ID<Value>, c: ID<Value>?)

  /// Repeats `step` over the steps of `X`, in each direction, and gathers what it gives.
  ///
  /// - `gates`: how many rows of `hidden` elements the weights have.
  /// - `apart`: whether the recurrent biases are left to the step.
  /// - `hasCell`: whether there is a cell's state beside the state.
  static func unrolled(
    _ node: inout ONNXContext, gates: Int, standard: [String], apart: Bool = false,
    hasCell: Bool = false, _ step: Step
  ) throws(Refusal) -> [ID<Value>] {
    let isBatchFirst = try node.integer("layout", 0) == 1
    var x = try node.operand(0)
    guard node.type(x).rank == 3 else { throw node.unsupported("X is \(node.type(x))") }
    if isBatchFirst { x = try node.transpose("steps_first", x, [1, 0, 2]) }
    let (length, batch) = (node.type(x).shape[0], node.type(x).shape[1])
    let direction = try node.word("direction", ["forward", "reverse", "bidirectional"])
    let directions = direction == "bidirectional" ? 2 : 1
    guard length * directions <= stepLimit else {
      throw node.unsupported(
        "\(length) steps in \(directions) directions are unrolled, but at most \(stepLimit)")
    }
    if let lengths = try node.integers(4, "sequence_lens"),
      lengths.contains(where: { $0 != length })
    {
      throw node.unsupported("sequence_lens is \(lengths), but every sequence has \(length) steps")
    }
    let hidden = node.type(try node.operand(2)).shape.last ?? 0
    guard node.type(try node.operand(1)).rank == 3, node.type(try node.operand(2)).rank == 3,
      node.type(try node.operand(1)).shape[1] == gates * hidden, hidden > 0
    else { throw node.unsupported("W is \(node.type(try node.operand(1)).plainDescription)") }
    var sequences: [[ID<Value>]] = []
    var (lastStates, lastCells): ([ID<Value>], [ID<Value>]) = ([], [])
    for index in 0..<directions {
      let cell = try recurrence(
        &node, x, index, gates: gates, hidden: hidden, standard: standard, apart: apart)
      var h = try state(&node, 5, index, batch, hidden, isBatchFirst, "h\(index)")
      var c = hasCell ? try state(&node, 6, index, batch, hidden, isBatchFirst, "c\(index)") : nil
      var sequence = [ID<Value>?](repeating: nil, count: length)
      let isReverse = direction == "reverse" || index == 1
      for position in 0..<length {
        let t = isReverse ? length - 1 - position : position
        let row = try node.slice("\(cell.part).x\(t)", cell.inputs, axis: 0, t..<t + 1)
        let input = try node.shaped("\(cell.part).in\(t)", row, [batch, gates * hidden])
        (h, c) = try step(&node, cell, input, h, c, "\(cell.part).t\(t)")
        sequence[t] = h
      }
      sequences.append(sequence.compactMap { $0 })
      lastStates.append(h)
      if let c { lastCells.append(c) }
    }
    return try results(&node, sequences, lastStates, lastCells, isBatchFirst, batch, hidden)
  }

  /// The weights of one direction, and the products that do not wait for a state.
  private static func recurrence(
    _ node: inout ONNXContext, _ x: ID<Value>, _ index: Int, gates: Int, hidden: Int,
    standard: [String], apart: Bool
  ) throws(Refusal) -> ONNXRecurrence {
    let part = "d\(index)"
    func matrix(_ operand: Int, _ name: String) throws(Refusal) -> ID<Value> {
      let whole = try node.operand(operand)
      let one = try node.slice("\(part).\(name)", whole, axis: 0, index..<index + 1)
      let flat = try node.shaped(
        "\(part).\(name).matrix", one, Array(node.type(one).shape.dropFirst()))
      return try node.transpose("\(part).\(name).transposed", flat, [1, 0])
    }
    let (w, r) = (try matrix(1, "W"), try matrix(2, "R"))
    var inputs = try node.product("\(part).inputs", x, w)
    var recurrentBias: ID<Value>?
    if let bias = node.optional(3) {
      let one = try node.slice("\(part).B", bias, axis: 0, index..<index + 1)
      let flat = try node.shaped("\(part).B.vector", one, [2 * gates * hidden])
      let first = try node.slice("\(part).B.input", flat, axis: 0, 0..<gates * hidden)
      let second = try node.slice(
        "\(part).B.recurrent", flat, axis: 0, gates * hidden..<2 * gates * hidden)
      let added = apart ? first : try node.step("\(part).B.sum", "add", [first, second])
      if apart { recurrentBias = second }
      inputs = try node.step("\(part).biased", "add", [inputs, added])
    }
    let clip = try node.number("clip", 0)
    return ONNXRecurrence(
      inputs: inputs, weights: r, recurrentBias: recurrentBias, hidden: hidden,
      direction: index,
      functions: try ONNXRecurrence.functions(node, direction: index, standard: standard),
      clip: clip > 0 ? clip : nil)
  }

  /// The state before the first step: zero unless an operand gives it.
  private static func state(
    _ node: inout ONNXContext, _ operand: Int, _ index: Int, _ batch: Int, _ hidden: Int,
    _ isBatchFirst: Bool, _ name: String
  ) throws(Refusal) -> ID<Value> {
    guard let given = node.optional(operand) else {
      let zeros = [Float](repeating: 0, count: batch * hidden)
      return node.constant("\(name).zero", Tensor([batch, hidden], floats: zeros))
    }
    let axis = isBatchFirst ? 1 : 0
    let one = try node.slice("\(name).given", given, axis: axis, index..<index + 1)
    return try node.shaped("\(name).first", one, [batch, hidden])
  }

  private static func results(
    _ node: inout ONNXContext, _ sequences: [[ID<Value>]], _ states: [ID<Value>],
    _ cells: [ID<Value>], _ isBatchFirst: Bool, _ batch: Int, _ hidden: Int
  ) throws(Refusal) -> [ID<Value>] {
    // Steps, directions, batch: the order of the sequence.
    let length = sequences[0].count
    var parts: [ID<Value>] = []
    for t in 0..<length {
      for (index, sequence) in sequences.enumerated() {
        parts.append(try node.shaped("d\(index).y\(t)", sequence[t], [1, 1, batch, hidden]))
      }
    }
    let flat = try node.joined("steps", parts, axis: 0)
    let count = sequences.count
    let whole = try node.shaped(
      isBatchFirst ? "sequence" : nil, flat, [length, count, batch, hidden])
    var results = [
      isBatchFirst ? try node.transpose(nil, whole, [2, 0, 1, 3]) : whole
    ]
    for (position, values) in [states, cells].enumerated() where !values.isEmpty {
      var rows: [ID<Value>] = []
      for (index, value) in values.enumerated() {
        let shape = isBatchFirst ? [batch, 1, hidden] : [1, batch, hidden]
        rows.append(try node.shaped("last\(position).\(index)", value, shape))
      }
      results.append(try node.joined("last\(position)", rows, axis: isBatchFirst ? 1 : 0))
    }
    return results
  }
}
