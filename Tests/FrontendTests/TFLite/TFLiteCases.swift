import Basic
import Frontend
import IR
import Operators
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
        description: bag.diagnostics.map { "\($0.code): \($0.message)" }.joined(separator: "\n"))
    }
    return program
  }
}
