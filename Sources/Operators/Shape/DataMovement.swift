import IR

/// What operators share that only move elements: they take any element type and carry the
/// quantization along, if one scale serves the whole tensor.
enum DataMovement {
  /// A box of elements in a tensor, by where it starts and the stride along each of its axes.
  struct Box {
    var start = 0
    var strides: [Int]

    /// The whole of a row-major tensor of `shape`.
    init(all shape: [Int]) { strides = rowMajorStrides(of: shape) }

    /// A box by its start and strides.
    init(start: Int, strides: [Int]) {
      self.start = start
      self.strides = strides
    }

    /// The box whose first element has `index` in a row-major tensor of `shape`.
    init(at index: [Int], in shape: [Int]) {
      strides = rowMajorStrides(of: shape)
      start = zip(index, strides).reduce(0) { $0 + $1.0 * $1.1 }
    }
  }

  /// The rule, under the number that an operator gives it.
  static func typeConstraint(_ number: Int) -> Constraint {
    Constraint(number, "x is not quantized along an axis.")
  }

  /// Reports rule `number` unless `x` keeps its meaning wherever its elements go.
  static func requireMovable(
    _ x: TensorType, _ number: Int, _ report: inout ConstraintReport
  ) -> Bool {
    report.require(
      x.quantization?.isPerTensor ?? true, number,
      "x is \(x.plainDescription), quantized along axis \(x.quantization?.axis ?? 0)",
      help: "requantize x to one scale first")
  }

  /// Makes a tensor whose bytes `fill` writes.
  static func make(_ type: TensorType, _ fill: (UnsafeMutableRawBufferPointer) -> Void) -> Tensor {
    Tensor(type, TensorStorage(byteCount: type.byteCount, fill: fill))
  }

  /// Copies a box of `shape` from a tensor into the memory of another with the same elements.
  static func copy(
    _ shape: [Int], from input: Tensor, _ source: Box,
    to target: UnsafeMutableRawBufferPointer, _ destination: Box
  ) {
    switch input.type.element.storedBytes {
    case 1: copy(UInt8.self, shape, input, source, target, destination)
    case 2: copy(UInt16.self, shape, input, source, target, destination)
    case 4: copy(Int32.self, shape, input, source, target, destination)
    default: copy(Int64.self, shape, input, source, target, destination)
    }
  }

  private static func copy<Element: TensorScalar>(
    _: Element.Type, _ shape: [Int], _ input: Tensor, _ source: Box,
    _ target: UnsafeMutableRawBufferPointer, _ destination: Box
  ) {
    let walk = StridedWalk(shape, a: source.strides, b: destination.strides)
    let inner = walk.inner
    let target = target.bindMemory(to: Element.self)
    input.withElements(of: Element.self) { x in
      walk.forEachRun { _, a, b in
        let (a, b) = (a + source.start, b + destination.start)
        if inner.a == 1, inner.b == 1 {
          _ = target[b..<b + inner.size].update(fromContentsOf: x[a..<a + inner.size])
        } else if inner.a == 0, inner.b == 1 {
          target[b..<b + inner.size].update(repeating: x[a])
        } else {
          for i in 0..<inner.size { target[b + i * inner.b] = x[a + i * inner.a] }
        }
      }
    }
  }
}
