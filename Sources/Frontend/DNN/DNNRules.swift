import Basic

/// The rules of network descriptions.
package enum DNNRules {
  package static let syntax = Rule(
    "dnn.syntax", "the text follows the grammar of network descriptions",
    "The grammar stands in docs/language.md.")
  package static let unknownOperator = Rule(
    "dnn.unknown-operator", "every operator is in the catalogue",
    "`dnnc describe ops` lists the operators.")
  package static let unknownName = Rule(
    "dnn.unknown-name", "a name is defined before it is used",
    "Names are inputs and the results of the statements above.")
  package static let duplicateName = Rule(
    "dnn.duplicate-name", "a name is defined once",
    "Statements do not assign: every result has a name of its own.")
  package static let unknownArgument = Rule(
    "dnn.unknown-argument", "an argument is an operand or attribute of its operator",
    "`dnnc describe OPERATOR` lists its operands and attributes.")
  package static let duplicateArgument = Rule(
    "dnn.duplicate-argument", "an argument is given once",
    "Positional arguments fill the operands in order; the others are named.")
  package static let missingArgument = Rule(
    "dnn.missing-argument", "every operand and every attribute without a default is given",
    "`dnnc describe OPERATOR` says which attributes have defaults.")
  package static let argumentKind = Rule(
    "dnn.argument-kind", "an argument has the kind that its operator declares",
    """
    One integer may stand for a list of equal ones, and two entries of padding, [height, width], \
    for four.
    """)
  package static let resultCount = Rule(
    "dnn.result-count", "a statement names as many results as its operator has",
    "Only a call with one result can be an argument.")
  package static let inputType = Rule(
    "dnn.input-type", "an input has a sound type",
    "Sizes are positive; a named size is 1 unless it is bound on the command line.")
  package static let noWeights = Rule(
    "dnn.no-weights", "parameters come from somewhere",
    """
    Give the file after the head of the network, weights "file.safetensors", or weights seeded(1) \
    for pseudo-random ones, or name a source for each parameter: weight = file("w.npy").
    """)
  package static let missingParameter = Rule(
    "dnn.missing-parameter", "the weight file holds every parameter",
    "The parameters of the operator that a statement NAME calls are NAME.weight, NAME.bias and so on."
  )
  package static let parameterType = Rule(
    "dnn.parameter-type", "a parameter has the shape and the element type that its operator wants",
    """
    Floating-point parameters of any width serve where f32 is wanted. Shapes must be equal: nothing \
    is transposed or broadcast silently.
    """)
  package static let seededSize = Rule(
    "dnn.seeded-size", "a seeded parameter has at most 2^28 elements",
    "Seeded parameters are made in memory; those of a file are mapped.")
  package static let unboundSize = Rule(
    "dnn.unbound-size", "a size that is bound on the command line is named by an input",
    "Names of sizes stand in the types of inputs: image: f32[N, 1, 28, 28].")
  package static let unusedResult = Rule(
    "dnn.unused-result", "every result is used or is an output",
    "What is not used is computed by no target; this is only a warning.")

  /// All of them, for documentation.
  package static let all = [
    syntax, unknownOperator, unknownName, duplicateName, unknownArgument, duplicateArgument,
    missingArgument, argumentKind, resultCount, inputType, noWeights, missingParameter,
    parameterType, seededSize, unboundSize, unusedResult, Lexer.rule,
  ]
}
