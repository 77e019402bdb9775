import IR

/// Indices that come from a tensor: how they are checked and read.
enum IndexOperand {
  /// What happens to indices that a tensor cannot have.
  static let details = """
    Indices are taken as they come at run time: a negative one counts from the end, and one that is
    still outside is moved to the nearest end, so that nothing outside `x` is touched.
    """

  /// The rule for their type, under the number that an operator gives it.
  static func constraint(_ number: Int) -> Constraint {
    Constraint(number, "indices is i32 or i64, not quantized.")
  }

  /// Reports rule `number` unless `indices` is of a type that indices have.
  static func require(
    _ indices: TensorType, _ number: Int, _ report: inout ConstraintReport
  ) -> Bool {
    report.require(
      (indices.element == .i32 || indices.element == .i64) && indices.quantization == nil, number,
      "indices is \(indices)", help: "convert indices to i64")
  }

  /// The offsets that the indices stand for, in order.
  ///
  /// - Parameters:
  ///   - indices: tuples of indices.
  ///   - sizes: the size along each axis that the entries of a tuple go along.
  ///   - strides: the distance of one step along each of these axes.
  static func offsets(_ indices: Tensor, sizes: [Int], strides: [Int]) -> [Int] {
    indices.type.element == .i32
      ? offsets(Int32.self, indices, sizes, strides) : offsets(Int64.self, indices, sizes, strides)
  }

  private static func offsets<Index: TensorScalar & FixedWidthInteger>(
    _: Index.Type, _ indices: Tensor, _ sizes: [Int], _ strides: [Int]
  ) -> [Int] {
    let width = sizes.count
    let count = indices.type.elementCount / width
    return indices.withElements(of: Index.self) { entries in
      [Int](unsafeUninitializedCapacity: count) { offsets, initialized in
        for tuple in 0..<count {
          var offset = 0
          for axis in 0..<width {
            offset += inside(Int(entries[tuple &* width &+ axis]), sizes[axis]) * strides[axis]
          }
          offsets[tuple] = offset
        }
        initialized = count
      }
    }
  }

  /// The index from zero up to `size` that `index` stands for.
  @inline(__always)
  static func inside(_ index: Int, _ size: Int) -> Int {
    min(max(index < 0 ? index + size : index, 0), size - 1)
  }
}
