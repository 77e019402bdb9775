import Basic

/// The rules that hold for every program, whatever its operators.
package enum IRRules {
  package static let operatorIsKnown = Rule(
    "ir.c1", "the operator is in the catalogue",
    "`dnnc describe ops` lists the operators.")
  package static let operandCount = Rule(
    "ir.c2", "an operation has as many operands as its operator declares",
    "Optional operands come last and may be left out; a variadic operand stands at least once.")
  package static let attributesAreDeclared = Rule(
    "ir.c3", "an operation has exactly the attributes that its operator declares, in that order",
    "IR text has no defaults: what runs is what is printed.")
  package static let definedBeforeUse = Rule(
    "ir.c4", "an operation reads only inputs, constants and results of operations before it",
    "Operations run in the order in which they stand.")
  package static let resultTypes = Rule(
    "ir.c5", "the result types are those that the operator infers",
    "Result types are always printed, and always follow from operands and attributes.")
  package static let typeIsSound = Rule(
    "ir.c6", "every type is sound",
    """
    Sizes are positive and there are at most 2^31 elements. A quantization has positive finite \
    scales, one for the tensor or one for each index along its axis, as many zero points, each in \
    the range of the integer element type.
    """)
  package static let namesAreUnique = Rule(
    "ir.c7", "names are unique", "No two values, and no two constants, share a name.")
  package static let outputsAreDefined = Rule(
    "ir.c8", "every output is an input, a constant or a result",
    "A graph that takes inputs returns at least one value.")
  package static let constantFits = Rule(
    "ir.c9", "a constant has exactly the elements of its type",
    "The content of a constant is looked up by its digest, or stands in the text.")
  package static let orderIsProper = Rule(
    "ir.c10", "every operation stands once in the order",
    "The order of operations is the only order there is.")
  package static let encodingFits = Rule(
    "ir.c11", "an encoding fits its constant",
    """
    Encoded weights are i8 with zero points 0. From 1 to 6 columns are pruned, in groups of at most 64 \
    weights with a constant of 4 to 6 bits; the axis is 0, or 1 of a matrix, and sensitive channels \
    stand in ascending order.
    """)
  package static let syntax = Rule(
    "ir.syntax", "the text follows the grammar of IR text",
    "The grammar stands in docs/ir.md.")

  /// All of them, for documentation.
  package static let all = [
    operatorIsKnown, operandCount, attributesAreDeclared, definedBeforeUse, resultTypes,
    typeIsSound, namesAreUnique, outputsAreDefined, constantFits, orderIsProper, encodingFits,
    syntax,
  ]
}
