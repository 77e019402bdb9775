import Basic
import Foundation
import Frontend
import IR
import Interpreter
import Operators
import TestSupport
import Testing

/// The official 8-bit models of MLPerf Tiny, against outputs of TFLite's reference kernels.
@Suite(.enabled(if: RepositoryPaths.hasShared, "the folder of references is missing"))
struct OfficialModelTests {
  static let names = ["ad", "kws", "resnet8", "vww"]

  /// The model's program, without a diagnostic and verified.
  static func program(_ name: String) throws -> Program {
    let path = try RepositoryPaths.sharedModels().appendingPathComponent("\(name)_int8.tflite").path
    return try TFLiteCases.program(path)
  }

  @Test(arguments: names)
  func outputsAreEqual(_ name: String) throws {
    let program = try Self.program(name)
    let archive = try TensorFile.open(
      RepositoryPaths.sharedModels().appendingPathComponent("\(name)_int8.io.npz").path)
    let prepared = try Interpreter(catalog: .standard).prepare(program)
    let graph = program.graph
    for index in 0..<4 {
      let x = try archive.tensor("x\(index)").retyped(graph[graph.inputs[0]].type)
      let expected = try archive.tensor("y\(index)").retyped(graph[graph.outputs[0]].type)
      let found = try prepared.run([x])
      #expect(found[0] == expected, "x\(index)")
    }
  }

  @Test(arguments: names)
  func imagesAreMovedAtTheEdgesAlone(_ name: String) throws {
    let graph = try Self.program(name).graph
    let kinds = graph.order.map { graph[$0].kind }
    #expect(kinds.count { $0 == "transpose" } <= 1, "\(kinds)")
    #expect(kinds.firstIndex(of: "transpose").map { $0 == 0 } ?? true)
  }
}
