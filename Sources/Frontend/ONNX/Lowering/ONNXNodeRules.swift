import Basic

/// The rules that the nodes of an ONNX model keep so that the compiler can take them.
package enum ONNXNodeRules {
  package static let operatorIsKnown = Rule(
    "onnx.operator", "the operator of a node has a lowering",
    """
    `dnnc describe ops` lists the operators of each format. Control flow, except an If with a \
    constant condition, functions of the model, strings, sequences and training have none.
    """)
  package static let operatorSet = Rule(
    "onnx.operator-set", "a model uses a version of the operators that the compiler knows",
    """
    Versions 7 to 28 of the operators of ONNX itself are known. `onnx.version_converter` brings a \
    model to another version.
    """)
  package static let unsupportedForm = Rule(
    "onnx.unsupported-form", "the attributes of a node ask for nothing that has no form in the IR",
    "The message says which attribute it is, and what the compiler knows.")
  package static let constantOperand = Rule(
    "onnx.constant-operand", "an operand that decides shapes is known when the model is compiled",
    """
    Shapes are static. Targets of reshapes, axes, sizes and the like are constants, or follow from \
    the shapes of inputs; the value of an input can be given on the command line.
    """)
  package static let operandCount = Rule(
    "onnx.operand-count", "a node has the operands and results that its operator declares",
    "Empty names stand for operands that are left out; only optional ones may be.")
  package static let attributeKind = Rule(
    "onnx.attribute", "an attribute is there and of the kind that its operator declares",
    """
    The specification of ONNX lists the attributes of each operator and their kinds.
    """)
  package static let undefinedName = Rule(
    "onnx.undefined-name", "a node reads only inputs, initializers and results of nodes before it",
    "Nodes of a model stand in an order in which they can be run.")
  package static let duplicateName = Rule(
    "onnx.duplicate-name", "every value of a graph is defined once",
    "An initializer may have the name of an input, whose default it then is.")
  package static let symbolicShape = Rule(
    "onnx.symbolic-shape", "every size of an input is known",
    """
    A symbolic batch is 1 unless it is bound. Any other symbolic or unknown size is given by \
    --shape, or by --bind for all inputs that use the symbol.
    """)
  package static let statedType = Rule(
    "onnx.stated-type", "a value has the type that the model states for it",
    "Types follow from the operators; what a model states beside is compared with them.")

  /// All of them, for documentation.
  package static let all = [
    operatorIsKnown, operatorSet, unsupportedForm, constantOperand, operandCount, attributeKind,
    undefinedName, duplicateName, symbolicShape, statedType,
  ]
}
