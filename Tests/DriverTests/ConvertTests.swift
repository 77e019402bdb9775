import Basic
import Foundation
import TestSupport
import Testing

/// What is converted means the same: canonical text comes back byte for byte.
@Suite struct ConvertTests {
  private static let small = ["lenet5", "mlp_64_32_32_10"]
  private static let all = ["lenet5", "mlp_64_32_32_10", "mobilenet_v2", "resnet18"]

  private func convert(_ input: String, _ output: String, in folder: String) {
    let result = CommandRunner.run(["convert", input, output, "-q"], in: folder)
    #expect(result.status == 0, "\(input) to \(output): \(result.error)")
  }

  @Test(arguments: isOptimized ? all : small, ["onnx", "onnxtxt"])
  func canonicalTextComesBack(_ name: String, _ format: String) throws {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    let model = RepositoryPaths.models.appendingPathComponent("\(name).dnn").path
    for part in ["a", "b"] {
      try FileManager.default.createDirectory(
        atPath: "\(folder.path)/\(part)", withIntermediateDirectories: true)
    }
    convert(model, "a/net.dnn", in: folder.path)
    convert("a/net.dnn", "net.\(format)", in: folder.path)
    convert("net.\(format)", "b/net.dnn", in: folder.path)
    for file in ["net.dnn", "net.safetensors"] {
      let (a, b) = (
        try MappedFile(path: "\(folder.path)/a/\(file)"),
        try MappedFile(path: "\(folder.path)/b/\(file)")
      )
      let isEqual = withExtendedLifetime((a, b)) { a.bytes.elementsEqual(b.bytes) }
      #expect(isEqual, "\(file) of \(name) by way of \(format)")
    }
  }
}
