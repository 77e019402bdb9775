import Basic
import IR
import Operators

/// Why a program could not be run.
package enum ExecutionError: Error, Sendable {
  /// Only the digest of a constant is known.
  case missingConstant(name: String, hash: ContentHash)
  /// There are too few or too many inputs.
  case inputCount(expected: Int, found: Int)
  /// An input is of another type than the program declares.
  case inputType(name: String, expected: TensorType, found: TensorType)
  /// A program that is one of several was run alone.
  case noCommunicator(name: String)
  /// Other devices could not be reached.
  case communication(name: String, CommunicationError)

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
    case .noCommunicator(let name):
      .error(
        Self.noCommunicatorRule,
        "'\(name)' exchanges tensors with other devices, and there are none",
        help: "run the folder of the plan with --devices")
    case .communication(let name, let error):
      .error(Self.communicationRule, "'\(name)': \(error.reason)")
    }
  }
}

extension ExecutionError {
  /// The rules that running a program can break.
  package static let rules = [
    missingConstantRule, inputCountRule, inputTypeRule, noCommunicatorRule, communicationRule,
  ]

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

  static let noCommunicatorRule = Rule(
    "run.no-communicator", "a program that exchanges tensors with other devices runs with them",
    "The programs of a partitioned network are made for one device each and run together.")

  static let communicationRule = Rule(
    "run.communication", "every message between devices arrives whole and in time",
    "A device that ends, a connection that breaks and a damaged message end the run on every device."
  )
}
