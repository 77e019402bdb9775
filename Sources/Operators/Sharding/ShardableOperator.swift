import IR

/// An operator that can be divided among devices.
///
/// One that does not conform runs on one device, or on each device whole.
package protocol ShardableOperator: OperatorDefinition {
  /// The ways to divide a call.
  static func sharding(_ call: OperatorCall, _ results: [TensorType]) -> OperatorSharding

  /// The attributes of a part of a call; those of the call unless they speak of extents.
  static func attributes(of part: CallPart) -> AttributeList
}

/// A part of a call, as one device runs it.
package struct CallPart: Sendable {
  /// The call, whole.
  package let call: OperatorCall

  /// The part of each operand; `nil` for those that the part does without.
  package let operands: [Region?]

  /// The part of the result.
  package let result: Region

  /// The shape of the whole result.
  package let wholeShape: [Int]

  /// Describes a part.
  package init(
    of call: OperatorCall, operands: [Region?], result: Region, wholeShape: [Int]
  ) {
    self.call = call
    self.operands = operands
    self.result = result
    self.wholeShape = wholeShape
  }

  /// The attributes of the call with the padding of an image whose rows are divided: windows reach
  /// beyond the image into padding, and to rows of other devices, which are there.
  func paddedAttributes(_ rows: WindowAxis) -> AttributeList {
    var attributes = call.attributes
    guard let first = result.axes[2].ranges.first, let last = result.axes[2].ranges.last,
      result.axes[2] != IndexRanges(0..<rows.output)
    else { return attributes }
    var padding = attributes.integers("padding")
    padding[0] = max(0, -rows.start(first.lowerBound))
    padding[2] = max(0, rows.start(last.upperBound - 1) + rows.extent - rows.input)
    attributes["padding"] = .integers(padding)
    return attributes
  }

  /// The attributes of the call with the shape of the part.
  var shapedAttributes: AttributeList {
    var attributes = call.attributes
    attributes["shape"] = .integers(result.shape)
    return attributes
  }
}

extension ShardableOperator {
  package static func attributes(of part: CallPart) -> AttributeList { part.call.attributes }
}

extension OperatorDefinition {
  /// The ways to divide a call; none unless the operator declares them.
  package static func ways(_ call: OperatorCall, _ results: [TensorType]) -> OperatorSharding {
    (self as? any ShardableOperator.Type)?.sharding(call, results) ?? OperatorSharding([])
  }

  /// The attributes of a part of a call.
  package static func partAttributes(_ part: CallPart) -> AttributeList {
    (self as? any ShardableOperator.Type)?.attributes(of: part) ?? part.call.attributes
  }
}

extension OperatorSharding {
  /// Every axis of the first operand on its own, except some; other operands are needed whole.
  static func axes(
    _ call: OperatorCall, except mixed: [Int] = [], _ linearity: Linearity = .none,
    follows: Bool = true
  ) -> OperatorSharding {
    let others = [Int?](repeating: nil, count: call.operands.count - 1)
    return OperatorSharding(
      call.operands[0].shape.indices.filter { !mixed.contains($0) }.map {
        SplitDimension(along: [$0] + others, to: $0)
      }, linearity, follows: follows)
  }

  /// Every axis of the result, with operands that broadcast: aligned at the right, size 1 repeats.
  static func broadcasting(
    _ call: OperatorCall, _ result: TensorType, _ linearity: Linearity = .none
  ) -> OperatorSharding {
    let ways = result.shape.indices.map { axis in
      let operands = call.operands.map { operand -> Int? in
        let own = axis - (result.rank - operand.rank)
        return own >= 0 && operand.shape[own] == result.shape[axis] ? own : nil
      }
      return SplitDimension(along: operands, to: axis)
    }
    return OperatorSharding(
      ways.filter { way in way.operands.contains { $0 != nil } }, linearity, follows: true)
  }
}
