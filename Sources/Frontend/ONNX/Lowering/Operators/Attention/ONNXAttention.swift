import Basic
import IR

/// Attention, put together from products and a softmax.
enum ONNXAttention {
  static let operators = [
    ONNXOperator(
      "Attention", becomes: ["mul", "matmul", "add", "softmax", "select"],
      lower)
  ]

  /// In `bf16` the definition rounds after every step, to three digits: no kernel here does.
  private static func lower(_ node: inout ONNXContext) throws(Refusal) -> [ID<Value>] {
    for case let id? in node.operands where node.type(id).element == .bf16 {
      throw node.refusal(
        ONNXRules.elementType, "'\(node.builder.name(id))' is \(node.type(id))",
        help: "convert the model to float")
    }
    return try ONNXSinglePrecision.wide(typedBy: [0, 1, 2, 0], attention)(&node)
  }

  /// `softmax(Q · Kᵀ · scale + mask) · V`, head by head.
  private static func attention(_ node: inout ONNXContext) throws(Refusal) -> [ID<Value>] {
    guard node.optional(6) == nil else {
      throw node.unsupported("nonpad_kv_seqlen gives lengths that are computed")
    }
    let isFlat = node.type(try node.operand(0)).rank == 3
    let q = try heads(&node, 0, "q", "q_num_heads")
    var (k, v) = (
      try heads(&node, 1, "k", "kv_num_heads"), try heads(&node, 2, "v", "kv_num_heads")
    )
    var past = 0
    if let key = node.optional(4), let value = node.optional(5) {
      past = node.type(key).rank == 4 ? node.type(key).shape[2] : 0
      k = try node.joined("present_key", [key, k], axis: 2)
      v = try node.joined("present_value", [value, v], axis: 2)
    }
    let (shape, keys) = (node.type(q).shape, node.type(k).shape)
    guard shape[1] % keys[1] == 0, node.type(v).shape[1] == keys[1] else {
      throw node.unsupported("Q has \(shape[1]) heads, and K \(keys[1])")
    }
    let (allKeys, allValues) = (
      try repeated(&node, k, shape[1], "keys"), try repeated(&node, v, shape[1], "values")
    )
    // Both factors are scaled, as the definition does, so that neither product grows too large.
    let scale = try node.number("scale", 1 / Double(shape[3]).squareRoot())
    let part = Double(Float(scale).squareRoot())
    let scores = try node.product(
      "scores", try node.make("q.scaled", "mul", q, part),
      try node.make(
        "k.scaled", "mul", try node.transpose("k.columns", allKeys, [0, 1, 3, 2]), part))
    let softcap = try node.number("softcap", 0)
    var capped = scores
    if softcap > 0 {
      let limited = try node.step("tanh", "tanh", [try node.make("ratio", "div", scores, softcap)])
      capped = try node.make("capped", "mul", limited, softcap)
    }
    let bias = try mask(&node, queries: shape[2], keys: keys[2], past: past)
    var masked = capped
    if let bias { masked = try node.step("masked", "add", [capped, bias]) }
    var weights = try node.step("weights", "softmax", [masked], [Attribute("axis", .integer(3))])
    if let bias { weights = try withoutMaskedRows(&node, weights, bias) }
    var y = try node.product(isFlat ? "heads" : nil, weights, allValues)
    if isFlat {
      let rows = try node.transpose("rows", y, [0, 2, 1, 3])
      y = try node.shaped(nil, rows, [shape[0], shape[2], shape[1] * node.type(v).shape[3]])
    }
    let seen: ID<Value>
    switch try node.integer("qk_matmul_output_mode", 0) {
    case 1: seen = capped
    case 2: seen = masked
    case 3: seen = weights
    default: seen = scores
    }
    return [y, k, v, seen]
  }

  /// An operand as `[batch, heads, length, size]`.
  private static func heads(
    _ node: inout ONNXContext, _ index: Int, _ name: String, _ count: String
  ) throws(Refusal) -> ID<Value> {
    let x = try node.operand(index)
    let shape = node.type(x).shape
    if shape.count == 4 { return x }
    let heads = try node.requiredInteger(count)
    guard shape.count == 3, heads > 0, shape[2] % heads == 0 else {
      throw node.unsupported("'\(node.builder.name(x))' is \(node.type(x)) in \(heads) heads")
    }
    let split = try node.shaped(
      "\(name).split", x, [shape[0], shape[1], heads, shape[2] / heads])
    return try node.transpose("\(name).heads", split, [0, 2, 1, 3])
  }

  /// Every head as often as queries share it.
  private static func repeated(
    _ node: inout ONNXContext, _ x: ID<Value>, _ heads: Int, _ name: String
  ) throws(Refusal) -> ID<Value> {
    let shape = node.type(x).shape
    guard shape[1] != heads else { return x }
    let times = heads / shape[1]
    let single = try node.shaped("\(name).single", x, [shape[0], shape[1], 1, shape[2], shape[3]])
    let all = try node.step(
      "\(name).all", "broadcast", [single],
      [Attribute("shape", .integers([shape[0], shape[1], times, shape[2], shape[3]]))])
    return try node.shaped("\(name).repeated", all, [shape[0], heads, shape[2], shape[3]])
  }

  /// What is added to scores: nothing where a query sees a key, and negative infinity elsewhere.
  private static func mask(
    _ node: inout ONNXContext, queries: Int, keys: Int, past: Int
  ) throws(Refusal) -> ID<Value>? {
    var bias: ID<Value>?
    if let given = node.optional(3) {
      guard node.type(given).shape.last == keys else {
        throw node.unsupported("attn_mask is \(node.type(given)), and there are \(keys) keys")
      }
      if node.type(given).element == .bool {
        let zero = node.scalar("seen", 0, .f32)
        let none = node.scalar("unseen", -.infinity, .f32)
        bias = try node.step("mask", "select", [given, zero, none])
      } else {
        bias = given
      }
    }
    let isCausal = try node.flag("is_causal")
    let left = try node.integer("left_window_size", -1)
    let right = isCausal ? 0 : try node.integer("right_window_size", -1)
    guard left >= 0 || right >= 0 else { return bias }
    let values = (0..<queries * keys).map { index -> Float in
      let distance = index % keys - (index / keys + past)
      let isSeen = (left < 0 || -distance <= left) && (right < 0 || distance <= right)
      return isSeen ? 0 : -.infinity
    }
    let window = node.constant("window", Tensor([queries, keys], floats: values))
    guard let bias else { return window }
    return try node.step("bias", "add", [bias, window])
  }

  /// Zeros for queries that see no key, whose softmax is no number.
  private static func withoutMaskedRows(
    _ node: inout ONNXContext, _ weights: ID<Value>, _ bias: ID<Value>
  ) throws(Refusal) -> ID<Value> {
    let greatest = try node.reduce(
      "bias.greatest", "reduce_max", bias, [node.type(bias).rank - 1])
    let isMasked = try node.make("is_masked", "equal", greatest, -.infinity)
    return try node.step(
      "weights.safe", "select", [isMasked, node.scalar("zero", 0, .f32), weights])
  }
}
