import Basic
import IR

/// A network description as it is written, before names and types are known.
struct NetworkSyntax: Sendable {
  var name: Token
  var inputs: [InputSyntax] = []
  var outputs: [Token] = []
  var weights: WeightsSyntax?
  var statements: [StatementSyntax] = []
}

/// An input with its type, as in `image: f32[N, 1, 28, 28]`.
struct InputSyntax: Sendable {
  var name: Token
  var element: ElementType
  var dimensions: [DimensionSyntax]
  var quantization: Quantization?
}

/// A size, or the name of one that is bound later.
enum DimensionSyntax: Sendable {
  case size(Int)
  case named(Token)
}

/// Where parameters come from.
enum WeightsSyntax: Sendable {
  case file(Token)
  case seeded(Int)
}

/// A statement that names results, as in `a, b = call(…)`.
struct StatementSyntax: Sendable {
  var names: [Token]
  var value: ExpressionSyntax
}

/// The right side of a statement, or an argument.
indirect enum ExpressionSyntax: Sendable {
  case call(CallSyntax)
  case name(Token)
  case number(Token)
  case string(Token)
  case list([ExpressionSyntax], SourceRange)

  /// Where it starts.
  var range: SourceRange {
    switch self {
    case .call(let call): call.name.range
    case .name(let token), .number(let token), .string(let token): token.range
    case .list(_, let range): range
    }
  }
}

/// A call of an operator, as in `conv2d(x, filters = 6)`.
struct CallSyntax: Sendable {
  var name: Token
  var arguments: [ArgumentSyntax]
  var range: SourceRange
}

/// `filters = 6`, or an operand without label.
struct ArgumentSyntax: Sendable {
  var label: Token?
  var value: ExpressionSyntax
}
