import Basic

/// The rules that archives of files keep.
package enum ArchiveRules {
  package static let gzip = Rule(
    "archive.gzip", "A compressed archive is one member by RFC 1952.",
    "Such a file is what `gzip` and `tar czf` write. Several members one after another are refused: "
      + "decompress the file and compress it again.")

  package static let size = Rule(
    "archive.size", "A compressed archive inflates to less than 4 GiB.",
    "The size at the end of the file has 32 bits and is bounded by what DEFLATE can make of the "
      + "bytes that are there. Larger models are read from a folder or from an archive that is not "
      + "compressed.")

  package static let tar = Rule(
    "archive.tar", "A tar archive consists of sound headers, each followed by its file.",
    "The formats of POSIX (ustar and pax) and of GNU are read. The checksum of a header must be "
      + "right; archives that are sparse or lie in several volumes are refused.")

  package static let member = Rule(
    "archive.member", "A member of an archive is a plain file or a folder in the archive.",
    "An archive may come from a stranger, so links, devices and paths that are absolute or climb "
      + "out with `..` are refused.")

  /// All of them, in the order of the documentation.
  package static let all = [gzip, size, tar, member]
}
