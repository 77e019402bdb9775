/// How `resize` makes an element of its neighbours.
package enum ResizeMode: String, Sendable, CaseIterable {
  /// One neighbour is taken.
  case nearest
  /// The two neighbours along each axis, weighted by nearness.
  case linear
  /// Four neighbours along each axis, weighted by cubic polynomials. ([keys81])
  case cubic

  /// The words that an attribute can be.
  package static var words: [String] { allCases.map(\.rawValue) }
}

/// Where an index of the result lies on an axis of the operand.
package enum CoordinateTransformation: String, Sendable, CaseIterable {
  /// Elements are the middles of equal cells.
  case halfPixel = "half_pixel"
  /// As `halfPixel`, with what a rounded size leaves over shared by both ends.
  case halfPixelSymmetric = "half_pixel_symmetric"
  /// As `halfPixel`, but a result of a single element is the first of the operand.
  case pytorchHalfPixel = "pytorch_half_pixel"
  /// The first and the last elements of both lie on each other.
  case alignCorners = "align_corners"
  /// The first elements lie on each other.
  case asymmetric
  /// As `halfPixel`, half an element further.
  case tfHalfPixelForNN = "tf_half_pixel_for_nn"

  /// The words that an attribute can be.
  package static var words: [String] { allCases.map(\.rawValue) }
}

/// Which of the two neighbours `nearest` takes.
package enum NearestRounding: String, Sendable, CaseIterable {
  /// The nearer; of two equally near the lower.
  case roundPreferFloor = "round_prefer_floor"
  /// The nearer; of two equally near the upper.
  case roundPreferCeil = "round_prefer_ceil"
  /// The lower.
  case floor
  /// The upper.
  case ceil

  /// The words that an attribute can be.
  package static var words: [String] { allCases.map(\.rawValue) }
}
