import Basic
import IR

/// What becomes of a normalization that has nothing to fold into.
extension FoldBatchNorm {
  /// Replaces a normalization of constant parameters by an operation that has an integer form: a
  /// depth-wise convolution for images, otherwise a product and a sum.
  ///
  /// - Returns: the operations that take its place, in order, or `nil` if parameters are computed.
  static func replace(_ id: ID<Operation>, _ program: inout Program) -> [ID<Operation>]? {
    let norm = program.graph[id]
    guard let affine = AffineChannels(norm, program) else { return nil }
    let rank = program.graph[norm.operands[0]].type.rank
    let factors = affine.factors.map { Float($0) }
    let shifts = affine.factors.indices.map { Float(affine.apply(0, $0)) }
    let name = program.graph[norm.results[0]].name
    if rank == 4 {
      let factor = program.addConstantValue(
        "\(name).factor", Tensor([factors.count, 1, 1, 1], floats: factors))
      let shift = program.addConstantValue(
        "\(name).shift", Tensor([factors.count], floats: shifts))
      program.graph[id].kind = "conv2d"
      program.graph[id].operands = [norm.operands[0], factor, shift]
      program.graph[id].attributes = AttributeList([
        Attribute("stride", .integers([1, 1])), Attribute("padding", .integers([0, 0, 0, 0])),
        Attribute("dilation", .integers([1, 1])), Attribute("groups", .integer(factors.count)),
        Attribute("activation", .activation(.none)),
      ])
      return [id]
    }
    // Aligned at the right, `[C, 1, …]` repeats along every axis but the second.
    let shape = [factors.count] + [Int](repeating: 1, count: rank - 2)
    let factor = program.addConstantValue("\(name).factor", Tensor(shape, floats: factors))
    let shift = program.addConstantValue("\(name).shift", Tensor(shape, floats: shifts))
    let plain = AttributeList([Attribute("activation", .activation(.none))])
    let record = Operation(
      "mul", operands: [norm.operands[0], factor], attributes: plain, origins: norm.origins,
      location: norm.location)
    let product = program.graph.create(
      record, names: ["\(name).product"], types: [program.graph[norm.results[0]].type])
    program.graph[id].kind = "add"
    program.graph[id].operands = [program.graph[product].results[0], shift]
    program.graph[id].attributes = plain
    return [product, id]
  }
}
