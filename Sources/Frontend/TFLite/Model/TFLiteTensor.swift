/// A tensor of a subgraph.
package struct TFLiteTensor: Sendable, Equatable {
  /// The name; empty if there is none.
  package var name: String

  /// The elements.
  package var element: TFLiteElementType

  /// The sizes with which the model was converted.
  package var shape: [Int]

  /// The sizes with -1 for those that may change; empty if none may.
  package var shapeSignature: [Int] = []

  /// The buffer that holds the elements; an empty one if they are computed.
  package var buffer: Int

  /// What the integers stand for, or `nil`.
  package var quantization: TFLiteQuantization?

  /// Whether it keeps its elements from one run to the next.
  package var isVariable = false

  /// Whether its buffer holds a sparse encoding.
  package var isSparse = false

  /// Where its table stands in the file.
  package var offset: Int

  /// Makes a tensor.
  package init(
    name: String, _ element: TFLiteElementType, _ shape: [Int], buffer: Int = 0, offset: Int = 0
  ) {
    self.name = name
    self.element = element
    self.shape = shape
    self.buffer = buffer
    self.offset = offset
  }
}

/// What the integers of a tensor stand for: `real = scale · (q − zeroPoint)`.
package struct TFLiteQuantization: Sendable, Equatable {
  /// One scale, or one for each index along `dimension`.
  package var scales: [Float]

  /// As many zero points as scales, or none if all are 0.
  package var zeroPoints: [Int64]

  /// The axis along which scales differ if there are several.
  package var dimension: Int

  /// The kind of details that the file adds, such as blocks; 0 for none.
  package var detailsType: Int

  /// Makes a quantization.
  package init(scales: [Float], zeroPoints: [Int64], dimension: Int = 0, detailsType: Int = 0) {
    self.scales = scales
    self.zeroPoints = zeroPoints
    self.dimension = dimension
    self.detailsType = detailsType
  }
}
