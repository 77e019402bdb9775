/// The groups of neighbouring inputs whose weights may share a low half: runs of channels at one tap of
/// a kernel, the last of a tap short where the channels are no multiple.
///
/// They are the groups of bit-sparse weights. (docs/targets/bbs.md, "Groups")
struct InputGroups: Hashable, Sendable {
  /// Channels that a matrix reads at each tap.
  let channels: Int

  /// The most inputs of a group.
  let size: Int

  /// Groups of a matrix of `rows` rows.
  func count(rows: Int) -> Int { rows / max(1, channels) * runs }

  /// Groups of a tap.
  private var runs: Int { (channels + max(1, size) - 1) / max(1, size) }

  /// The rows of a matrix that group `index` has.
  func rows(_ index: Int) -> Range<Int> {
    let (tap, run) = index.quotientAndRemainder(dividingBy: runs)
    let start = tap * channels + run * size
    return start..<min(start + size, (tap + 1) * channels)
  }
}
