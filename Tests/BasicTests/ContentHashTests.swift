import Basic
import Testing

@Suite struct ContentHashTests {
  /// Messages with their digests from FIPS 180-4's examples, and lengths around a block.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmno"
        + "ijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
    ),
    (
      String(repeating: "a", count: 1_000_000),
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    ),
  ])
  func equalsThePublishedDigest(_ message: String, _ digest: String) {
    let hash = Array(message.utf8).withUnsafeBytes { ContentHash(of: $0) }
    #expect(hash.description == digest)
  }

  @Test func lengthsAroundABlockDiffer() {
    let digests = (54...66).map { length in
      [UInt8](repeating: 0, count: length).withUnsafeBytes { ContentHash(of: $0) }
    }
    #expect(Set(digests).count == digests.count)
  }

  @Test func readsOnlyDigests() {
    let digits = String(repeating: "0123456789abcdef", count: 4)
    #expect(ContentHash(hexadecimal: digits)?.description == digits)
    #expect(ContentHash(hexadecimal: String(digits.dropLast())) == nil)
    #expect(ContentHash(hexadecimal: digits + "0") == nil)
    #expect(ContentHash(hexadecimal: digits.uppercased()) == nil)
    #expect(ContentHash(hexadecimal: String(digits.dropLast()) + "g") == nil)
  }
}
