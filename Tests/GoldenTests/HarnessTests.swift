import Foundation
import TestSupport
import Testing

/// The harness itself: a harness that cannot fail proves nothing.
@Suite struct HarnessTests {
  private static let sound = """
    $ dnnc check net.dnn
    //--- input net.dnn
    network n(x: f32[2]) -> (y) { y = relu(x) }
    //--- stderr
    n is sound: 1 operation, 0 MACs

    """

  private func difference(_ text: String) throws -> String {
    let archive = try #require(GoldenArchive(text))
    return TextDifference.unified(expected: text, found: try GoldenRun.observe(archive).text)
  }

  @Test func soundCasePasses() throws {
    #expect(try difference(Self.sound) == "")
  }

  @Test func changedOutputIsShownAsADifference() throws {
    let text = Self.sound.replacingOccurrences(of: "1 operation,", with: "2 operations,")
    #expect(
      try difference(text).hasSuffix(
        "-n is sound: 2 operations, 0 MACs\n+n is sound: 1 operation, 0 MACs\n \n"))
  }

  @Test(arguments: ["stdout\nnothing wrote this\n", "status\n1\n", "file out.txt\ntext\n"])
  func sectionThatNothingWroteFails(_ section: String) throws {
    #expect(try !difference(Self.sound + "//--- \(section)").isEmpty)
  }

  @Test func outputWithoutASectionFails() throws {
    let text = Self.sound.replacingOccurrences(
      of: "//--- stderr\nn is sound: 1 operation, 0 MACs\n", with: "")
    #expect(try difference(text).contains("+//--- stderr"))
  }

  @Test func textWithoutACommandIsNoArchive() {
    #expect(GoldenArchive("//--- stdout\n") == nil)
    #expect(GoldenArchive("network n\n") == nil)
  }

  @Test func wordsAreSplitAsAShellDoes() {
    #expect(
      CommandRunner.words("dnnc opt g.dnnir --passes ''  --set 'a b'=c")
        == ["dnnc", "opt", "g.dnnir", "--passes", "", "--set", "a b=c"])
  }

  @Test func announcementsAreRead() {
    let text = "a  # error: bad [x.c1] # warning: odd [x.c2]\n# only a comment\n"
    #expect(
      ExpectedDiagnostics.announced(in: text) == ["1: error: bad [x.c1]", "1: warning: odd [x.c2]"])
  }
}
