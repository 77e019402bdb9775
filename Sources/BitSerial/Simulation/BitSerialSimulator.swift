import Basic
import BitSparsity
import IR

/// Computes layers of an integer program bit by bit, as an accelerator does.
package enum BitSerialSimulator {
  /// The result of a convolution, a dense layer or a product with a constant matrix.
  ///
  /// - Parameters:
  ///   - id: the operation.
  ///   - operands: its operands, in order.
  /// - Returns: the sums in `i32`, or `nil` if the operation is none of these or has other elements.
  /// - Throws: the first group of weights that has not the form of its encoding.
  package static func result(
    of id: ID<Operation>, in program: Program, operands: [Tensor]
  ) throws(EncodedWeights.NoForm) -> Tensor? {
    let operation = program.graph[id]
    guard let constant = program.graph.constant(of: operation.operands[1]),
      let zero = operands[0].type.quantization?.zeroPoints.first,
      let layer = try LayerProgram(
        program.constants[constant], axis: operation.kind == "matmul" ? 1 : 0)
    else { return nil }
    let x = operands[0].numbers.map { Int32($0) - zero }
    let type = program.graph[operation.results[0]].type
    let bias = operands.count > 2 ? operands[2].numbers.map { Int32($0) } : nil
    switch operation.kind {
    case "conv2d":
      return Tensor(
        type,
        integers: convolution(
          x, operands[0].type.shape, operands[1].type.shape, type.shape, operation.attributes,
          layer,
          bias))
    case "dense", "matmul":
      let (depth, units) = (operands[0].type.shape.last ?? 1, type.shape.last ?? 1)
      var sums: [Int32] = []
      for row in stride(from: 0, to: x.count, by: depth) {
        sums += layer.products(Array(x[row..<row + depth]), channels: 0..<units)
      }
      for index in sums.indices { sums[index] &+= bias?[index % units] ?? 0 }
      return Tensor(type, integers: sums)
    default: return nil
    }
  }

  private static func convolution(
    _ x: [Int32], _ input: [Int], _ weights: [Int], _ output: [Int], _ attributes: AttributeList,
    _ layer: LayerProgram, _ bias: [Int32]?
  ) -> [Int32] {
    let (stride, dilation) = (attributes.integers("stride"), attributes.integers("dilation"))
    let padding = attributes.integers("padding")
    let groups = attributes.integer("groups")
    let (depth, filters) = (weights[1], output[1] / groups)
    var sums = [Int32](repeating: 0, count: output.reduce(1, *))
    var window = [Int32](repeating: 0, count: weights[2] * weights[3] * depth)
    for n in 0..<output[0] {
      for p in 0..<output[2] {
        for q in 0..<output[3] {
          for g in 0..<groups {
            for i in 0..<weights[2] {
              for j in 0..<weights[3] {
                let r = p * stride[0] - padding[0] + i * dilation[0]
                let s = q * stride[1] - padding[1] + j * dilation[1]
                let isInside = (0..<input[2]).contains(r) && (0..<input[3]).contains(s)
                for c in 0..<depth {
                  let place = ((n * input[1] + g * depth + c) * input[2] + r) * input[3] + s
                  window[(i * weights[3] + j) * depth + c] = isInside ? x[place] : 0
                }
              }
            }
            let products = layer.products(window, channels: g * filters..<(g + 1) * filters)
            for (k, sum) in products.enumerated() {
              let channel = g * filters + k
              sums[((n * output[1] + channel) * output[2] + p) * output[3] + q] =
                sum &+ (bias?[channel] ?? 0)
            }
          }
        }
      }
    }
    return sums
  }
}
