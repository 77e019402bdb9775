import Basic
import IR

/// One direction of a recurrent node, and what its steps read.
struct ONNXRecurrence {
  /// The products of all inputs with the input weights, and the biases: `[S, B, gates · H]`.
  let inputs: ID<Value>

  /// The recurrent weights, transposed: `[H, gates · H]`.
  let weights: ID<Value>

  /// The biases of the recurrent side, where a gate treats them apart: `[gates · H]`.
  let recurrentBias: ID<Value>?

  /// The number of elements of a state.
  let hidden: Int

  /// The place of the direction in weights and states.
  let direction: Int

  /// The functions of the gates, as operators with their attributes.
  let functions: [(kind: String, attributes: [Attribute])]

  /// The limit of what goes into a function, or `nil`.
  let clip: Double?

  /// The start of the names of this direction's values.
  var part: String { "d\(direction)" }

  /// Applies function `index`.
  func apply(
    _ index: Int, _ x: ID<Value>, _ name: String, _ node: inout ONNXContext
  ) throws(Refusal) -> ID<Value> {
    var x = x
    if let clip {
      x = try node.step(
        "\(name).limited", "clip", [x],
        [Attribute("min", .number(-clip)), Attribute("max", .number(clip))])
    }
    return try node.step(name, functions[index].kind, [x], functions[index].attributes)
  }

  /// The elements of one gate of a row of gates.
  func gate(
    _ gates: ID<Value>, _ index: Int, _ name: String, _ node: inout ONNXContext
  ) throws(Refusal) -> ID<Value> {
    let axis = node.type(gates).rank - 1
    return try node.slice(name, gates, axis: axis, index * hidden..<(index + 1) * hidden)
  }

  /// The functions that a node names for a direction; `standard` if it names none.
  static func functions(
    _ node: ONNXContext, direction: Int, standard: [String]
  ) throws(Refusal) -> [(kind: String, attributes: [Attribute])] {
    var names = standard
    if case .strings(let given)? = node.attribute("activations") {
      let all = given.map { String(decoding: $0, as: UTF8.self) }
      let start = direction * standard.count
      guard all.count >= start + standard.count else {
        throw node.unsupported("activations names \(all.count) functions")
      }
      names = Array(all[start..<start + standard.count])
    }
    let alphas = try node.numbers("activation_alpha") ?? []
    var nextAlpha = 0
    var result: [(kind: String, attributes: [Attribute])] = []
    for name in names {
      func alpha(_ standard: Double) -> Attribute {
        defer { nextAlpha += 1 }
        let value = nextAlpha < alphas.count ? Double(alphas[nextAlpha]) : standard
        return Attribute("alpha", .number(value))
      }
      switch name.lowercased() {
      case "sigmoid": result.append(("sigmoid", []))
      case "tanh": result.append(("tanh", []))
      case "relu": result.append(("relu", []))
      case "softsign": result.append(("softsign", []))
      case "softplus": result.append(("softplus", []))
      case "leakyrelu": result.append(("leaky_relu", [alpha(0.01)]))
      case "elu": result.append(("elu", [alpha(1)]))
      case "thresholdedrelu": result.append(("thresholded_relu", [alpha(1)]))
      case "hardsigmoid":
        result.append(("hard_sigmoid", [alpha(0.2), Attribute("beta", .number(0.5))]))
      default: throw node.unsupported("the function '\(name)' has no form in a recurrent node")
      }
    }
    return result
  }
}
