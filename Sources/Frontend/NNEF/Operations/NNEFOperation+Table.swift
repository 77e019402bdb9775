/// The operations of NNEF 1.0.5, in the order of the specification.
extension NNEFOperation {
  /// Every operation.
  static let all =
    declarations + elementwise + slidingWindows + reductions + shapes + normalizations + activations
    + others

  private static let x = Parameter("x", .tensor)
  private static let y = Parameter("y", .tensor)
  private static let input = Parameter("input", .tensor)
  private static let axes = Parameter("axes", .integers)
  private static let shape = Parameter("shape", .integers)
  private static let size = Parameter("size", .integers)
  private static let factor = Parameter("factor", .integers)
  private static let groups = Parameter("groups", .integer, .integer(1))
  private static let outputShape = Parameter("output_shape", .integers, .list([]))
  private static let bias = Parameter("bias", .tensor, .number(0))

  /// What every operation with a moving window takes.
  private static let window = [
    Parameter("border", .string, .string("constant")), Parameter("padding", .pairs, .list([])),
    Parameter("stride", .integers, .list([])), Parameter("dilation", .integers, .list([])),
  ]

  private static let declarations = [
    NNEFOperation("external", becomes: [], [shape], NNEFDeclarations.external),
    NNEFOperation(
      "variable", becomes: [], [shape, Parameter("label", .string)], NNEFDeclarations.variable),
    NNEFOperation(
      "constant", becomes: [], [shape, Parameter("value", .scalars)], NNEFDeclarations.constant),
    NNEFOperation(refused: "update", "a network keeps no state between runs"),
  ]

  private static let elementwise =
    NNEFElementwise.unary.map { name, kind in
      NNEFOperation(name, becomes: [kind], [x], NNEFElementwise.unaryRule(kind))
    }
    + NNEFElementwise.binary.map { name, kind in
      NNEFOperation(name, becomes: [kind], [x, y], NNEFElementwise.binaryRule(kind))
    } + [
      NNEFOperation("copy", becomes: [], [x], NNEFElementwise.copy),
      NNEFOperation("ne", becomes: ["equal", "logical_not"], [x, y], NNEFElementwise.notEqual),
      NNEFOperation("sqr", becomes: ["mul"], [x], NNEFElementwise.square),
      NNEFOperation("rsqr", becomes: ["mul", "reciprocal"], [x], NNEFElementwise.inverseSquare),
      NNEFOperation(
        "rsqrt", becomes: ["sqrt", "reciprocal"], [x], NNEFElementwise.inverseSquareRoot),
      NNEFOperation("log2", becomes: ["log", "mul"], [x], NNEFElementwise.logarithm2),
      NNEFOperation(
        "clamp", becomes: ["clip", "maximum", "minimum"],
        [x, Parameter("a", .tensor), Parameter("b", .tensor)], NNEFElementwise.clamp),
      NNEFOperation(
        "select", becomes: ["select"],
        [
          Parameter("condition", .tensor), Parameter("true_value", .tensor),
          Parameter("false_value", .tensor),
        ], NNEFElementwise.select),
      NNEFOperation("cast", becomes: ["cast"], [input], NNEFElementwise.cast),
    ]

  private static let slidingWindows = [
    NNEFOperation(
      "conv", becomes: ["conv2d"], [input, Parameter("filter", .tensor), bias] + window + [groups],
      NNEFConvolutions.convolution),
    NNEFOperation(
      "deconv", becomes: ["conv_transpose2d"],
      [input, Parameter("filter", .tensor), bias] + window + [outputShape, groups],
      NNEFConvolutions.transposed),
    NNEFOperation(
      "separable_conv", becomes: ["conv2d"],
      [input, Parameter("plane_filter", .tensor), Parameter("point_filter", .tensor), bias] + window
        + [groups], NNEFConvolutions.separable),
    NNEFOperation(
      "separable_deconv", becomes: ["conv_transpose2d"],
      [input, Parameter("plane_filter", .tensor), Parameter("point_filter", .tensor), bias] + window
        + [outputShape, groups], NNEFConvolutions.separableTransposed),
    NNEFOperation(
      "box", becomes: ["average_pool2d", "mul"],
      [input, size] + window + [Parameter("normalize", .logical, .logical(false))],
      NNEFPooling.box),
    NNEFOperation(
      refused: "debox", "the compiler has no operator that spreads values over windows"),
    NNEFOperation(refused: "argmax_pool", "the compiler has no indices of maxima under windows"),
    NNEFOperation(refused: "sample", "the compiler has no indices of maxima under windows"),
    NNEFOperation(refused: "desample", "the compiler has no indices of maxima under windows"),
    NNEFOperation(
      "max_pool", becomes: ["max_pool2d"], [input, size] + window, NNEFPooling.maximum),
    NNEFOperation(
      "max_pool_with_index", becomes: ["max_pool2d"], [input, size] + window, results: 2,
      NNEFPooling.maximumWithIndex),
    NNEFOperation(
      "avg_pool", becomes: ["average_pool2d", "global_average_pool"], [input, size] + window,
      NNEFPooling.average),
    NNEFOperation(
      "rms_pool", becomes: ["mul", "average_pool2d", "sqrt"], [input, size] + window,
      NNEFPooling.rootMeanSquare),
    NNEFOperation(
      "nearest_downsample", becomes: ["slice"], [input, factor], NNEFResampling.nearestDown),
    NNEFOperation(
      "area_downsample", becomes: ["average_pool2d"], [input, factor], NNEFResampling.areaDown),
    NNEFOperation(
      "nearest_upsample", becomes: ["resize"], [input, factor], NNEFResampling.nearestUp),
    NNEFOperation(
      "multilinear_upsample", becomes: ["resize"],
      [
        input, factor, Parameter("method", .string, .string("symmetric")),
        Parameter("border", .string, .string("replicate")),
      ], NNEFResampling.multilinearUp),
    NNEFOperation(
      "linear", becomes: ["dense"], [input, Parameter("filter", .tensor), bias],
      NNEFConvolutions.linear),
    NNEFOperation(
      "matmul", becomes: ["matmul", "dense", "transpose"],
      [
        Parameter("A", .tensor), Parameter("B", .tensor),
        Parameter("transposeA", .logical, .logical(false)),
        Parameter("transposeB", .logical, .logical(false)),
      ], NNEFConvolutions.product),
  ]

  private static let reductions =
    NNEFReductions.kinds.map { name, kind in
      NNEFOperation(name, becomes: [kind], [input, axes], NNEFReductions.rule(kind))
    } + [
      NNEFOperation(
        "sum_reduce", becomes: ["reduce_sum"],
        [input, axes, Parameter("normalize", .logical, .logical(false))],
        NNEFReductions.sum),
      NNEFOperation("mean_reduce", becomes: ["reduce_mean"], [input, axes], NNEFReductions.mean),
      NNEFOperation(
        "argmax_reduce", becomes: ["arg_max"], [input, axes], NNEFReductions.indexRule("arg_max")),
      NNEFOperation(
        "argmin_reduce", becomes: ["arg_min"], [input, axes], NNEFReductions.indexRule("arg_min")),
      NNEFOperation(
        "moments", becomes: ["reduce_mean", "sub", "mul"], [input, axes], results: 2,
        NNEFReductions.moments),
    ]

  private static let shapes = [
    NNEFOperation(
      "reshape", becomes: ["reshape"],
      [
        input, shape, Parameter("axis_start", .integer, .integer(0)),
        Parameter("axis_count", .integer, .integer(-1)),
      ], NNEFShapes.reshape),
    NNEFOperation("transpose", becomes: ["transpose"], [input, axes], NNEFShapes.transpose),
    NNEFOperation(
      "concat", becomes: ["concat"], [Parameter("values", .tensors), Parameter("axis", .integer)],
      NNEFShapes.concat),
    NNEFOperation(
      "split", becomes: ["slice"],
      [Parameter("value", .tensor), Parameter("axis", .integer), Parameter("ratios", .integers)],
      NNEFShapes.split),
    NNEFOperation(
      "slice", becomes: ["slice", "reverse"],
      [
        input, axes, Parameter("begin", .integers), Parameter("end", .integers),
        Parameter("stride", .integers, .list([])),
      ], NNEFShapes.slice),
    NNEFOperation("squeeze", becomes: ["reshape"], [input, axes], NNEFShapes.squeeze),
    NNEFOperation("unsqueeze", becomes: ["reshape"], [input, axes], NNEFShapes.unsqueeze),
    NNEFOperation(
      "stack", becomes: ["reshape", "concat"],
      [Parameter("values", .tensors), Parameter("axis", .integer)], NNEFShapes.stack),
    NNEFOperation(
      "unstack", becomes: ["slice", "reshape"],
      [Parameter("value", .tensor), Parameter("axis", .integer)], NNEFShapes.unstack),
    NNEFOperation(
      "tile", becomes: ["tile"], [input, Parameter("repeats", .integers)], NNEFShapes.tile),
    NNEFOperation(
      "pad", becomes: ["pad"],
      [
        input, Parameter("padding", .pairs), Parameter("border", .string, .string("constant")),
        Parameter("value", .scalar, .number(0)),
      ], NNEFShapes.pad),
    NNEFOperation(
      "gather", becomes: ["gather"],
      [input, Parameter("indices", .tensor), Parameter("axis", .integer, .integer(0))],
      NNEFShapes.gather),
  ]

  private static let localWindow = [
    input, size, Parameter("bias", .scalar, .number(0)), Parameter("epsilon", .scalar, .number(0)),
  ]
  private static let axesNorm = [
    input, axes, Parameter("bias", .scalar, .number(0)), Parameter("epsilon", .scalar, .number(0)),
  ]

  private static let normalizations = [
    NNEFOperation(
      "local_response_normalization", becomes: ["local_response_norm"],
      [
        input, size, Parameter("alpha", .scalar, .number(1)),
        Parameter("beta", .scalar, .number(0.5)),
        Parameter("bias", .scalar, .number(1)),
      ], NNEFNormalizations.localResponse),
    NNEFOperation(
      "local_mean_normalization", becomes: ["average_pool2d", "sub"], [input, size],
      NNEFNormalizations.localMean),
    NNEFOperation(
      "local_variance_normalization", becomes: ["average_pool2d", "sqrt", "div"], localWindow,
      NNEFNormalizations.localVariance),
    NNEFOperation(
      "local_contrast_normalization", becomes: ["average_pool2d", "sub", "sqrt", "div"],
      localWindow, NNEFNormalizations.localContrast),
    NNEFOperation(
      "l1_normalization", becomes: ["abs", "reduce_sum", "div"], axesNorm,
      NNEFNormalizations.absolute),
    NNEFOperation(
      "l2_normalization", becomes: ["mul", "reduce_sum", "sqrt", "div"], axesNorm,
      NNEFNormalizations.euclidean),
    NNEFOperation(
      "batch_normalization", becomes: ["batch_norm"],
      [
        input, Parameter("mean", .tensor), Parameter("variance", .tensor),
        Parameter("offset", .tensor), Parameter("scale", .tensor), Parameter("epsilon", .scalar),
      ], NNEFNormalizations.batch),
    NNEFOperation(
      "softmax", becomes: ["softmax"], [x, Parameter("axes", .integers, .list([.integer(1)]))],
      NNEFNormalizations.softmax
    ),
  ]

  private static let activations = [
    NNEFOperation("relu", becomes: ["relu"], [x], NNEFElementwise.unaryRule("relu")),
    NNEFOperation(
      "softabs", becomes: ["mul", "add", "sqrt"], [x, Parameter("epsilon", .scalar)],
      NNEFElementwise.softAbsolute),
    NNEFOperation(
      "elu", becomes: ["elu"], [x, Parameter("alpha", .scalar, .number(1))],
      NNEFElementwise.unaryRule("elu", [("alpha", "alpha")])),
    NNEFOperation(
      "selu", becomes: ["selu"],
      [
        x, Parameter("alpha", .scalar, .number(1.67326319)),
        Parameter("lambda", .scalar, .number(1.05070102)),
      ], NNEFElementwise.unaryRule("selu", [("alpha", "alpha"), ("lambda", "gamma")])),
    NNEFOperation("gelu", becomes: ["gelu"], [x], NNEFElementwise.unaryRule("gelu")),
    NNEFOperation("silu", becomes: ["swish"], [x], NNEFElementwise.unaryRule("swish")),
    NNEFOperation(
      "leaky_relu", becomes: ["leaky_relu"], [x, Parameter("alpha", .scalar)],
      NNEFElementwise.unaryRule("leaky_relu", [("alpha", "alpha")])),
    NNEFOperation(
      "prelu", becomes: ["prelu"], [x, Parameter("alpha", .tensor)], NNEFElementwise.parametricRelu),
  ]

  private static let others =
    [
      NNEFOperation(
        "copy_n", becomes: [], [x, Parameter("times", .integer)], NNEFElementwise.copies),
      NNEFOperation(
        "add_n", becomes: ["add"], [Parameter("x", .tensors)], NNEFElementwise.sumOfAll),
    ]
    + ["avg_roi_pool", "max_roi_pool", "roi_resample", "avg_roi_align", "max_roi_align"].map {
      NNEFOperation(refused: $0, "the compiler has no operators on regions of interest")
    }
    + [
      "min_max_linear_quantize", "zero_point_linear_quantize", "linear_quantize",
      "logarithmic_quantize",
    ].map {
      NNEFOperation(
        refused: $0, "quantization stands in graph.quant, and is chosen by the compiler from data")
    }
}
