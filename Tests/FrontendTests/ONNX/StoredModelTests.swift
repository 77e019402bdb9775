import Basic
import Foundation
import Frontend
import IR
import Interpreter
import Operators
import TestSupport
import Testing

/// The float models of MLPerf Tiny, against outputs of onnxruntime.
@Suite(.enabled(if: RepositoryPaths.hasShared, "the folder of references is missing"))
struct StoredModelTests {
  static let names = [
    "resnet8", "mobilenet_v1_025_vww", "ds_cnn_kws", "ds_cnn_kws_fp32w", "autoencoder_ad",
  ]

  @Test(arguments: names)
  func outputsAgree(_ name: String) throws {
    let folder = try RepositoryPaths.sharedModels()
    let path = folder.appendingPathComponent("\(name).onnx").path
    var bag = DiagnosticBag()
    let parsed = ONNXFrontend.parse(
      path: path, name: name, folder: folder.path, catalog: .standard, options: FrontendOptions(),
      into: &bag)
    let program = try #require(parsed)
    Verifier(catalog: .standard).verify(program, into: &bag)
    #expect(bag.diagnostics == [])
    let archive = try TensorFile.open(folder.appendingPathComponent("\(name).io.npz").path)
    let prepared = try Interpreter(catalog: .standard).prepare(program)
    for index in 0..<4 {
      let expected = try archive.tensor("y\(index)").numbers
      let found = try prepared.run([try archive.tensor("x\(index)")])[0].numbers
      let largest = expected.reduce(0) { max($0, abs($1)) }
      for (a, b) in zip(found, expected) { #expect(abs(a - b) <= 1e-4 * largest) }
    }
  }
}
