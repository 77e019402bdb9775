import Basic
import Foundation
import Frontend
import IR
import Operators

/// A network of `Models/`.
package struct ModelFile: Sendable, CustomStringConvertible {
  /// The name, without `.dnn`.
  package let description: String

  /// Every network, in order.
  package static let all = RepositoryPaths.contents(of: RepositoryPaths.models)
    .filter { $0.hasSuffix(".dnn") }
    .map { ModelFile(description: String($0.dropLast(".dnn".count))) }

  /// The networks that debug builds run too.
  package static let small = all.filter {
    ["lenet5", "mlp_64_32_32_10"].contains($0.description)
  }

  /// The networks whose float program runs in about a second: all but alexnet and vgg11, whose
  /// parameters fill half a gigabyte.
  package static let medium = all.filter { !["alexnet", "vgg11"].contains($0.description) }

  /// The path of the file inside the repository.
  package var path: String { "Models/\(description).dnn" }

  /// The text of the file.
  package func text() throws -> String {
    try String(
      contentsOf: RepositoryPaths.root.appendingPathComponent(path), encoding: .utf8)
  }

  /// The compacted program.
  package func load() throws -> Program {
    try ProgramText.network(
      try text(), name: path, folder: RepositoryPaths.models.path)
  }
}

/// Programs from texts, for tests.
package enum ProgramText {
  /// What is wrong with a text that a test takes for sound.
  package struct Unsound: Error, CustomStringConvertible {
    /// The diagnostics.
    package let description: String

    init(_ bag: DiagnosticBag) {
      description = bag.diagnostics.map { "\($0.code): \($0.message)" }.joined(separator: "\n")
    }
  }

  /// The compacted program of a network description.
  package static func network(
    _ text: String, name: String = "test.dnn", folder: String = ""
  ) throws -> Program {
    var sources = Table<SourceFile>()
    var bag = DiagnosticBag()
    let parsed = DNNFrontend.parse(
      text, name: name, folder: folder, catalog: .standard, options: .init(), sources: &sources,
      into: &bag)
    guard var program = parsed else { throw Unsound(bag) }
    program.compact()
    return program
  }

  /// A file of IR text, verified if asked for.
  package static func ir(
    _ text: String, verifies: Bool = true,
    resolve: @escaping (ContentHash, TensorType) -> Tensor? = { _, _ in nil }
  ) throws -> IRFile {
    var sources = Table<SourceFile>()
    var bag = DiagnosticBag()
    let file = IRParser.parse(
      text, name: "test.dnnir", catalog: .standard, sources: &sources, into: &bag,
      resolve: resolve)
    if let file, verifies { Verifier(catalog: .standard).verify(file.program, into: &bag) }
    guard let file, !bag.hasErrors else { throw Unsound(bag) }
    return file
  }
}
