import Basic
import IR

/// Blocks of pixels that become channels, and channels that become blocks.
///
/// Channels stand in the same order as those of the IR: the place in the block counts most.
enum TFLiteBlocks {
  static let operators = [
    TFLiteOperator("SPACE_TO_DEPTH", becomes: ["space_to_depth"]) {
      (context: inout TFLiteContext) throws(Refusal) in
      [try move(&context, "space_to_depth")]
    },
    TFLiteOperator("DEPTH_TO_SPACE", becomes: ["depth_to_space"]) {
      (context: inout TFLiteContext) throws(Refusal) in
      [try move(&context, "depth_to_space")]
    },
  ]

  private static func move(
    _ context: inout TFLiteContext, _ kind: String
  ) throws(Refusal) -> TFLiteValue {
    let block = context.operation.options.integer("block_size")
    guard (1...1 << 15).contains(block) else {
      throw context.unsupported("its blocks are \(block) pixels wide")
    }
    let image = try context.value(operand: 0, .channelsFirst)
    let y = try context.add(
      kind, [image], [Attribute("block", .integer(block))],
      context.resultName(0, .channelsFirst))
    return try context.moved(y, .channelsFirst)
  }
}
