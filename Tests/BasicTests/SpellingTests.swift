import Basic
import Testing

private let operators = ["conv2d", "dense", "max_pool2d", "average_pool2d", "relu", "add"]

@Suite struct SpellingTests {
  @Test(arguments: [
    ("kitten", "sitting", 3), ("", "abc", 3), ("abc", "abc", 0), ("ab", "ba", 1),
    ("maxpool2d", "max_pool2d", 1), ("cnov2d", "conv2d", 1), ("abc", "", 3),
  ])
  func countsEdits(_ a: String, _ b: String, _ distance: Int) {
    #expect(Spelling.distance(Array(a.utf8), Array(b.utf8)) == distance)
    #expect(Spelling.distance(Array(b.utf8), Array(a.utf8)) == distance)
  }

  @Test(
    arguments: [
      ("maxpool2d", "max_pool2d"), ("Conv2D", "conv2d"), ("rleu", "relu"), ("desne", "dense"),
      ("avarage_pool", "average_pool2d"), ("pool", nil), ("xyz", nil), ("", nil),
    ] as [(String, String?)])
  func findsWhatWasMeant(_ word: String, _ meant: String?) {
    #expect(Spelling.nearest(word, in: operators) == meant)
  }

  @Test func tiesGoToTheFirst() {
    #expect(Spelling.nearest("axb", in: ["aab", "acb"]) == "aab")
  }

  @Test func suggestsTheNearestOrListsAFew() {
    #expect(Spelling.suggestion("rellu", in: operators) == "did you mean 'relu'?")
    #expect(Spelling.suggestion("xyz", in: ["a1", "b2"]) == "known are a1, b2")
    #expect(Spelling.suggestion("xyz", in: []) == nil)
    #expect(Spelling.suggestion("xyz", in: (0..<13).map { "name\($0)" }) == nil)
  }
}
