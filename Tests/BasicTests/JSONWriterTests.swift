import Basic
import Testing

@Suite struct JSONWriterTests {
  @Test func indentsAndKeepsScalarArraysOnALine() {
    let value: JSONValue = [
      "name": "ima", "sizes": [256, 256], "empty": [:], "none": [],
      "tiles": [["row": 0], [1, 2]], "ratio": .number(0.1), "is": false, "no": .null,
    ]
    #expect(
      value.text == """
        {
          "name": "ima",
          "sizes": [256, 256],
          "empty": {},
          "none": [],
          "tiles": [
            {
              "row": 0
            },
            [1, 2]
          ],
          "ratio": 0.1,
          "is": false,
          "no": null
        }

        """)
  }

  @Test func writesOnOneLine() {
    let value: JSONValue = ["a": [1, ["b": "c"]], "d": .number(-2.5)]
    #expect(value.compactText == #"{"a": [1, {"b": "c"}], "d": -2.5}"#)
  }

  @Test(arguments: [
    ("\"\\/", #""\"\\/""#), ("\n\r\t", #""\n\r\t""#), ("\u{0}\u{1F}", #""\u0000\u001f""#),
    ("é✓😀", "\"é✓😀\""),
  ])
  func escapesOnlyWhatItMust(_ text: String, _ expected: String) {
    #expect(JSONValue.string(text).compactText == expected)
  }

  @Test(
    arguments: [
      .null, true, .integer(.min), .number(1.0 / 3), .number(1e-300), .number(123456.789),
      "a \"quoted\"\u{1}\n text", [], [:], [[], [:], [1, [2, [3]]]],
      ["z": 1, "a": ["y": [.number(0.5), "x"]], "": .null],
    ] as [JSONValue])
  func readsBackWhatItWrote(_ value: JSONValue) throws {
    #expect(try JSONReader.read(value.text) == value)
    #expect(try JSONReader.read(value.compactText) == value)
    #expect(try JSONReader.read(value.text).text == value.text)
  }
}
