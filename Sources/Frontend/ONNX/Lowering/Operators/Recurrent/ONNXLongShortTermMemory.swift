import Basic
import IR

/// The cell of `LSTM`.
enum ONNXLongShortTermMemory {
  static func lower(_ node: inout ONNXContext) throws(Refusal) -> [ID<Value>] {
    guard try !node.flag("input_forget") else {
      throw node.unsupported("input_forget couples gates that are apart here")
    }
    return try ONNXRecurrent.unrolled(
      &node, gates: 4, standard: ["Sigmoid", "Tanh", "Tanh"], hasCell: true
    ) {
      (node, cell, x, h, c, name) throws(Refusal) in
      guard let c else { preconditionFailure("no cell state") }
      let product = try node.product("\(name).recurrent", h, cell.weights)
      let gates = try node.step("\(name).gates", "add", [x, product])
      // Input, output, forget, cell.
      func open(_ index: Int, _ gate: String, _ peephole: Int, _ seen: ID<Value>) throws(Refusal)
        -> ID<Value>
      {
        var value = try cell.gate(gates, index, "\(name).\(gate).in", &node)
        if let weights = node.optional(7) {
          let row = try node.slice(
            "\(cell.part).P", weights, axis: 0, cell.direction..<cell.direction + 1)
          let part = try node.slice(
            "\(cell.part).P\(peephole)", row, axis: 1,
            peephole * cell.hidden..<(peephole + 1) * cell.hidden)
          let look = try node.step("\(name).\(gate).peek", "mul", [part, seen])
          value = try node.step("\(name).\(gate).peeked", "add", [value, look])
        }
        return try cell.apply(0, value, "\(name).\(gate)", &node)
      }
      let (i, f) = (try open(0, "i", 0, c), try open(2, "f", 2, c))
      let fresh = try cell.apply(
        1, try cell.gate(gates, 3, "\(name).c.in", &node), "\(name).fresh", &node)
      let kept = try node.step("\(name).kept", "mul", [f, c])
      let added = try node.step("\(name).added", "mul", [i, fresh])
      let next = try node.step("\(name).cell", "add", [kept, added])
      let o = try open(1, "o", 1, next)
      let shown = try node.step(
        "\(name).shown", cell.functions[2].kind, [next], cell.functions[2].attributes)
      return (try node.step("\(name).h", "mul", [o, shown]), next)
    }
  }
}
