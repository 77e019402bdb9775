import Basic
import IR

/// Why a program could not be run.
package enum ExecutionError: Error, Sendable {
  /// Only the digest of a constant is known.
  case missingConstant(name: String, hash: ContentHash)
  /// There are too few or too many inputs.
  case inputCount(expected: Int, found: Int)
  /// An input is of another type than the program declares.
  case inputType(name: String, expected: TensorType, found: TensorType)

  /// The error as users read it.
  package var diagnostic: Diagnostic {
    switch self {
    case .missingConstant(let name, let hash):
      .error(
        Self.missingConstantRule,
        "the elements of constant '\(name)' (sha256:\(hash)) are not at hand",
        help: "give the weight file that holds them")
    case .inputCount(let expected, let found):
      .error(
        Self.inputCountRule, "the network takes \(expected) inputs but \(found) are given",
        help: "give exactly one tensor for each input")
    case .inputType(let name, let expected, let found):
      .error(
        Self.inputTypeRule, "input '\(name)' is \(expected) but the tensor given is \(found)",
        help: "convert or reshape the tensor to \(expected.plainDescription)")
    }
  }
}

extension ExecutionError {
  /// The rules that running a program can break.
  package static let rules = [missingConstantRule, inputCountRule, inputTypeRule]

  static let missingConstantRule = Rule(
    "run.missing-constant", "every constant that is read has its elements at hand",
    "A text of the intermediate representation names large constants by their digest alone. "
      + "Such a program can be checked and transformed, but to run it the weight file must be "
      + "there.")

  static let inputCountRule = Rule(
    "run.input-count", "there is exactly one tensor for each input",
    "Inputs are given in the order in which the network declares them.")

  static let inputTypeRule = Rule(
    "run.input-type", "every input has the declared element type, shape and quantization",
    "A tensor without quantization, as array files hold them, may stand for a quantized input "
      + "of the same element type and shape: its integers are taken as they are.")
}
