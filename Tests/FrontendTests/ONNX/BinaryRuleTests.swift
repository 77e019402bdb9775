import Basic
import Foundation
import Frontend
import IR
import Operators
import TestSupport
import Testing

/// The rules of binary ONNX files, each with bytes that break it.
@Suite struct BinaryRuleTests {
  /// A model that gives its input, as its writer writes it; `change` damages it first.
  private func bytes(_ change: (inout ONNXModel) -> Void = { _ in }) -> [UInt8] {
    var graph = ONNXGraph(name: "net")
    let type = ONNXType.tensor(.float, [.size(2)])
    graph.inputs = [ONNXValueInfo("x", type)]
    graph.outputs = [ONNXValueInfo("y", type)]
    graph.nodes = [ONNXNode("Add", inputs: ["x", "w"], outputs: ["y"])]
    graph.initializers = [
      ONNXTensor(name: "w", .float, [2], .bytes([0, 0, 128, 63, 0, 0, 0, 64]))
    ]
    var model = ONNXModel(irVersion: 8, operatorSets: [.init(version: 17)], graph: graph)
    change(&model)
    return ONNXWriter.bytes(of: model)
  }

  /// The codes of what reading and lowering the bytes report.
  private func codes(_ bytes: [UInt8]) throws -> [String] {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    try FileOutput.write(bytes, to: "\(folder.path)/net.onnx")
    var bag = DiagnosticBag()
    let program = ONNXFrontend.parse(
      path: "\(folder.path)/net.onnx", name: "net.onnx", folder: folder.path, catalog: .standard,
      options: FrontendOptions(), into: &bag)
    #expect((program == nil) == bag.hasErrors)
    return bag.diagnostics.map(\.code)
  }

  @Test func soundModelIsRead() throws { #expect(try codes(bytes()) == []) }

  @Test func cutOffModelBreaksTheWireFormat() throws {
    #expect(try codes(Array(bytes().dropLast(3))) == ["onnx.wire"])
  }

  @Test func namesAreUTF8() throws {
    var damaged = bytes()
    let position = try #require(damaged.firstIndex(of: UInt8(ascii: "n")))
    damaged[position] = 0xFF
    #expect(try codes(damaged) == ["onnx.utf8"])
  }

  @Test func modelsHaveAGraph() throws {
    // Field 1, the version of the format, alone.
    #expect(try codes([8, 8]) == ["onnx.model"])
  }

  @Test func elementsAreAsManyAsTheShapeSays() throws {
    let damaged = bytes { $0.graph.initializers[0].shape = [3] }
    #expect(try codes(damaged) == ["onnx.tensor-data"])
  }

  @Test(arguments: [(0, 8, 1), (0, 12, 1), (4, 8, 1), (1 << 40, 8, 1), (0, 8, 0)])
  func elementsElsewhereLieInTheirFile(_ offset: Int, _ length: Int, _ exists: Int) throws {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    var external = ONNXTensor.ExternalData(location: exists == 1 ? "w.bin" : "../w.bin")
    (external.offset, external.length) = (offset, length)
    let bytes = bytes { $0.graph.initializers[0].content = .external(external) }
    try FileOutput.write(bytes, to: "\(folder.path)/net.onnx")
    try FileOutput.write([UInt8](repeating: 0, count: 8), to: "\(folder.path)/w.bin")
    var bag = DiagnosticBag()
    _ = ONNXFrontend.parse(
      path: "\(folder.path)/net.onnx", name: "net.onnx", folder: folder.path, catalog: .standard,
      options: FrontendOptions(), into: &bag)
    let isSound = offset == 0 && length == 8 && exists == 1
    let code = exists == 1 ? "onnx.external-data" : "data.outside-folder"
    #expect(bag.diagnostics.map(\.code) == (isSound ? [] : [code]))
  }

  @Test func textHasNoFormOfOtherBytes() throws {
    var node = ONNXNode("Relu", inputs: ["x"], outputs: ["y"])
    node.attributes = [ONNXAttribute("bytes", .string([0xFF, 0xFE]))]
    var graph = ONNXGraph(name: "net")
    graph.nodes = [node]
    let model = ONNXModel(irVersion: 8, operatorSets: [.init(version: 17)], graph: graph)
    #expect(throws: DataError.self) { try ONNXTextPrinter.print(model, named: "net.onnxtxt") }
  }
}
