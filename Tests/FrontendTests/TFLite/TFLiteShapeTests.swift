import Basic
import IR
import TestSupport
import Testing

/// The arithmetic of shapes disappears while a file is read.
struct TFLiteShapeTests {
  @Test func aComputedShapeLeavesOneReshape() throws {
    var network = TFLiteNetwork()
    let x = network.input(.float32, [2, 3, 4])
    let shape = network.tensor(.int32, [3])
    let rows = network.tensor(.int32, [])
    let target = network.tensor(.int32, [2])
    let y = network.tensor(.float32, [2, 12])
    network.operation("SHAPE", [x], [shape], (55, [0: .integer(2)]))
    let bounds = [[0], [1], [1]].map { network.constant($0) }
    network.operation("STRIDED_SLICE", [shape] + bounds, [rows], (32, [4: .integer(1)]))
    let rest = network.constant([-1], isScalar: true)
    network.operation("PACK", [rows, rest], [target], (59, [0: .integer(2)]))
    network.operation("RESHAPE", [x, target], [y])
    let graph = try TFLiteCases.program(network.file(outputs: [y])).graph
    #expect(graph.order.map { graph[$0].kind } == ["reshape"])
    #expect(graph[graph.outputs[0]].type == TensorType(.f32, [2, 12]))
  }
}
