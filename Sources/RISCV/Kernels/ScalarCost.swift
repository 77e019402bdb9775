import Operators

/// The instructions of the portable kernels on RV32IM, as clang compiles them with `-O3`.
///
/// The numbers are those of the loops in the C files; a test holds the sums within a tenth of what
/// an emulator counts.
enum ScalarCost {
  /// The instructions of `core` of `cores`.
  static func instructions(_ tile: KernelTile, core: Int, cores: Int) -> Int {
    call + Int(body(tile, core: core, cores: cores))
  }

  /// The instructions of a call around the work.
  private static let call = 100

  private static func body(_ tile: KernelTile, core: Int, cores: Int) -> Double {
    let sharing = WorkSharing(tile, cores: cores, .rv32im)
    let share = Double(sharing.share(of: core).count)
    let depth = Double(tile.depth)
    switch tile.kernel {
    case .convolution, .pointwise: return matrix(tile, sharing, share)
    case .depthwise: return share * channel(tile)
    case .dense: return share * (112 + 4 * rounding(tile.rounding) + 13.75 * depth)
    case .averagePool:
      return share * Double(tile.outputPixels)
        * (60 + Double(tile.kernelHeight) * (9 + 5 * Double(tile.kernelWidth)))
    case .maxPool:
      return share * Double(tile.outputWidth)
        * (40 + Double(tile.outputChannels)
          * (12 + Double(tile.kernelHeight) * (9 + 6 * Double(tile.kernelWidth))))
    case .add: return share * (17.4 + rounding(tile.rounding))
    case .mul: return share * 21
    case .requantize, .lookup: return share * 4
    case .requantizeSums: return share * requantizedSum(tile.rounding)
    case .concat: return share * (30 + 1.3 * Double(tile.inputChannels))
    case .copy: return share * 3.2
    case .pad: return share * (60 + 1.3 * Double(tile.outputWidth * tile.outputChannels))
    case .permute: return share * 6 * Double(tile.outputWidth * tile.outputChannels)
    case .fixedPointSoftmax: return share * (230 + Double(tile.outputChannels) * 60)
    case .softmax: return share * (60 + Double(tile.outputChannels) * 480)
    }
  }

  /// Pairs of pixels times blocks of four channels: twelve instructions for each index of the depth,
  /// sixteen after each run, or 23 where weights are bytes.
  private static func matrix(_ tile: KernelTile, _ sharing: WorkSharing, _ share: Double) -> Double
  {
    let sharesBlocks = sharing.unit == .channelBlocks
    let pairs = sharesBlocks ? Double(WorkUnit.pixelPairs.count(tile)) : share
    let blocks = sharesBlocks ? share : Double(WorkUnit.channelBlocks.count(tile))
    guard blocks > 0 else { return 0 }
    let step = tile.run > 1 ? 12 + 16 / Double(tile.run) : 23
    let columns = tile.kernel == .convolution ? 2 * column(tile) : 0
    let results = tile.givesSums ? 70 : 130 + 8 * rounding(tile.rounding)
    let block = results + Double(tile.depth) * step
    return pairs * (85 + columns + blocks * block)
  }

  /// What a result takes beyond one rounding by the high half of a product, in the form that its
  /// convention has if the range of the sums allows.
  private static func rounding(_ mode: RoundingMode) -> Double {
    switch mode {
    case .single, .tosa: 0
    case .tfliteDouble, .tosaDouble: 4
    case .pulpFloor, .deeployRound: 50
    case .glow: 70
    case .onnxHalfEven: 270
    }
  }

  /// The requantization of a sum of any size: two roundings are computed as they are defined.
  private static func requantizedSum(_ mode: RoundingMode) -> Double {
    switch mode {
    case .single, .tosa: 19
    case .tfliteDouble: 128
    case .tosaDouble: 80
    case .pulpFloor: 60
    case .deeployRound: 75
    case .glow: 78
    case .onnxHalfEven: 310
    }
  }

  /// Gathering a column: a few instructions for each kernel row, and its bytes by words if they are
  /// whole words; windows that reach beyond the image go tap by tap.
  static func column(_ tile: KernelTile) -> Double {
    let bytes = Double(tile.kernelWidth * tile.inputChannels)
    let copy = tile.inputChannels.isMultiple(of: 4) ? 0.85 * bytes : 3.1 * bytes
    let inside =
      inside(tile.inputHeight, tile.outputHeight, tile.kernelHeight, tile.strideHeight)
      * inside(tile.inputWidth, tile.outputWidth, tile.kernelWidth, tile.strideWidth)
    let border = (1 - inside) * 15 * Double(tile.kernelWidth)
    return 40 + Double(tile.kernelHeight) * (40 + copy + border)
  }

  /// The part of the windows along an axis that lies inside the image.
  private static func inside(_ input: Int, _ output: Int, _ window: Int, _ stride: Int) -> Double {
    let padding = max((output - 1) * stride + window - input, 0)
    let outside = 2 * ((padding + 2 * stride - 1) / (2 * stride))
    return Double(max(output - outside, 0)) / Double(output)
  }

  /// A channel of a depthwise convolution: 3x3 windows with stride 1 or 2 keep sums in registers.
  private static func channel(_ tile: KernelTile) -> Double {
    let (rows, columns) = (Double(tile.outputHeight), Double(tile.outputWidth))
    let isSmall =
      tile.kernelHeight == 3 && tile.kernelWidth == 3 && tile.strideHeight == tile.strideWidth
      && tile.outputChannels == tile.inputChannels && rounding(tile.rounding) <= 4
    let rounding = rounding(tile.rounding)
    switch (isSmall, tile.strideHeight) {
    case (true, 1): return 50 + rows * (108 + (36.4 + rounding) * columns)
    case (true, 2): return 50 + rows * (140 + (41.2 + rounding) * columns)
    default:
      return 50 + rows * columns
        * (15 + 0.9 * rounding + Double(tile.kernelHeight) * (16 + 17 * Double(tile.kernelWidth)))
    }
  }
}
