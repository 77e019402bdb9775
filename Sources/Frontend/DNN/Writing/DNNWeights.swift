import Basic
import IR

/// The weight file of a description while it is written: large tensors that are equal are kept once.
struct DNNWeights {
  /// The name of the file.
  let file: String

  /// The tensors so far.
  private(set) var tensors: [(name: String, tensor: Tensor)] = []

  private var known: [ContentHash: [(type: TensorType, name: String)]] = [:]

  /// Smaller tensors are kept each under its own name, which reads better.
  private static let sharingLimit = 4096

  init(file: String) {
    self.file = file
  }

  /// Keeps a tensor, and gives the name under which it stands.
  mutating func keep(_ tensor: Tensor, as name: String) -> String {
    let plain = tensor.retyped(TensorType(tensor.type.element, tensor.type.shape))
    guard plain.type.byteCount >= Self.sharingLimit else {
      tensors.append((name, plain))
      return name
    }
    let hash = plain.contentHash
    if let same = known[hash]?.first(where: { $0.type == plain.type }) { return same.name }
    known[hash, default: []].append((plain.type, name))
    tensors.append((name, plain))
    return name
  }
}
