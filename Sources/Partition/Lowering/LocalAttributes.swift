import IR
import Operators

/// The attributes that a part of an operation has, where they differ from those of the whole.
struct LocalAttributes {
  /// The name of the operator.
  let kind: String

  /// The operation, whole.
  let call: OperatorCall

  /// The part of each operand; `nil` for those that the part does without.
  let operands: [Region?]

  /// The part of the result.
  let result: Region

  /// The shape of the whole result.
  let wholeShape: [Int]

  /// The attributes of the part.
  var attributes: AttributeList {
    var attributes = call.attributes
    switch kind {
    case "conv2d":
      attributes["padding"] = .integers(padding(Conv2D.geometry(call).rows))
      attributes["groups"] = .integer(groups)
    case "max_pool2d", "average_pool2d":
      attributes["padding"] = .integers(padding(PoolingRules.geometry(call).rows))
    case "reshape", "resize": attributes["shape"] = .integers(result.shape)
    case "slice":
      var (starts, ends) = (attributes.integers("starts"), attributes.integers("ends"))
      for axis in result.axes.indices where result.shape[axis] != wholeShape[axis] {
        (starts[axis], ends[axis]) = (0, result.shape[axis])
      }
      attributes["starts"] = .integers(starts)
      attributes["ends"] = .integers(ends)
    default: break
    }
    return attributes
  }

  /// Rows that windows reach beyond the image are padded; those that lie on other ranks are there.
  private func padding(_ rows: WindowAxis) -> [Int] {
    var padding = call.attributes.integers("padding")
    guard let first = result.axes[2].ranges.first, let last = result.axes[2].ranges.last,
      result.axes[2] != IndexRanges(0..<rows.output)
    else { return padding }
    padding[0] = max(0, -rows.start(first.lowerBound))
    padding[2] = max(0, rows.start(last.upperBound - 1) + rows.extent - rows.input)
    return padding
  }

  /// A part has as many of the groups as of the channels.
  private var groups: Int {
    let groups = call.attributes.integer("groups")
    guard groups > 1, let x = operands[0] else { return groups }
    return groups * x.shape[1] / call.operands[0].shape[1]
  }
}
