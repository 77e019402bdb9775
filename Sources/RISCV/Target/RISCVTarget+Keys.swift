import Basic

extension RISCVTarget {
  /// A key of the target file: how it is read, written, checked and explained.
  package struct Key: Sendable {
    /// The property behind a key and the values that it may have.
    package enum Content: Sendable {
      case text(WritableKeyPath<RISCVTarget, String> & Sendable)
      case integer(WritableKeyPath<RISCVTarget, Int> & Sendable, ClosedRange<Int>)
      case number(WritableKeyPath<RISCVTarget, Double> & Sendable, ClosedRange<Double>)
      case word(
        [String], get: @Sendable (RISCVTarget) -> String,
        set: @Sendable (inout RISCVTarget, String) -> Void)
    }

    /// The key.
    package let name: String

    /// What it means, as documentation says it.
    package let meaning: String

    /// The property behind it.
    package let content: Content

    init(_ name: String, _ meaning: String, _ content: Content) {
      self.name = name
      self.meaning = meaning
      self.content = content
    }
  }

  private static func integer(
    _ name: String, _ path: WritableKeyPath<RISCVTarget, Int> & Sendable,
    _ range: ClosedRange<Int>, _ meaning: String
  ) -> Key { Key(name, meaning, .integer(path, range)) }

  private static func word<Word: RawRepresentable & CaseIterable & Sendable>(
    _ name: String, _ path: WritableKeyPath<RISCVTarget, Word> & Sendable, _ meaning: String
  ) -> Key where Word.RawValue == String {
    let set: @Sendable (inout RISCVTarget, String) -> Void = { target, text in
      guard let word = Word(rawValue: text) else { preconditionFailure("unchecked '\(text)'") }
      target[keyPath: path] = word
    }
    return Key(
      name, meaning,
      .word(Word.allCases.map(\.rawValue), get: { $0[keyPath: path].rawValue }, set: set))
  }

  /// All keys, in the order of the file; every one must be there.
  package static let keys: [Key] = [
    Key("name", "name of the target", .text(\.name)),
    word("instruction_set", \.instructionSet, "instructions that the kernels use"),
    integer("cores", \.cores, 1...64, "cores that compute a tile together"),
    integer("vector_bits", \.vectorBits, 0...65536, "bits of a vector register; 0 without vectors"),
    Key(
      "clock_mhz", "clock of the cores and the DMA engine",
      .number(\.clockMegahertz, 0.001...1e6)),
    integer("l1_bytes", \.l1Bytes, 1024...1 << 30, "size of L1, stacks included"),
    integer("l1_banks", \.l1Banks, 1...1024, "banks of L1, interleaved by words"),
    integer("l2_bytes", \.l2Bytes, 1024...1 << 40, "size of L2, which holds activations"),
    integer(
      "constant_bytes", \.constantBytes, 0...1 << 40, "size of the memory that holds constants"),
    integer("stack_bytes", \.stackBytes, 256...1 << 20, "stack of each core, in L1"),
    integer("dma_setup_cycles", \.dmaSetupCycles, 0...1_000_000, "cycles to start a transfer"),
    integer(
      "dma_row_cycles", \.dmaRowCycles, 0...1_000_000,
      "cycles for each contiguous row of a transfer"),
    integer("dma_bytes_per_cycle", \.dmaBytesPerCycle, 1...65536, "width of the DMA engine"),
    integer("barrier_cycles", \.barrierCycles, 0...1_000_000, "cycles of a barrier of all cores"),
    integer("step_cycles", \.stepCycles, 0...1_000_000, "cycles to begin a layer on all cores"),
    word("tiling", \.tiling, "how tiles are chosen"),
    word("cascades", \.cascades, "when chains of layers are computed by stripes of rows"),
  ]

  /// The names of all keys, `kind` included.
  package static var keyNames: [String] { ["kind"] + keys.map(\.name) }
}
