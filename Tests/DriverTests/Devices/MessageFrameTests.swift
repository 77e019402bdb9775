import Driver
import Foundation
import Operators
import Testing

/// Frames and the connections that carry them.
@Suite struct MessageFrameTests {
  private static let frame = MessageFrame(
    .tensor, sender: 3, sequence: 7, payload: Array(0..<100))

  private static func read(_ bytes: [UInt8]) throws -> MessageFrame {
    let header = try MessageFrame.Header(Array(bytes.prefix(MessageFrame.headerLength)))
    return try header.frame(Array(bytes.dropFirst(MessageFrame.headerLength)))
  }

  @Test func aFrameIsReadAsItWasWritten() throws {
    #expect(try Self.read(Self.frame.bytes) == Self.frame)
    let empty = MessageFrame(.alive, sender: 0xFFFF, sequence: .max)
    #expect(try Self.read(empty.bytes) == empty)
  }

  /// The layout, byte by byte: a frame without payload whose checksums were computed by hand with
  /// the CRC-32 of zlib.
  @Test func theLayoutIsTheDocumentedOne() {
    let bytes = MessageFrame(.run, sender: 1, sequence: 2).bytes
    #expect(Array(bytes[0..<4]) == Array("DNNM".utf8))
    #expect(Array(bytes[4..<20]) == [1, 2, 1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    #expect(bytes.count == MessageFrame.headerLength)
  }

  /// No flipped bit goes unseen.
  @Test func everyFlippedBitIsFound() {
    let bytes = Self.frame.bytes
    for bit in 0..<bytes.count * 8 {
      var damaged = bytes
      damaged[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(throws: FrameFault.self, "bit \(bit)") { try Self.read(damaged) }
    }
  }
}
