/// A bit field of a layer descriptor: where it stands, how it is read and written, what it means.
///
/// Encoder, decoder, listing, assembler and comparison all walk over `all`.
package struct DescriptorField: Sendable {
  /// The name in listings.
  package let name: String
  /// The descriptor word, 0 to 11.
  package let word: Int
  /// The lowest bit.
  package let low: Int
  /// The number of bits.
  package let bits: Int
  /// Whether the highest bit counts negatively.
  package let isSigned: Bool
  /// What it means, for listings and documentation.
  package let meaning: String
  /// The names of its values, if they have names.
  package let words: [String]
  /// The value in a descriptor.
  package let get: @Sendable (LayerDescriptor) -> Int
  /// Takes a value, and says whether there is such a value.
  package let set: @Sendable (inout LayerDescriptor, Int) -> Bool

  /// The words of a descriptor.
  package static let wordCount = 12

  private init(
    _ name: String, _ word: Int, _ low: Int, _ bits: Int, isSigned: Bool, _ meaning: String,
    words: [String] = [], get: @escaping @Sendable (LayerDescriptor) -> Int,
    set: @escaping @Sendable (inout LayerDescriptor, Int) -> Bool
  ) {
    (self.name, self.word, self.low, self.bits) = (name, word, low, bits)
    (self.isSigned, self.meaning, self.words) = (isSigned, meaning, words)
    (self.get, self.set) = (get, set)
  }

  private static func number(
    _ name: String, _ word: Int, _ low: Int, _ bits: Int, isSigned: Bool = false,
    _ path: WritableKeyPath<LayerDescriptor, Int> & Sendable, _ meaning: String
  ) -> DescriptorField {
    DescriptorField(
      name, word, low, bits, isSigned: isSigned, meaning, get: { $0[keyPath: path] },
      set: {
        $0[keyPath: path] = $1
        return true
      })
  }

  private static func flag(
    _ name: String, _ word: Int, _ low: Int,
    _ path: WritableKeyPath<LayerDescriptor, Bool> & Sendable, _ meaning: String
  ) -> DescriptorField {
    DescriptorField(
      name, word, low, 1, isSigned: false, meaning, get: { $0[keyPath: path] ? 1 : 0 },
      set: {
        $0[keyPath: path] = $1 == 1
        return true
      })
  }

  private static func choice<Choice: RawRepresentable & CaseIterable & Sendable>(
    _ name: String, _ word: Int, _ low: Int, _ bits: Int,
    _ path: WritableKeyPath<LayerDescriptor, Choice> & Sendable, _ words: [String],
    _ meaning: String
  ) -> DescriptorField where Choice.RawValue == Int {
    DescriptorField(
      name, word, low, bits, isSigned: false, meaning, words: words,
      get: { $0[keyPath: path].rawValue },
      set: {
        guard let value = Choice(rawValue: $1) else { return false }
        $0[keyPath: path] = value
        return true
      })
  }

  /// Every field, in the order of words and from high to low bits.
  package static let all: [DescriptorField] = [
    flag("load", 0, 31, \.loads, "whether the next segment of weights is loaded before"),
    number("bias-shift", 0, 26, 5, \.biasShift, "bits that biases are shifted left"),
    number("output-shift", 0, 22, 4, \.outputShift, "shift from activation to output"),
    number("shift", 0, 16, 6, isSigned: true, \.shift, "shift from sum to activation"),
    number("parameter", 0, 12, 4, \.activationParameter, "parameter of the activation"),
    flag("last", 0, 11, \.isLast, "whether the network ends here"),
    flag("bias", 0, 10, \.hasBias, "whether sums start from biases"),
    choice(
      "rounding", 0, 8, 2, \.rounding, ShiftRounding.allCases.map(\.name), "rounding of shifts"),
    choice(
      "activation", 0, 4, 4, \.activation, ActivationFunction.allCases.map(\.name),
      "function of the shared unit"),
    choice(
      "operation", 0, 0, 4, \.operation, LayerOperation.allCases.map(\.name),
      "what is done with a window"),
    number("outputs", 1, 16, 16, \.outputs, "neurons, or output channels"),
    number("products", 1, 0, 16, \.products, "products of one output"),
    number("last-lanes", 2, 16, 16, \.lastLanes, "lanes used in the last pass"),
    number("passes", 2, 0, 16, \.passes, "passes over the lanes"),
    number("bias-base", 3, 16, 16, \.biasBase, "first word in the bias memories"),
    number("weight-base", 3, 0, 16, \.weightBase, "first element in the weight memories"),
    number("destination", 4, 16, 16, \.destination, "first element of the output"),
    number("source", 4, 0, 16, \.source, "start of the first window, modulo 65536"),
    number("row-stride", 5, 16, 16, \.rowStride, "elements of a row of the input"),
    number("channels", 5, 0, 16, \.channels, "channels of the input"),
    number("stride-x", 6, 24, 8, \.strideX, "columns between windows"),
    number("stride-y", 6, 16, 8, \.strideY, "rows between windows"),
    number("kernel-width", 6, 8, 8, \.kernelWidth, "columns of the window"),
    number("kernel-height", 6, 0, 8, \.kernelHeight, "rows of the window"),
    number("step-y", 7, 16, 16, \.stepY, "elements between windows below each other"),
    number("step-x", 7, 0, 16, \.stepX, "elements between windows beside each other"),
    number("width", 8, 16, 16, \.width, "columns of the input"),
    number("height", 8, 0, 16, \.height, "rows of the input"),
    number("output-width", 9, 16, 16, \.outputWidth, "columns of the output"),
    number("output-height", 9, 0, 16, \.outputHeight, "rows of the output"),
    number("weight-fraction", 10, 24, 8, isSigned: true, \.weightFraction, "fraction of weights"),
    number("input-fraction", 10, 16, 8, isSigned: true, \.inputFraction, "fraction of inputs"),
    number("pad-left", 10, 8, 8, \.padLeft, "columns of padding on the left"),
    number("pad-top", 10, 0, 8, \.padTop, "rows of padding above"),
    number("gap", 11, 16, 16, \.gap, "features of other layers between two positions"),
    number("output-fraction", 11, 0, 8, isSigned: true, \.outputFraction, "fraction of outputs"),
  ]

  /// The values that fit the bits.
  package var range: ClosedRange<Int> {
    isSigned ? -(1 << (bits - 1))...(1 << (bits - 1)) - 1 : 0...(1 << bits) - 1
  }

  /// The value in the descriptor's words.
  func value(in words: ArraySlice<UInt32>) -> Int {
    let raw = Int(words[words.startIndex + word] >> UInt32(low)) & ((1 << bits) - 1)
    return isSigned && raw >> (bits - 1) == 1 ? raw - (1 << bits) : raw
  }

  /// The bits of a value, in their place.
  func placed(_ value: Int) -> UInt32 {
    UInt32(truncatingIfNeeded: value & ((1 << bits) - 1)) << UInt32(low)
  }
}

extension LayerDescriptor {
  /// The bits of each word that are reserved.
  static let reservedBits: [UInt32] = (0..<DescriptorField.wordCount).map { word in
    DescriptorField.all.filter { $0.word == word }
      .reduce(~UInt32(0)) { $0 & ~$1.placed(-1) }
  }

  /// The descriptor as words.
  package var words: [UInt32] {
    var words = [UInt32](repeating: 0, count: DescriptorField.wordCount)
    for field in DescriptorField.all { words[field.word] |= field.placed(field.get(self)) }
    return words
  }

  /// Reads a descriptor, `nil` if a reserved bit is set or a field has no such value.
  init?(words: ArraySlice<UInt32>) {
    self.init()
    for (word, reserved) in zip(words, Self.reservedBits) where word & reserved != 0 { return nil }
    for field in DescriptorField.all {
      guard field.set(&self, field.value(in: words)) else { return nil }
    }
  }
}
