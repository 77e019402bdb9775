import Basic

/// What stored weights are decoded to, and what that costs: `decode.c`.
///
/// A stored block has a word for each channel of a tile, in the order of the kernel: where its bytes
/// begin, and in the top bit whether they are plain. Then come the head words of the packed form,
/// and the bytes of the channels.
package struct WeightDecoding: Hashable, Sendable {
  /// How a kernel reads weights; raw values are those of `dnnc_layout`.
  package enum Layout: Int, Sendable {
    /// Words of two weights, of the channels 0, 1 and then 2, 3 of a block of four.
    case pairs
    /// For each index of the depth a byte of each channel of a block of four.
    case bytes
    /// For each index of the depth a byte of each channel of the tile.
    case columns
    /// For every four indices a word of each channel of a block of four.
    case words
  }

  /// The layout.
  package let layout: Layout

  /// Whether a word stands before each block, or before all of them in columns.
  package let hasHeads: Bool

  /// The layout of a kernel's weights, of which pairs are possible or not.
  package init(_ kernel: Kernel, _ set: InstructionSet, hasPairs: Bool) {
    switch set {
    case .rv32im: layout = kernel != .dense && hasPairs ? .pairs : .bytes
    case .rvv: layout = .columns
    case .xpulp: layout = .words
    }
    hasHeads = set != .xpulp && kernel != .dense
  }

  /// The words before the bytes of the channels.
  package func headWords(channels: Int) -> Int {
    guard hasHeads else { return 0 }
    return layout == .columns ? 1 : (channels + 3) / 4
  }

  /// The block of a tile that `dnnc_decode` makes `packing` of.
  ///
  /// - Parameters:
  ///   - packing: the weights of the tile as the kernel reads them.
  ///   - stored: the stored bytes of each channel of the tile.
  ///   - isPlain: whether they are the weights themselves.
  package func block(
    _ packing: WeightPacking, stored: [ArraySlice<UInt8>], isPlain: [Bool]
  ) -> [UInt8] {
    let heads = headWords(channels: stored.count)
    var (table, bytes): ([UInt8], [UInt8]) = ([], [])
    for channel in packing.channels.prefix(stored.count).map({ Int($0.index) }) {
      let start = UInt32(4 * (stored.count + heads) + bytes.count)
      WeightPacking.append(start | (isPlain[channel] ? 1 << 31 : 0), to: &table)
      bytes += stored[channel]
    }
    // Blocks of the packed form are of one size, and each begins with its head.
    let stride = layout == .columns ? 0 : packing.weights.count / max(1, heads)
    for head in 0..<heads { table += packing.weights[head * stride..<head * stride + 4] }
    return table + bytes
  }

  /// The bytes of a stored block before those of the channels; the same for every layout of a kernel.
  static func headBytes(_ kernel: Kernel, channels: Int, _ set: InstructionSet) -> Int {
    let decoding = WeightDecoding(kernel, set, hasPairs: true)
    return 4 * (channels + decoding.headWords(channels: channels))
  }

  /// Scratch memory: four rows for each core.
  static func scratch(_ stored: EncodedChannels, cores: Int) -> Int {
    4 * cores * ((stored.channelCount + 3) / 4 * 4)
  }

  /// The instructions of the first core, which has the most blocks of four channels, for a tile of
  /// channels that has its part of the sensitive ones.
  static func instructions(
    _ stored: EncodedChannels, channels: Int, of all: Int, cores: Int
  ) -> Int {
    let blocks = WorkShare((channels + 3) / 4, core: 0, cores: cores).count
    let (encoding, weights) = (stored.encoding, Double(stored.channelCount))
    let groups = Double(stored.positions * ((stored.depth + encoding.group - 1) / encoding.group))
    let columns = Double(8 - encoding.columns)
    let isWhole = stored.depth.isMultiple(of: 8) && encoding.group.isMultiple(of: 8)
    let lane = isWhole ? (28 + 11 * columns) / 8 : 12 + 11 * columns
    let sensitive = Double(encoding.sensitive.count) / Double(all)
    let channel =
      60 + (1 - sensitive) * (groups * 40 + weights * lane) + sensitive * weights + weights * 3
    return Int((80 + Double(4 * blocks) * channel).rounded(.up))
  }
}
