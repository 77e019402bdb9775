/// An operation of the specification: its parameters, in order, and its results.
struct NNEFOperation: Sendable {
  /// A parameter.
  struct Parameter: Sendable {
    /// What it takes.
    enum Kind: Sendable, Equatable {
      case tensor, tensors, integer, integers, scalar, scalars, logical, string, pairs

      /// The kind in words, for diagnostics.
      var description: String {
        switch self {
        case .tensor: "a tensor or a number"
        case .tensors: "a list of tensors"
        case .integer: "an integer"
        case .integers: "a list of integers"
        case .scalar: "a number"
        case .scalars: "a list of literals"
        case .logical: "true or false"
        case .string: "a string"
        case .pairs: "a list of pairs of integers"
        }
      }
    }

    /// The name.
    let name: String

    /// What it takes.
    let kind: Kind

    /// What it is if it is not given; `nil` if it must be.
    let standard: NNEFValue?

    /// Declares a parameter.
    init(_ name: String, _ kind: Kind, _ standard: NNEFValue? = nil) {
      (self.name, self.kind, self.standard) = (name, kind, standard)
    }
  }

  /// What comes of an operation in the compiler.
  enum Support: Sendable {
    /// It is lowered by a function.
    case lowered(NNEFLowering.Rule)
    /// It has no form; why.
    case refused(String)
  }

  /// The name.
  let name: String

  /// The parameters, in order.
  let parameters: [Parameter]

  /// The operators of the IR that it becomes, for the table of coverage.
  let becomes: [String]

  /// The number of results; a result may be a list.
  let resultCount: Int

  /// What comes of it.
  let support: Support

  /// Declares an operation that is lowered by `rule`.
  init(
    _ name: String, becomes: [String], _ parameters: [Parameter], results: Int = 1,
    _ rule: @escaping NNEFLowering.Rule
  ) {
    (self.name, self.becomes, self.parameters) = (name, becomes, parameters)
    (resultCount, support) = (results, .lowered(rule))
  }

  /// Declares an operation that has no form in the compiler.
  init(refused name: String, _ reason: String) {
    (self.name, becomes, parameters, resultCount) = (name, [], [], 1)
    support = .refused(reason)
  }

  /// The operations by name.
  static func find(_ name: String) -> NNEFOperation? { byName[name] }

  /// The names, in the order of the specification.
  static let names = all.map(\.name)

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
}
