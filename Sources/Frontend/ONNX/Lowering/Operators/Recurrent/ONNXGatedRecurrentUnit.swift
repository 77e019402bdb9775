import Basic
import IR

/// The cell of `GRU`.
enum ONNXGatedRecurrentUnit {
  static func lower(_ node: inout ONNXContext) throws(Refusal) -> [ID<Value>] {
    let isLinear = try node.flag("linear_before_reset")
    return try ONNXRecurrent.unrolled(&node, gates: 3, standard: ["Sigmoid", "Tanh"], apart: true) {
      (node, cell, x, h, _, name) throws(Refusal) in
      // Update, reset, hidden.
      let hidden = cell.hidden
      func recurrent(_ index: Int, _ state: ID<Value>, _ gate: String) throws(Refusal) -> ID<Value>
      {
        let columns = index * hidden..<(index + 1) * hidden
        let weights = try node.slice("\(cell.part).R\(index)", cell.weights, axis: 1, columns)
        var value = try node.product("\(name).\(gate).recurrent", state, weights)
        if let bias = cell.recurrentBias {
          let part = try node.slice("\(cell.part).Rb\(index)", bias, axis: 0, columns)
          value = try node.step("\(name).\(gate).biased", "add", [value, part])
        }
        return value
      }
      func open(_ index: Int, _ gate: String) throws(Refusal) -> ID<Value> {
        let input = try cell.gate(x, index, "\(name).\(gate).in", &node)
        let sum = try node.step(
          "\(name).\(gate).sum", "add", [input, try recurrent(index, h, gate)])
        return try cell.apply(0, sum, "\(name).\(gate)", &node)
      }
      let (z, r) = (try open(0, "z"), try open(1, "r"))
      let input = try cell.gate(x, 2, "\(name).h.in", &node)
      let past: ID<Value>
      if isLinear {
        past = try node.step("\(name).reset", "mul", [r, try recurrent(2, h, "h")])
      } else {
        past = try recurrent(2, try node.step("\(name).reset", "mul", [r, h]), "h")
      }
      let fresh = try cell.apply(
        1, try node.step("\(name).h.sum", "add", [input, past]), "\(name).fresh", &node)
      // (1 - z) * fresh + z * h
      let distance = try node.step("\(name).distance", "sub", [h, fresh])
      let moved = try node.step("\(name).moved", "mul", [z, distance])
      return (try node.step("\(name).h", "add", [fresh, moved]), nil)
    }
  }
}
