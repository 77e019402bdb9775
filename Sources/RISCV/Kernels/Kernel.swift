/// A kernel of the library: a C function that every core calls on a tile that lies in L1.
package enum Kernel: String, CaseIterable, Sendable {
  /// A two-dimensional convolution by columns of the input and a blocked matrix product.
  case convolution
  /// A convolution with a window of one element, stride 1 and no padding.
  case pointwise
  /// A convolution in which each output channel reads one input channel.
  case depthwise
  /// A fully connected layer.
  case dense
  /// The greatest element under a window.
  case maxPool = "max_pool"
  /// The mean under a window, also of the whole image.
  case averagePool = "average_pool"
  /// The sum of two tensors, each brought to a common scale.
  case add
  /// The product of two tensors, brought to the scale of the result.
  case mul
  /// Channels of several tensors side by side.
  case concat
  /// 8-bit integers in another scale.
  case requantize
  /// Sums of 32 bits in the 8 bits of a result, each channel with its own scale.
  case requantizeSums = "requantize_sums"
  /// 8-bit integers replaced by entries of a table.
  case lookup
  /// Exponentials of a row that add up to one.
  case softmax
  /// The same by the fixed-point arithmetic of TFLite.
  case fixedPointSoftmax = "fixed_point_softmax"
  /// The same bytes elsewhere.
  case copy
  /// The same elements with axes in another order.
  case permute
  /// The same elements with a border around them.
  case pad

  /// The name of the C function.
  package var function: String { "dnnc_\(rawValue)" }

  /// The name of the C structure of its arguments.
  package var arguments: String { "\(function)_arguments" }

  /// Whether the kernel multiplies with constant weights.
  package var hasWeights: Bool {
    switch self {
    case .convolution, .pointwise, .depthwise, .dense: true
    case .maxPool, .averagePool, .add, .mul, .concat, .requantize, .requantizeSums, .lookup,
      .softmax, .fixedPointSoftmax, .copy, .permute, .pad:
      false
    }
  }

  /// Whether each channel has a bias and a requantization of its own.
  package var hasParameters: Bool { hasWeights || self == .requantizeSums }
}

/// The instructions that a build of the kernels may use.
package enum InstructionSet: String, CaseIterable, Sendable {
  /// The base instructions with multiplication: portable C, for RV64 and the host too.
  case rv32im
  /// Vectors of any length: RVV 1.0, `Zve32x` or more.
  case rvv
  /// SIMD of four bytes in a register as in PULP clusters: CORE-V `Xcv`.
  case xpulp
}
