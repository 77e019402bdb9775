import Basic
import Frontend
import IR
import Operators
import TestSupport
import Testing

/// What tests of TensorFlow Lite files share.
enum TFLiteCases {
  /// A file that has no program, with the reasons.
  struct Refused: Error, CustomStringConvertible {
    let description: String
  }

  /// The program of a file, verified.
  static func program(_ path: String) throws -> Program {
    var bag = DiagnosticBag()
    let program = TFLiteFrontend.parse(
      path: path, name: path, options: FrontendOptions(), catalog: .standard, into: &bag)
    if let program { Verifier(catalog: .standard).verify(program, into: &bag) }
    guard let program, bag.diagnostics.isEmpty else {
      throw Refused(
        description: bag.diagnostics.map { "\($0.code): \($0.message) \($0.help ?? "")" }.joined(
          separator: "\n"))
    }
    return program
  }

  /// The program of the bytes of a file, verified.
  static func program(_ bytes: [UInt8]) throws -> Program {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    let path = "\(folder.path)/model.tflite"
    try FileOutput.write(bytes, to: path)
    return try program(path)
  }

  /// Why the bytes of a file have no program: codes, messages and what to do.
  static func refusal(_ bytes: [UInt8]) throws -> String {
    do { _ = try program(bytes) } catch let error as Refused { return error.description }
    Issue.record("the file has a program")
    return ""
  }
}
