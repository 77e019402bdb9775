import Basic
import IR

/// What an expression stands for while a graph is lowered.
indirect enum NNEFValue: Sendable {
  case tensor(NNEFTensor)
  case integer(Int)
  case number(Double)
  case logical(Bool)
  case string(String)
  case list([NNEFValue])

  /// The number of a literal, or `nil`.
  var literal: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// The tensor, or `nil` for a literal.
  var tensor: NNEFTensor? {
    guard case .tensor(let tensor) = self else { return nil }
    return tensor
  }

  /// A value of the program in its own shape.
  static func value(_ id: ID<Value>, _ type: TensorType) -> NNEFValue {
    .tensor(NNEFTensor(base: .value(id), type: type, shape: type.shape))
  }
}

/// A tensor in the shape in which the graph sees it.
///
/// Variables are put into the program only as they are read, in the shape that the reader wants: a
/// bias of NNEF has the shape [1, C] and one of the compiler [C].
struct NNEFTensor: Sendable {
  /// Where the elements are.
  enum Base: Sendable {
    case value(ID<Value>)
    /// A constant that is not yet in the program.
    case constant(name: String, Tensor)
  }

  /// Where the elements are.
  var base: Base

  /// The type of the base.
  var type: TensorType

  /// The shape in which the graph sees the elements.
  var shape: [Int]

  /// Whether it is a constant.
  var isConstant: Bool {
    if case .constant = base { return true }
    return false
  }

  /// The same elements in another shape.
  func viewed(as shape: [Int]) -> NNEFTensor {
    var tensor = self
    tensor.shape = shape
    return tensor
  }
}
