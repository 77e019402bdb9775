import IR

/// A part of a tensor: along each axis, the indices that belong to it.
package struct Region: Hashable, Sendable {
  /// The indices along each axis.
  package var axes: [IndexRanges]

  /// Takes the indices along each axis.
  package init(_ axes: [IndexRanges]) { self.axes = axes }

  /// The whole of a tensor of `shape`.
  package init(all shape: [Int]) { axes = shape.map { IndexRanges(0..<$0) } }

  /// The part of a tensor of `shape` that has some indices along one axis, all along the others.
  package init(of shape: [Int], axis: Int, _ indices: IndexRanges) {
    self.init(all: shape)
    axes[axis] = indices
  }

  /// Whether no element belongs to it.
  package var isEmpty: Bool { axes.contains { $0.isEmpty } }

  /// The number of indices along each axis.
  package var shape: [Int] { axes.map(\.count) }

  /// The elements that are in both.
  package func intersection(_ other: Region) -> Region {
    Region(zip(axes, other.axes).map { $0.intersection($1) })
  }

  /// The type of this part of a tensor of type `whole`; scales go with the indices of their axis.
  package func type(of whole: TensorType) -> TensorType {
    TensorType(whole.element, shape, whole.quantization.map(quantization))
  }

  private func quantization(_ whole: Quantization) -> Quantization {
    guard let axis = whole.axis else { return whole }
    let kept = axes[axis].indices
    return Quantization(
      scales: kept.map { whole.scales[$0] }, zeroPoints: kept.map { whole.zeroPoints[$0] },
      axis: axis)
  }

  /// The boxes that it consists of, in row-major order: ranges along each axis.
  package var boxes: [[Range<Int>]] {
    axes.reduce([[]]) { boxes, indices in
      boxes.flatMap { box in indices.ranges.map { box + [$0] } }
    }
  }

  /// Where the element of a tensor that lies first in `box` lies in this region.
  package func position(of box: [Range<Int>]) -> [Int] {
    zip(axes, box).map { $0.position(of: $1.lowerBound) }
  }
}

extension Tensor {
  /// A part of a tensor whose elements are those of `held`; `part` lies in it.
  ///
  /// - Parameter whole: the type of the tensor that both are parts of.
  package func part(_ part: Region, of held: Region, _ whole: TensorType) -> Tensor {
    if part == held { return self }
    let type = part.type(of: whole)
    return DataMovement.make(type) { target in
      for box in part.boxes {
        DataMovement.copy(
          box.map(\.count), from: self, .init(at: held.position(of: box), in: held.shape),
          to: target, .init(at: part.position(of: box), in: part.shape))
      }
    }
  }

  /// The elements of `region`, put together from parts that cover it.
  ///
  /// - Parameter whole: the type of the tensor that all are parts of.
  static func assembled(
    _ region: Region, from parts: [(region: Region, tensor: Tensor)], _ whole: TensorType
  ) -> Tensor {
    if parts.count == 1, parts[0].region == region { return parts[0].tensor }
    return DataMovement.make(region.type(of: whole)) { target in
      for (part, tensor) in parts {
        for box in part.boxes {
          DataMovement.copy(
            box.map(\.count), from: tensor, .init(at: part.position(of: box), in: part.shape),
            to: target, .init(at: region.position(of: box), in: region.shape))
        }
      }
    }
  }
}
