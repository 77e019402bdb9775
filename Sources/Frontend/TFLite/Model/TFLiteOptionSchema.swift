/// The tables of options of the schema, as far as operators with a lowering have them.
struct TFLiteOptionSchema: Sendable {
  /// How a field is stored.
  enum Kind: Sendable {
    case byte, int32, float, int32s
  }

  /// A field: its number and name, how it is stored, and what it is where the file leaves it out.
  struct Field: Sendable {
    let field: FlatField
    let kind: Kind
    let standard: Int
  }

  /// The number of the table in the union of all of them.
  let type: Int

  /// The name of the table.
  let name: String

  /// The fields.
  let fields: [Field]

  /// Describes a table by lines such as `3 activation byte` or `4 dilation_w int32 1`: the number of
  /// the field, its name, how it is stored and its default.
  private init(_ type: Int, _ name: String, _ text: String) {
    self.type = type
    self.name = name
    fields = text.split(separator: ",").map { line in
      let words = line.split(separator: " ").map(String.init)
      let kinds: [String: Kind] = [
        "byte": .byte, "int32": .int32, "float": .float, "int32s": .int32s,
      ]
      guard words.count >= 3, let slot = Int(words[0]), let kind = kinds[words[2]] else {
        preconditionFailure("no field '\(line)'")
      }
      let standard = words.count > 3 ? Int(words[3]) ?? 0 : 0
      return Field(field: FlatField(slot, words[1]), kind: kind, standard: standard)
    }
  }

  /// The table of an operator, or `nil` if it has no options that matter here.
  static func table(of operatorName: String) -> TFLiteOptionSchema? { byOperator[operatorName] }

  private static let byOperator: [String: TFLiteOptionSchema] = Dictionary(
    uniqueKeysWithValues: tables.flatMap { table in table.operators.map { ($0, table.schema) } })

  private static let tables: [(operators: [String], schema: TFLiteOptionSchema)] = [
    (
      ["CONV_2D"],
      .init(
        1, "Conv2DOptions",
        "0 padding byte, 1 stride_w int32, 2 stride_h int32, 3 activation byte, "
          + "4 dilation_w int32 1, 5 dilation_h int32 1")
    ),
    (
      ["DEPTHWISE_CONV_2D"],
      .init(
        2, "DepthwiseConv2DOptions",
        "0 padding byte, 1 stride_w int32, 2 stride_h int32, 3 depth_multiplier int32, "
          + "4 activation byte, 5 dilation_w int32 1, 6 dilation_h int32 1")
    ),
    (
      ["AVERAGE_POOL_2D", "MAX_POOL_2D", "L2_POOL_2D"],
      .init(
        5, "Pool2DOptions",
        "0 padding byte, 1 stride_w int32, 2 stride_h int32, 3 filter_width int32, "
          + "4 filter_height int32, 5 activation byte")
    ),
    (
      ["FULLY_CONNECTED"],
      .init(
        8, "FullyConnectedOptions", "0 activation byte, 1 weights_format byte, 2 keep_dims byte")
    ),
    (["SOFTMAX"], .init(9, "SoftmaxOptions", "0 beta float")),
    (["CONCATENATION"], .init(10, "ConcatenationOptions", "0 axis int32, 1 activation byte")),
    (["ADD"], .init(11, "AddOptions", "0 activation byte")),
    (["L2_NORMALIZATION"], .init(12, "L2NormOptions", "0 activation byte")),
    (
      ["LOCAL_RESPONSE_NORMALIZATION"],
      .init(
        13, "LocalResponseNormalizationOptions",
        "0 radius int32, 1 bias float, 2 alpha float, 3 beta float")
    ),
    (
      ["RESIZE_BILINEAR"],
      .init(15, "ResizeBilinearOptions", "2 align_corners byte, 3 half_pixel_centers byte")
    ),
    (["RESHAPE"], .init(17, "ReshapeOptions", "0 new_shape int32s")),
    (["SPACE_TO_DEPTH"], .init(19, "SpaceToDepthOptions", "0 block_size int32")),
    (["MUL"], .init(21, "MulOptions", "0 activation byte")),
    (["GATHER"], .init(23, "GatherOptions", "0 axis int32, 1 batch_dims int32")),
    (
      [
        "MEAN", "SUM", "REDUCE_PROD", "REDUCE_MAX", "REDUCE_MIN", "REDUCE_ANY", "REDUCE_ALL",
      ], .init(27, "ReducerOptions", "0 keep_dims byte")
    ),
    (["SUB"], .init(28, "SubOptions", "0 activation byte")),
    (["DIV"], .init(29, "DivOptions", "0 activation byte")),
    (["SQUEEZE"], .init(30, "SqueezeOptions", "0 squeeze_dims int32s")),
    (
      ["STRIDED_SLICE"],
      .init(
        32, "StridedSliceOptions",
        "0 begin_mask int32, 1 end_mask int32, 2 ellipsis_mask int32, 3 new_axis_mask int32, "
          + "4 shrink_axis_mask int32, 5 offset byte")
    ),
    (["SPLIT"], .init(35, "SplitOptions", "0 num_splits int32")),
    (["ARG_MAX"], .init(40, "ArgMaxOptions", "0 output_type byte")),
    (
      ["TRANSPOSE_CONV"],
      .init(
        49, "TransposeConvOptions",
        "0 padding byte, 1 stride_w int32, 2 stride_h int32, 3 activation byte")
    ),
    (["SHAPE"], .init(55, "ShapeOptions", "0 out_type byte")),
    (["ARG_MIN"], .init(57, "ArgMinOptions", "0 output_type byte")),
    (["PACK"], .init(59, "PackOptions", "0 values_count int32, 1 axis int32")),
    (["ONE_HOT"], .init(61, "OneHotOptions", "0 axis int32")),
    (["UNPACK"], .init(64, "UnpackOptions", "0 num int32, 1 axis int32")),
    (
      ["RESIZE_NEAREST_NEIGHBOR"],
      .init(74, "ResizeNearestNeighborOptions", "0 align_corners byte, 1 half_pixel_centers byte")
    ),
    (["LEAKY_RELU"], .init(75, "LeakyReluOptions", "0 alpha float")),
    (["MIRROR_PAD"], .init(77, "MirrorPadOptions", "0 mode byte")),
    (["SPLIT_V"], .init(79, "SplitVOptions", "0 num_splits int32")),
    (["DEPTH_TO_SPACE"], .init(94, "DepthToSpaceOptions", "0 block_size int32")),
    (["BATCH_MATMUL"], .init(101, "BatchMatMulOptions", "0 adj_x byte, 1 adj_y byte")),
    (["CUMSUM"], .init(102, "CumsumOptions", "0 exclusive byte, 1 reverse byte")),
    (["GELU"], .init(116, "GeluOptions", "0 approximate byte")),
  ]
}
