import Basic

/// The rules that ONNX files keep, in protobuf and in text; `ONNXNodeRules` are those of nodes.
package enum ONNXRules {
  package static let wire = Rule(
    "onnx.wire", "A binary ONNX file is a sound protobuf message.",
    "Every field has a known wire type, the one that the format declares for it, and lies in the "
      + "file; messages are nested at most 100 deep. A file that breaks this was damaged, was "
      + "downloaded incompletely, or is no ONNX model.")

  package static let name = Rule(
    "onnx.utf8", "The names and texts of an ONNX file are UTF-8.",
    "Names of values, nodes and operators, and keys and values of metadata, are texts. String "
      + "attributes and elements are bytes and may hold anything.")

  package static let model = Rule(
    "onnx.model", "An ONNX model has a version of the format from 3 to 14 and a graph.",
    "Nodes name an operator, attributes have a name and one value, and numbers that stand for "
      + "types are known ones. `onnx.version_converter` and `onnx.helper.make_model` write newer "
      + "versions of the format than 2.")

  package static let tensorData = Rule(
    "onnx.tensor-data", "The elements of a tensor are as many as its shape says.",
    "They stand in exactly one field: `raw_data`, the field of the element type, or another file. "
      + "Sizes are not negative, the number of bytes is countable, integers fit their type, and a "
      + "tensor is not split into segments.")

  package static let elementType = Rule(
    "onnx.element-type", "The elements of a tensor that is used have a type of the compiler.",
    "These are int4, uint4, int8, uint8, int16, int32, int64, float16, bfloat16, float, double and "
      + "bool. Unsigned integers of 16 to 64 bits, integers of 2 bits, floats of 4 to 8 bits, "
      + "complex numbers and strings must be converted before.")

  package static let externalData = Rule(
    "onnx.external-data", "The elements outside a model lie in the file that it names.",
    "`location` is a path relative to the folder of the model. `offset` and `length` are numbers "
      + "of bytes; the stretch lies in the file and is as long as the elements.")

  package static let text = Rule(
    "onnx.text", "A text model follows the textual syntax of ONNX.",
    "The grammar is docs/Syntax.md of github.com/onnx/onnx: a header in angle brackets, a graph "
      + "with inputs, outputs, initializers and nodes, and functions. '#' starts a comment. Names "
      + "that are no identifiers stand in double quotes, in which a backslash takes the next "
      + "character as it is.")

  package static let protobufText = Rule(
    "onnx.protobuf-text", "A text model is in the syntax of ONNX, not protobuf text or JSON.",
    "Files of both kinds are named .onnxtxt. Protobuf text starts with a field such as "
      + "`ir_version: 8`, the syntax of ONNX with `<`. `onnx.load` reads the one with "
      + "`format='textproto'`, the other with `format='onnxtxt'`, and `onnx.save` writes a binary "
      + "model.")

  package static let unprintable = Rule(
    "onnx.unprintable", "A model that is printed has only what the textual syntax has a form for.",
    "It has none for strings that are not UTF-8, sparse tensors, types that are not complete, and "
      + "operators, domains and attributes whose names are no identifiers. Write it as .onnx.")

  /// All rules, in the order of the documentation.
  package static let all = [
    wire, name, model, tensorData, elementType, externalData, text, protobufText, unprintable,
  ]
}
