import Basic

/// The rules of NNEF models.
package enum NNEFRules {
  package static let syntax = Rule(
    "nnef.syntax", "the text follows the flat syntax of NNEF 1.0",
    """
    A version, extensions, and one graph of assignments `result = operation(…);`. Operators such as \
    `x + y`, conditions and comprehensions belong to the compositional syntax, which tools flatten \
    before they write a model.
    """)
  package static let version = Rule(
    "nnef.version", "the version of the text is 1.0",
    "Version 2.0 (SkriptND) is another language.")
  package static let unknownExtension = Rule(
    "nnef.extension", "an extension is one of the specification",
    """
    KHR_enable_fragment_definitions and KHR_enable_operator_expressions are known. What another \
    extension defines is refused where it is used.
    """)
  package static let fragment = Rule(
    "nnef.fragment", "operations are those of the specification, not fragments of the model",
    "Definitions of fragments are passed over; a call of one is refused. Flatten the model first.")
  package static let unknownOperation = Rule(
    "nnef.unknown-operation", "every operation is one of NNEF 1.0",
    "docs/formats.md says what is read.")
  package static let unsupportedOperation = Rule(
    "nnef.unsupported-operation", "every operation has a form in the compiler",
    "docs/formats.md says what is read.")
  package static let unsupportedForm = Rule(
    "nnef.unsupported-form", "an operation is used in a form that the compiler has",
    "The message says which argument is beyond it, and with what value.")
  package static let argument = Rule(
    "nnef.argument", "arguments are those that the operation declares, each given once",
    "Tensors may be given in order; what else an operation takes is named.")
  package static let argumentKind = Rule(
    "nnef.argument-kind", "an argument has the type that its operation declares",
    """
    The types are tensor, integer, scalar, logical and string, and arrays of them. A whole number \
    serves where a scalar is wanted; a literal serves where a tensor is.
    """)
  package static let unknownName = Rule(
    "nnef.unknown-name", "an identifier is assigned before it is used",
    "Identifiers are bound by the assignments above.")
  package static let duplicateName = Rule(
    "nnef.duplicate-name", "an identifier is assigned once",
    "The graph is in static single assignment form.")
  package static let resultCount = Rule(
    "nnef.result-count", "an assignment binds as many results as the operation has",
    "`split` and `unstack` bind a list, `[a, b] = split(…)`; `moments` binds two results.")
  package static let graphInput = Rule(
    "nnef.graph-input", "the inputs of the graph are what `external` assigns",
    "Each name in the head of the graph is assigned by one `external`, and no other.")
  package static let inputShape = Rule(
    "nnef.input-shape", "an input has positive sizes",
    "`--shape NAME=1,3,224,224` replaces the shape of the file. Sizes of NNEF have no names to bind."
  )
  package static let shapes = Rule(
    "nnef.shapes", "shapes of operands agree",
    """
    NNEF aligns shapes at the left: [1, 6] with [1, 6, 28, 28] is a value for each channel. Sizes \
    are equal or one of them is 1.
    """)
  package static let variable = Rule(
    "nnef.variable", "a variable has a data file of its shape and type",
    """
    The variable labelled LABEL is the file LABEL.dat beside graph.nnef. A scalar variable holds \
    floats, or integers for which graph.quant has an entry.
    """)
  package static let data = Rule(
    "nnef.data", "a .dat file has a sound header",
    """
    128 bytes: 4E EF, version 1.0, the length of the data, the rank and eight sizes, the bits of an \
    item and its type; then the items, row by row, the least significant byte first.
    """)
  package static let quantization = Rule(
    "nnef.quantization", "an entry of graph.quant names a tensor and one of four operations",
    """
    These are linear_quantize, min_max_linear_quantize, zero_point_linear_quantize and \
    logarithmic_quantize. Entries of variables say what stored integers stand for; entries of \
    other tensors are hints, which are checked and not used.
    """)
  package static let quantizationHint = Rule(
    "nnef.quantization-hint", "hints of graph.quant are not used",
    "Quantize the network with data: `--calibrate` chooses ranges from what really occurs.")
  package static let noGraph = Rule(
    "nnef.no-graph", "a model is a folder or an archive with one graph.nnef",
    "A folder, a .tar, a .tar.gz or a .tgz; in an archive it may lie in one folder.")
  package static let exportOperation = Rule(
    "nnef.export-operation", "every operation that is written has a form in NNEF",
    "docs/formats.md says what is written.")
  package static let exportType = Rule(
    "nnef.export-type", "every value that is written is of type f32, i64 or bool",
    """
    NNEF knows scalar, integer and logical; constants may be i8, u8, i16 and i32 too. Quantized \
    networks are written before they are quantized.
    """)

  /// All of them, for documentation.
  package static let all =
    [
      syntax, version, unknownExtension, fragment, unknownOperation, unsupportedOperation,
      unsupportedForm, argument, argumentKind, unknownName, duplicateName, resultCount, graphInput,
      inputShape, shapes, variable, data, quantization, quantizationHint, noGraph, exportOperation,
      exportType,
    ] + ArchiveRules.all
}
