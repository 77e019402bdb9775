import Basic
import IR

/// Multiplies batch normalization into the weights of the operation before it.
package struct FoldBatchNorm: Pass {
  package static let name = "fold-batch-norm"
  package static let summary =
    "Multiplies batch normalization into the convolution or dense layer before it."
  package static let details = """
    With `a[o] = scale[o] / sqrt(variance[o] + epsilon)`, the weights of output channel `o` become
    `a[o] · weight[o]` and the bias `a[o] · (bias[o] − mean[o]) + shift[o]` ([jacob18] eq. 14).
    ```
    %c = conv2d(%x, @c.weight) {…} : f32[1, 8, 4, 4]                     # before
    %n = batch_norm(%c, @n.scale, @n.bias, @n.mean, @n.variance) {…} : f32[1, 8, 4, 4]
    %n = conv2d(%x, @c.weight.folded, @n.bias.folded) {…} : f32[1, 8, 4, 4] from("c", "n")   # after
    ```
    The convolution must have no other reader and no activation. Where there is none to fold into,
    the normalization becomes what has an integer form: of images a depth-wise convolution of one
    element, of tensors of another rank a product and a sum, whose constants repeat along all axes
    but the second.
    ```
    %n = batch_norm(%x, @n.scale, @n.bias, @n.mean, @n.variance) {…} : f32[2, 8, 5]   # before
    %n.product = mul(%x, @n.factor) {…} : f32[2, 8, 5] from("n")                      # after
    %n = add(%n.product, @n.shift) {…} : f32[2, 8, 5]                                 # f32[8, 1]
    ```
    """
  package static let fidelity = Fidelity.exactUpToRounding

  package init(_ options: PassOptions) {}

  package func run(on program: inout Program, _ context: inout PassContext) -> PassOutcome {
    var outcome = PassOutcome.unchanged
    let uses = program.graph.useCounts
    var replaced: [ID<Operation>: [ID<Operation>]] = [:]
    var replacements: [ID<Value>: ID<Value>] = [:]
    for id in program.graph.order where program.graph[id].kind == "batch_norm" {
      let norm = program.graph[id]
      guard let producer = program.graph.definingOperation(of: norm.operands[0]),
        uses[norm.operands[0].index] == 1, fold(norm, into: producer, &program)
      else {
        if let operations = Self.replace(id, &program) {
          replaced[id] = operations
          outcome = .changed
        }
        continue
      }
      let result = program.graph[producer].results[0]
      program.graph.exchangeNames(result, norm.results[0])
      program.graph[producer].origins += norm.origins
      replacements[norm.results[0]] = result
      replaced[id] = []
      outcome = .changed
    }
    program.graph.order = program.graph.order.flatMap { replaced[$0] ?? [$0] }
    program.graph.replaceUses(replacements)
    return outcome
  }

  /// Gives `producer` the folded weights; false if it is not of a kind or state that allows it.
  private func fold(
    _ norm: Operation, into producer: ID<Operation>, _ program: inout Program
  ) -> Bool {
    let operation = program.graph[producer]
    guard ["conv2d", "dense"].contains(operation.kind),
      operation.attributes["activation"] == .activation(.none),
      let weight = program.tensor(of: operation.operands[1]), weight.type.element == .f32
    else { return false }
    // The channel of a dense layer is its last axis, that of batch_norm always axis 1.
    guard operation.kind == "conv2d" || program.graph[operation.results[0]].type.rank == 2 else {
      return false
    }
    guard let affine = AffineChannels(norm, program) else { return false }
    let factors = affine.factors
    var bias = [Float](repeating: 0, count: weight.type.shape[0])
    if operation.operands.count > 2 {
      guard let given = program.tensor(of: operation.operands[2]) else { return false }
      bias = given.floats
    }
    let inner = weight.type.elementCount / weight.type.shape[0]
    let scaled = Tensor(weight.type, of: Float.self) { target in
      weight.withElements(of: Float.self) { source in
        for channel in factors.indices {
          let factor = factors[channel]
          for index in (channel * inner)..<((channel + 1) * inner) {
            target[index] = Float(Double(source[index]) * factor)
          }
        }
      }
    }
    let shifted = factors.indices.map { Float(affine.apply(Double(bias[$0]), $0)) }
    let weightName = program.graph[operation.operands[1]].name
    let biasName = program.graph[norm.operands[2]].name
    program.graph[producer].operands = [
      operation.operands[0],
      program.addConstantValue("\(weightName).folded", scaled),
      program.addConstantValue("\(biasName).folded", Tensor([bias.count], floats: shifted)),
    ]
    return true
  }
}
