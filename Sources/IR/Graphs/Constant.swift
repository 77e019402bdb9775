import Basic

/// A named constant of a program.
package struct Constant: Sendable, Equatable {
  /// What is known of the elements.
  package enum Content: Sendable {
    case tensor(Tensor)
    /// Only the digest is known: the bytes were not found.
    case missing(ContentHash)
  }

  /// The name, unique in the program.
  package var name: String

  /// The type.
  package var type: TensorType

  /// The elements, if they are at hand.
  package var content: Content

  /// How the elements are stored bit by bit, if they are pruned weights.
  package var encoding: BitSparseEncoding?

  /// Makes a constant with its elements.
  package init(_ name: String, _ tensor: Tensor) {
    self.name = name
    type = tensor.type
    content = .tensor(tensor)
  }

  /// Makes a constant of which only the digest is known.
  package init(_ name: String, _ type: TensorType, missing hash: ContentHash) {
    self.name = name
    self.type = type
    content = .missing(hash)
  }

  /// The elements, or `nil` if only the digest is known.
  package var tensor: Tensor? {
    guard case .tensor(let tensor) = content else { return nil }
    return tensor
  }

  /// The digest of the elements.
  package var contentHash: ContentHash {
    switch content {
    case .tensor(let tensor): tensor.contentHash
    case .missing(let hash): hash
    }
  }

  /// Equal names, types, encodings and contents.
  package static func == (a: Constant, b: Constant) -> Bool {
    guard a.name == b.name, a.type == b.type, a.encoding == b.encoding else { return false }
    if case .tensor(let x) = a.content, case .tensor(let y) = b.content { return x == y }
    return a.contentHash == b.contentHash
  }
}
