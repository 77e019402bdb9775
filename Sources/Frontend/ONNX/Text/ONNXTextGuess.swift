import Basic

/// Recognises texts that hold models in another form than the syntax of ONNX.
enum ONNXTextGuess {
  /// Why a text is refused and what to do about it, if it is protobuf text or JSON, judged by how
  /// it starts.
  static func refusal(of bytes: [UInt8]) -> (reason: String, help: String)? {
    var lexer = ONNXTextLexer(bytes)
    guard let first = try? lexer.next() else { return nil }
    if first.isMark("{") {
      return ("the text is JSON, not the textual syntax of ONNX", help("json"))
    }
    // A model in the syntax of ONNX starts with '<', or with the name of a graph before '('.
    guard first.kind == .identifier, let second = try? lexer.next(),
      second.isMark(":") || second.isMark("{")
    else { return nil }
    return ("the text is protobuf text, not the textual syntax of ONNX", help("textproto"))
  }

  private static func help(_ format: String) -> String {
    "convert it: python3 -c \"import onnx; "
      + "onnx.save(onnx.load('IN', format='\(format)'), 'OUT.onnx')\""
  }
}
