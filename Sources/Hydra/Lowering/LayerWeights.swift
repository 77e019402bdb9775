import BitSparsity
import IR

/// The weights of a layer as a program holds them: as they are, or in columns of bits.
struct LayerWeights {
  /// The elements, in the order of the tensor; those of an encoding are decoded from its columns.
  let elements: [Int32]

  /// The bits of the columns with metadata and the table of channels; 0 if there is no encoding.
  let encodedBits: Int

  /// Takes a constant with its elements.
  ///
  /// - Throws: the first group that has not the form of the encoding.
  init(_ constant: Constant, _ tensor: Tensor) throws(EncodedWeights.NoForm) {
    guard let encoding = constant.encoding,
      let layout = WeightLayout(tensor.type.shape, axis: encoding.axis)
    else {
      (elements, encodedBits) = (tensor.integers, 0)
      return
    }
    let stored = try EncodedWeights(
      tensor.integers.map { Int8($0) }, shape: tensor.type.shape, encoding)
    elements = stored.decoded().map { Int32($0) }
    let bits = StorageBits(encoding, layout)
    encodedBits = bits.columns + bits.metadata + bits.order
  }
}
