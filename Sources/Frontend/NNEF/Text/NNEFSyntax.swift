import Basic

/// A `graph.nnef` as it is written, before operations and types are known.
struct NNEFDocument: Sendable {
  /// The names that `extension` lines turn on.
  var extensions: [Token] = []

  /// The fragments that are defined, by name; their bodies are not read.
  var fragments: [String: Token] = [:]

  /// The network.
  var graph: NNEFGraph

  /// The names of the network that NNEF cannot spell, by identifier.
  var names: [String: String] = [:]

  /// The name of an identifier in the network.
  func name(_ token: Token) -> String { names[token.text] ?? token.text }
}

/// The graph with its inputs, outputs and assignments.
struct NNEFGraph: Sendable {
  var name: Token
  var inputs: [Token]
  var outputs: [Token]
  var assignments: [NNEFAssignment] = []
}

/// An assignment, as in `targets = call;`.
struct NNEFAssignment: Sendable {
  /// What the results are bound to, one for each result of the operation.
  var targets: [NNEFTarget]

  /// The operation; `nil` if it could not be read.
  var call: NNEFCall?
}

/// An identifier, or several that the tensors of one result are bound to.
enum NNEFTarget: Sendable {
  case name(Token)
  case list([Token])

  /// The identifiers.
  var tokens: [Token] {
    switch self {
    case .name(let token): [token]
    case .list(let tokens): tokens
    }
  }
}

/// A call, as in `conv<scalar>(input, filter, stride = [2, 2])`.
struct NNEFCall: Sendable {
  var name: Token
  /// The type between angle brackets.
  var generic: Token?
  var arguments: [NNEFArgument]
  /// The identifier that the result was bound to before it was moved into its reader.
  var result: Token?
}

/// An argument with or without label.
struct NNEFArgument: Sendable {
  var label: Token?
  var value: NNEFExpression
}

/// What can be an argument.
indirect enum NNEFExpression: Sendable {
  case name(Token)
  case number(Token)
  case string(Token)
  case logical(Bool, SourceRange)
  /// An array or a tuple.
  case list([NNEFExpression], SourceRange)
  case call(NNEFCall)

  /// Where it starts.
  var range: SourceRange {
    switch self {
    case .name(let token), .number(let token), .string(let token): token.range
    case .logical(_, let range), .list(_, let range): range
    case .call(let call): call.name.range
    }
  }
}
