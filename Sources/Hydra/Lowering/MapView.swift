import Backend
import Basic

/// How a value of a program lies in the feature memory.
struct MapView {
  /// The layer that gives it, -1 for the input.
  var source: Int
  /// The map.
  var shape: QuantizedNetwork.Shape
  /// Whether the program sees the map as one row of elements, in the order of [C, H, W].
  var isFlat: Bool
  /// The fraction of its numbers.
  var fraction: Int
  /// Whether no number is negative.
  var isNonnegative = false

  /// Whether channels together and channels apart is one and the same order.
  var isPlain: Bool { shape.channels == 1 || shape.height * shape.width == 1 }

  /// The view of a tensor, `nil` if it is none of one image or vector.
  init?(source: Int, tensor: [Int], fraction: Int) {
    (self.source, self.fraction) = (source, fraction)
    switch tensor.count {
    case 4 where tensor[0] == 1:
      shape = .init(height: tensor[2], width: tensor[3], channels: tensor[1])
      isFlat = false
    case 1, 2:
      guard tensor.count == 1 || tensor[0] == 1 else { return nil }
      shape = .init(height: 1, width: 1, channels: tensor[tensor.count - 1])
      isFlat = true
    default: return nil
    }
  }

  /// The same elements as a tensor of another shape, `nil` if they lie in another order.
  func reshaped(_ tensor: [Int]) -> MapView? {
    guard var view = MapView(source: source, tensor: tensor, fraction: fraction) else {
      return nil
    }
    view.isNonnegative = isNonnegative
    // A row keeps the shape of the map, whose order decides where its elements lie.
    if view.isFlat {
      view.shape = shape
      return view
    }
    return view.shape == shape || isPlain && view.isPlain ? view : nil
  }

  /// For each input of a dense layer in the order of the program, where it lies in the map.
  var order: [Int] { shape.order }
}
