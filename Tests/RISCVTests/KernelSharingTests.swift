import Foundation
import RISCV
import Testing

/// How cores share tiles, against what the C files say.
@Suite struct KernelSharingTests {
  /// Units by the first words of the comment above a kernel.
  private static let sentences: [(text: String, units: [WorkUnit])] = [
    (
      "Pairs of pixels are shared; if there are fewer than cores, blocks of four channels are.",
      [.pixelPairs, .channelBlocks]
    ),
    (
      "Groups of four pixels are shared; if there are fewer than cores, channels are.",
      [.pixelQuads, .channels]
    ),
    ("Blocks of four neurons are shared", [.channelBlocks]), ("Neurons are shared", [.channels]),
    ("Channels of the result are shared.", [.channels]),
    ("Rows of the result are shared.", [.rows]), ("Rows are shared.", [.pixels]),
    ("Pixels are shared.", [.pixels]), ("Elements are shared.", [.elements]),
    ("Elements of the two outer axes of the result are shared.", [.rows]),
    ("Words are shared", [.words]),
  ]

  /// The comment above a kernel, in one line.
  private func comment(_ kernel: Kernel, _ set: InstructionSet) throws -> String {
    // Requantization is a lookup.
    let function = kernel == .requantize ? Kernel.lookup.function : kernel.function
    let text = try #require(
      KernelLibrary.kernels(set).filter { $0.name.hasSuffix(".c") }.map(\.text)
        .first { $0.contains("\nvoid \(function)(") })
    let head = try #require(text.components(separatedBy: "\nvoid \(function)(").first)
    let comment = try #require(head.components(separatedBy: "/* ").last)
    return comment.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  @Test(arguments: Kernel.allCases, InstructionSet.allCases)
  func unitsAreThoseOfTheFiles(kernel: Kernel, set: InstructionSet) throws {
    let comment = try comment(kernel, set)
    let sentence = try #require(
      Self.sentences.first { comment.hasPrefix($0.text) }, "\(comment)")
    var seen: Set<WorkUnit> = []
    for rows in 1...9 {
      for channels in [1, 4, 12, 100] {
        let tile = KernelTile(
          kernel, input: (rows, 3, channels), output: (rows, 3, channels))
        for cores in [1, 3, 8] {
          seen.insert(WorkSharing(tile, cores: cores, set).unit)
        }
      }
    }
    #expect(seen == Set(sentence.units))
  }
}
