import Basic
import Foundation
import Frontend
import IR
import TestSupport
import Testing

/// The rules of NNEF that one line of a graph breaks, and those of the archives that it comes in.
@Suite struct NNEFRuleTests {
  @Test(arguments: [
    ("y = softmax(x, axes = []);", "nnef.unsupported-form"),
    ("[y, z] = relu(x);", "nnef.result-count"),
    ("y = concat([x, x], axis = 7);", "concat.c2"),
  ])
  func lineBreaksTheRule(_ line: String, _ code: String) throws {
    let outcome = try NNEFFixture.read(line)
    #expect(outcome.program == nil)
    #expect(outcome.codes.contains(code), "\(outcome.messages)")
  }

  @Test func folderWithoutAGraph() throws {
    let outcome = try NNEFFixture.read([("other.txt", [])])
    #expect(outcome.codes == ["nnef.no-graph"], "\(outcome.messages)")
  }

  @Test func damagedDataAreRefused() throws {
    let sound = NNEFFixture.dat([1, 2, 1, 1], [1, 2])
    let body = "w = variable(shape = [1, 2, 1, 1], label = 'w'); y = mul(x, w);"
    #expect(try NNEFFixture.read(body, files: [("w.dat", sound)]).codes == [])
    for count in [0, 3, 127, 128, sound.count - 1] {
      let outcome = try NNEFFixture.read(body, files: [("w.dat", Array(sound.prefix(count)))])
      #expect(outcome.program == nil, "\(count) bytes")
      #expect(outcome.codes.allSatisfy { $0.hasPrefix("nnef.") || $0.hasPrefix("data.") })
    }
  }

  /// A tar archive of one file.
  private func tar(_ name: String, kind: UInt8 = 48, _ bytes: [UInt8]) -> [UInt8] {
    var header = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, at offset: Int) {
      for (index, byte) in text.utf8.enumerated() { header[offset + index] = byte }
    }
    put(name, at: 0)
    put("0000644\0", at: 100)
    let octal = String(bytes.count, radix: 8)
    put(String(repeating: "0", count: 11 - octal.count) + octal + "\0", at: 124)
    put("        ", at: 148)
    header[156] = kind
    put("ustar\u{0}00", at: 257)
    let sum = header.reduce(0) { $0 + Int($1) }
    let text = String(sum, radix: 8)
    put(String(repeating: "0", count: 6 - text.count) + text + "\0 ", at: 148)
    let filling = [UInt8](repeating: 0, count: (512 - bytes.count % 512) % 512)
    return header + bytes + filling
  }

  private let graph = Array(
    "version 1.0;\ngraph net(x) -> (y)\n{\n  x = external(shape = [2]);\n  y = relu(x);\n}\n".utf8)

  private func codes(_ archive: [UInt8], named name: String = "net.tar") throws -> [String] {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    try FileOutput.write(archive, to: "\(folder.path)/\(name)")
    let outcome = NNEFFixture.read(path: "\(folder.path)/\(name)")
    #expect((outcome.program == nil) == !outcome.codes.isEmpty)
    return outcome.codes
  }

  @Test func archivesAreRead() throws {
    let end = [UInt8](repeating: 0, count: 1024)
    #expect(try codes(tar("graph.nnef", graph) + end) == [])
    #expect(try codes(tar("../graph.nnef", graph) + end) == ["archive.member"])
    #expect(try codes(tar("graph.nnef", kind: 50, []) + end).contains("archive.member"))
    var damaged = tar("graph.nnef", graph) + end
    damaged[0] ^= 1
    #expect(try codes(damaged) == ["archive.tar"])
    #expect(try codes([0x1F, 0x8B, 8, 0], named: "net.tgz") == ["data.truncated"])
    let method = [0x1F, 0x8B, 7, 0] + [UInt8](repeating: 0, count: 32)
    #expect(try codes(method, named: "net.tgz") == ["archive.gzip"])
  }

  /// Damaged archives are refused or read, and nothing traps.
  @Test func damagedArchives() throws {
    let whole = tar("graph.nnef", graph) + [UInt8](repeating: 0, count: 1024)
    var mutator = ByteMutator(seed: 7)
    var refused = 0
    for _ in 0..<(isOptimized ? 2000 : 100) {
      refused += try codes(mutator.damage(whole)).isEmpty ? 0 : 1
    }
    #expect(refused > 0)
  }
}
