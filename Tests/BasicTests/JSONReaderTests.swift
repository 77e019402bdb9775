import Basic
import Testing

/// JSON texts with the values that they stand for.
let readableJSON: [(String, JSONValue)] = [
  ("null", JSONValue.null), ("true", true), ("false", false),
  ("0", 0), ("-12", -12), ("9223372036854775807", .integer(.max)),
  ("1.5", .number(1.5)), ("-0.25e2", .number(-25)), ("1e3", .number(1000)),
  ("1E+2", .number(100)), ("9223372036854775808", .number(9_223_372_036_854_775_808)),
  ("\"\"", ""), (#""a\"b\\c\/\b\f\n\r\t""#, "a\"b\\c/\u{8}\u{C}\n\r\t"),
  (#""\u00e9\u2713""#, "é✓"), (#""\ud83d\ude00""#, "😀"), ("\"é✓\"", "é✓"),
  ("[]", []), ("{}", [:]), (" [ 1 ,\t[ ] \r\n, { } ] ", [1, [], [:]]),
  (#"{"b": 1, "a": [true, null]}"#, ["b": 1, "a": [true, .null]]),
]

/// Texts that are no JSON, with the offset and the reason of the fault.
let refusedJSON: [(String, Int, String)] = [
  ("", 0, "the text ends where a value is expected"),
  ("  ", 2, "the text ends where a value is expected"),
  ("nul", 0, "expected a value"),
  ("True", 0, "expected a value"),
  ("nan", 0, "expected a value"),
  ("+1", 0, "expected a value"),
  (".5", 0, "expected a value"),
  ("01", 0, "'01' is not a number"),
  ("-01", 0, "'-01' is not a number"),
  ("1.", 0, "'1.' is not a number"),
  ("1.e5", 0, "'1.e5' is not a number"),
  ("-.5", 0, "'-.5' is not a number"),
  ("-", 0, "'-' is not a number"),
  ("1e999", 0, "'1e999' is not a number"),
  ("1-2", 0, "'1-2' is not a number"),
  ("1 2", 2, "text after the value"),
  ("[1,]", 3, "expected a value"),
  ("[1 2]", 3, "expected ']'"),
  ("[1", 2, "expected ']'"),
  ("{\"a\": 1,}", 8, "expected a name"),
  ("{a: 1}", 1, "expected a name"),
  ("{\"a\" 1}", 5, "expected ':'"),
  ("{\"a\": 1, \"a\": 2}", 9, "the name 'a' stands twice"),
  ("// no\n1", 0, "expected a value"),
  ("\"a", 2, "the string does not end"),
  ("\"\\", 2, "the string does not end"),
  ("\"a\nb\"", 3, "a control character in a string"),
  (#""\x""#, 3, "an unknown escape"),
  (#""\u12g4""#, 3, "expected four hexadecimal digits"),
  (#""\u12"#, 3, "expected four hexadecimal digits"),
  (#""\u+123""#, 3, "expected four hexadecimal digits"),
  (#""\u-000""#, 3, "expected four hexadecimal digits"),
  (#""\ud83d""#, 7, "half a surrogate pair"),
  (#""\ud83d\u0041""#, 13, "half a surrogate pair"),
  (#""\ude00""#, 7, "half a surrogate pair"),
]

@Suite struct JSONReaderTests {
  @Test(arguments: readableJSON)
  func readsWhatTheStandardAllows(_ text: String, _ value: JSONValue) throws {
    #expect(try JSONReader.read(text) == value)
  }

  @Test(arguments: refusedJSON)
  func refusesTheRestAndSaysWhere(_ text: String, _ offset: Int, _ reason: String) {
    let fault = #expect(throws: JSONError.self) { try JSONReader.read(text) }
    #expect(fault?.offset == offset)
    #expect(fault?.reason == reason)
  }

  @Test func refusesBytesThatAreNotUTF8() {
    let bytes: [UInt8] = [0x22, 0x61, 0xFF, 0x22]
    let fault = #expect(throws: JSONError.self) {
      try bytes.withUnsafeBytes { try JSONReader.read($0) }
    }
    #expect(fault?.offset == 4)
    #expect(fault?.reason == "the string is not UTF-8")
  }

  @Test func boundsTheDepth() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(throws: Never.self) { try JSONReader.read(nested(128)) }
    let fault = #expect(throws: JSONError.self) { try JSONReader.read(nested(129)) }
    #expect(fault?.offset == 128)
    #expect(fault?.reason == "nested more than 128 deep")
    let bomb = String(repeating: "{\"a\":[", count: 100_000)
    #expect(throws: JSONError.self) { try JSONReader.read(bomb) }
  }

  @Test func namesInOneObjectDoNotCountForAnother() throws {
    let value = try JSONReader.read(#"[{"a": 1}, {"a": {"a": 2}}]"#)
    #expect(value == [["a": 1], ["a": ["a": 2]]])
  }

  @Test func findsMembersByName() {
    let value: JSONValue = ["a": 1, "b": [2]]
    #expect(value["b"] == [2])
    #expect(value["c"] == nil)
    #expect(JSONValue.null["a"] == nil)
  }
}
