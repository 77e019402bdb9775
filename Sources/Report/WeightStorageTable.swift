import Basic
import BitSparsity
import IR

/// The bits that the weights of a network take, layer by layer, before and after columns are pruned.
package struct WeightStorageTable: Sendable {
  /// A row for each layer with constant weights, and a total.
  package private(set) var table = ReportTable([
    .init("layer", key: "layer"), .init("weights", key: "weights"),
    .init("bits before", key: "bits_before"), .init("bits a weight", key: "bits_a_weight"),
    .init("stored", key: "stored_bits_a_weight"), .init("pruning", key: "pruning"),
    .init("8-bit channels", key: "sensitive_channels"),
  ])

  /// The bits of all layers together.
  package private(set) var total = StorageBits()

  /// Whether any weights are stored in columns.
  package private(set) var hasEncodings = false

  /// Looks at the second operands of convolutions, dense layers and products.
  package init(_ program: Program) {
    var seen: Set<ID<Constant>> = []
    for id in program.graph.order {
      let operation = program.graph[id]
      guard ["conv2d", "dense", "matmul", "conv_transpose2d"].contains(operation.kind),
        let constant = program.graph.constant(of: operation.operands[1]),
        seen.insert(constant).inserted
      else { continue }
      let name = program.graph[operation.results[0]].name
      append(name, program.constants[constant])
    }
    add("total", total, "", "")
  }

  /// The total in a line.
  package var summary: String {
    let before = Double(total.before) / Double(max(total.weights, 1))
    return
      "weights take \(NumberText.fixed(total.bitsAWeight, 2)) bits of "
      + "\(NumberText.fixed(before, 2)), "
      + "\(NumberText.fixed(total.storedBitsAWeight, 2)) with metadata\n"
  }

  private mutating func append(_ name: String, _ constant: Constant) {
    let shape = constant.type.shape
    guard let encoding = constant.encoding, let layout = WeightLayout(shape, axis: encoding.axis)
    else {
      let bits = StorageBits(
        unpruned: constant.type.elementCount, bits: constant.type.element.bits)
      add(name, bits, "", "")
      total = total + bits
      return
    }
    hasEncodings = true
    let bits = StorageBits(encoding, layout)
    let method = encoding.method == .roundedAveraging ? "averaging" : "shifting"
    add(
      name, bits, "\(method), \(encoding.columns) columns, groups of \(encoding.group)",
      "\(encoding.sensitive.count) of \(layout.channels)")
    total = total + bits
  }

  private mutating func add(
    _ name: String, _ bits: StorageBits, _ pruning: String, _ channels: String
  ) {
    table.append([
      .text(name), .integer(bits.weights), .integer(bits.before),
      .number(bits.bitsAWeight, decimals: 2), .number(bits.storedBitsAWeight, decimals: 2),
      .text(pruning), .text(channels),
    ])
  }
}
