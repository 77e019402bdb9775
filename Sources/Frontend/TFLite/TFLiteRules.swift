import Basic

/// The rules that a TensorFlow Lite file keeps so that the compiler can take it.
package enum TFLiteRules {
  // What the reader of the file asks for.

  package static let identifier = Rule(
    "tflite.identifier", "a TensorFlow Lite file carries the identifier TFL3",
    """
    Bytes 4 to 7 of the file are `TFL3`. Files of the first years, and those that are encrypted or \
    compressed, have others; convert the model anew.
    """)
  package static let version = Rule(
    "tflite.version", "a TensorFlow Lite file follows version 3 of the schema",
    "It is the only version since 2017.")
  package static let flatBuffer = Rule(
    "tflite.flatbuffer", "every offset and length of a TensorFlow Lite file stays in the file",
    """
    The file is a flatbuffer: tables that refer to each other by offsets. One that leads out of the \
    file, or to something else than it should, means that the file is damaged or incomplete.
    """)
  package static let reference = Rule(
    "tflite.reference", "tensors, buffers and operators are referred to by numbers that exist",
    "They are counted from 0 in the lists of the file.")
  package static let options = Rule(
    "tflite.options", "the options of an operation are those of its operator",
    "An operation names the table that its options are stored as.")
  package static let buffer = Rule(
    "tflite.buffer", "the elements of a constant are as many as its type and shape need",
    "The number of bytes is the product of the sizes times the width of an element.")

  // What the lowering of the network asks for.

  package static let operatorIsKnown = Rule(
    "tflite.operator", "the operator of an operation has a lowering",
    """
    `dnnc describe ops` lists the operators of each format. Control flow, variables, strings, hash \
    tables, recurrent layers and custom operators have none.
    """)
  package static let unsupportedForm = Rule(
    "tflite.unsupported-form", "an operation asks for nothing that has no form in the IR",
    "The message says which option or type it is, and what the compiler knows.")
  package static let operandCount = Rule(
    "tflite.operand-count", "an operation has the operands and results that its operator declares",
    "The number -1 stands for an operand that is left out; only optional ones may be.")
  package static let constantOperand = Rule(
    "tflite.constant-operand", "an operand that decides shapes is known when the model is compiled",
    """
    Shapes are static. Targets of reshapes, axes, sizes and the like are constants, or follow from \
    the shapes of inputs.
    """)
  package static let undefinedTensor = Rule(
    "tflite.undefined-tensor", "an operation reads only inputs, constants and results before it",
    "The operations of a file stand in an order in which they can be run.")
  package static let duplicateTensor = Rule(
    "tflite.duplicate-tensor", "a tensor is defined once",
    "It is an input, a constant or the result of one operation.")
  package static let elementType = Rule(
    "tflite.element-type", "the elements of a tensor have a type that the compiler knows",
    """
    These are FLOAT16, BFLOAT16, FLOAT32, FLOAT64, INT4, UINT4, INT8, UINT8, INT16, INT32, INT64 \
    and BOOL. Unsigned integers of 16 and more bits, 2-bit integers, 8-bit floats, complex numbers, \
    strings and resources are not computed with.
    """)
  package static let tensorType = Rule(
    "tflite.tensor-type", "the shape and the quantization of a tensor are sound",
    """
    There are at most 8 axes and 2^31 elements. Scales are positive and finite; there is one, or one \
    for each index along an axis, and as many zero points. Quantization by blocks and sparse \
    encodings have no form: convert the model without them.
    """)
  package static let statedType = Rule(
    "tflite.stated-type", "a result has the type that the file states for it",
    """
    Types follow from the operators. A result that differs means that the file was changed after it \
    was converted, or that a size of an input was.
    """)

  /// All of them, for documentation.
  package static let all = [
    identifier, version, flatBuffer, reference, options, buffer, operatorIsKnown, unsupportedForm,
    operandCount, constantOperand, undefinedTensor, duplicateTensor, elementType, tensorType,
    statedType,
  ]
}
