import Basic
import BitSparsity
import IR

extension BitSerialLayer {
  /// The layers of a program that bit-serial accelerators work on, in order.
  ///
  /// These are convolutions, dense layers and products with a constant matrix, in `i8`; the cost model
  /// leaves everything else out, as [bbs24] section 5 does.
  package static func layers(of program: Program) -> [BitSerialLayer] {
    program.graph.order.compactMap { BitSerialLayer($0, program) }
  }

  private init?(_ id: ID<Operation>, _ program: Program) {
    let graph = program.graph
    let operation = graph[id]
    guard ["conv2d", "dense", "matmul"].contains(operation.kind),
      let constant = graph.constant(of: operation.operands[1]),
      let tensor = program.constants[constant].tensor, tensor.type.element == .i8
    else { return nil }
    let encoding = program.constants[constant].encoding
    let (x, shape) = (graph[operation.operands[0]].type, tensor.type.shape)
    let y = graph[operation.results[0]].type
    let kind: Kind
    var weights = tensor.numbers.map { Int8($0) }
    var sizes = (channels: shape[1], filters: shape[0])
    if operation.kind == "conv2d" {
      let groups = operation.attributes.integer("groups")
      sizes.channels = shape[1] * groups
      kind = .convolution(
        kernel: PlaneSize(height: shape[2], width: shape[3]),
        input: PlaneSize(height: x.shape[2], width: x.shape[3]),
        output: PlaneSize(height: y.shape[2], width: y.shape[3]), groups: groups)
    } else if operation.kind == "dense" {
      kind = .linear(tokens: x.elementCount / shape[1])
    } else {
      guard shape.count == 2 else { return nil }
      sizes = (channels: shape[0], filters: shape[1])
      kind = .linear(tokens: x.elementCount / shape[0])
      let matrix = weights
      weights = (0..<matrix.count).map {
        matrix[$0 % sizes.channels * sizes.filters + $0 / sizes.channels]
      }
    }
    self.init(
      name: graph[operation.results[0]].name, kind: kind, channels: sizes.channels,
      filters: sizes.filters, weights: weights,
      sensitiveChannels: encoding?.sensitive.count ?? 0, prunedColumns: encoding?.columns ?? 0)
  }
}
