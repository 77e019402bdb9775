import IR

/// Joins all elements along some axes to one.
struct Reduction<Fold: FoldOperation>: FormatVisitor {
  /// What is reduced.
  private let x: Tensor

  /// The type of the result.
  private let result: TensorType

  /// Walks `x` in order, and the elements of the result with it.
  private let walk: StridedWalk

  /// Reduces `x` along the axes that `call` names.
  init(_: Fold.Type, _ call: OperatorCall, _ x: Tensor, _ result: TensorType) {
    self.x = x
    self.result = result
    let shape = x.type.shape
    let axes = call.attributes.integers("axes").compactMap(x.type.resolvedAxis)
    let kept = zip(shape, x.type.marks(of: axes)).map { $1 ? 1 : $0 }
    walk = StridedWalk(
      shape, a: rowMajorStrides(of: shape), b: Broadcasting.strides(of: kept, in: shape))
  }

  /// The result of a call that keeps the rules.
  static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    [inputs[0].type.element.accept(Self(Fold.self, call, inputs[0], results[0]))]
  }

  /// The result, rounded once if its elements are floats.
  func visit<Format: ElementFormat>(_ format: Format.Type) -> Tensor {
    let output = UnfilledTensor<Format.Stored>(result)
    let totals = totals(format)
    for index in totals.indices { output.elements[index] = Format.store(totals[index]) }
    return output.tensor
  }

  /// The number for each element of the result, joined in the order of `x`.
  @inline(__always)
  func totals<Format: ElementFormat>(_: Format.Type) -> [Format.Number] {
    var totals = [Format.Number](
      repeating: Fold.neutral(Format.Number.self), count: result.elementCount)
    let inner = walk.inner
    withExtendedLifetime(x.storage) {
      let x = x.storage.bytes.bindMemory(to: Format.Stored.self)
      walk.forEachRun { position, _, target in
        if inner.b == 0 {
          var total = totals[target]
          for i in 0..<inner.size {
            total = Fold.combine(total, Format.load(x[position &+ i]))
          }
          totals[target] = total
        } else {
          // The result is row-major too, so that an innermost axis that is kept is contiguous.
          for i in 0..<inner.size {
            totals[target &+ i] = Fold.combine(
              totals[target &+ i], Format.load(x[position &+ i]))
          }
        }
      }
    }
    return totals
  }
}
