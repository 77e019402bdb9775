import Operators

/// What a kernel needs to know of one tile to tell its scratch, its constants and its cost.
///
/// Rank-4 tiles lie as rows, columns, channels. Tensors of other ranks have height 1, width 1 (or
/// rows as the width) and the elements of a row as channels.
package struct KernelTile: Hashable, Sendable {
  /// The kernel that works on the tile.
  package var kernel: Kernel

  /// The rows of the input that lie in L1, without padding.
  package var inputHeight: Int

  /// The columns of the input that lie in L1, without padding.
  package var inputWidth: Int

  /// The channels of the input.
  package var inputChannels: Int

  /// The rows of the result.
  package var outputHeight: Int

  /// The columns of the result.
  package var outputWidth: Int

  /// The channels of the result.
  package var outputChannels: Int

  /// The rows of the window.
  package var kernelHeight = 1

  /// The columns of the window.
  package var kernelWidth = 1

  /// The rows from one window to the next.
  package var strideHeight = 1

  /// The columns from one window to the next.
  package var strideWidth = 1

  /// How a sum becomes an 8-bit number.
  package var rounding = RoundingMode.single

  /// Whether the sums themselves are the result.
  package var givesSums = false

  /// The multiplications between two separations of the sums of packed pairs of weights.
  ///
  /// 1 stands for weights as bytes. Only `convolution` and `pointwise` on RV32IM depend on it.
  package var run = 3

  /// Describes a tile.
  package init(
    _ kernel: Kernel, input: (height: Int, width: Int, channels: Int),
    output: (height: Int, width: Int, channels: Int), window: (height: Int, width: Int) = (1, 1),
    stride: (height: Int, width: Int) = (1, 1), rounding: RoundingMode = .single, run: Int = 3
  ) {
    self.kernel = kernel
    (inputHeight, inputWidth, inputChannels) = input
    (outputHeight, outputWidth, outputChannels) = output
    (kernelHeight, kernelWidth) = window
    (strideHeight, strideWidth) = stride
    self.rounding = rounding
    self.run = run
  }

  /// The pixels of the result.
  package var outputPixels: Int { outputHeight * outputWidth }

  /// The elements of the result.
  package var outputElements: Int { outputPixels * outputChannels }

  /// The products that one element of the result sums; 1 for kernels without weights.
  package var depth: Int {
    switch kernel {
    case .convolution: kernelHeight * kernelWidth * inputChannels
    case .depthwise, .maxPool, .averagePool: kernelHeight * kernelWidth
    case .pointwise, .dense: inputChannels
    case .add, .mul, .concat, .requantize, .requantizeSums, .lookup, .softmax, .fixedPointSoftmax,
      .copy, .permute, .pad:
      1
    }
  }

  /// The multiply-accumulate operations.
  package var multiplyAccumulates: Int { kernel.hasWeights ? outputElements * depth : 0 }
}
