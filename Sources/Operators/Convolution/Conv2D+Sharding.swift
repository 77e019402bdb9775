import IR

extension Conv2D: ShardableOperator {
  /// By output channels, by input channels as a sum, and by rows; with groups by groups of channels
  /// in place of the first two.
  package static func sharding(
    _ call: OperatorCall, _ results: [TensorType]
  ) -> OperatorSharding {
    typealias Axis = SplitDimension.Axis
    let (x, weight) = (call.operands[0], call.operands[1])
    let groups = call.attributes.integer("groups")
    let hasBias = call.operands.count > 2
    func operands(_ x: Axis?, _ weight: Axis?, _ bias: Axis?) -> [Axis?] {
      [x, weight] + (hasBias ? [bias] : [])
    }
    let rows = SplitDimension(
      .window(geometry(call).rows), operands(Axis(2), nil, nil), to: Axis(2))
    guard groups == 1 else {
      let filters = Axis(0, block: weight.shape[0] / groups)
      let channels = operands(Axis(1, block: x.shape[1] / groups), filters, filters)
      return OperatorSharding([
        SplitDimension(.elementwise, channels, to: Axis(1, block: filters.block)), rows,
      ])
    }
    return OperatorSharding([
      SplitDimension(.elementwise, operands(nil, Axis(0), Axis(0)), to: Axis(1)),
      SplitDimension(.contraction, operands(Axis(1), Axis(1), nil), to: nil),
      rows,
    ])
  }

  /// A part has as many of the groups as of the channels, and the padding of its rows.
  package static func attributes(of part: CallPart) -> AttributeList {
    var attributes = part.paddedAttributes(geometry(part.call).rows)
    let groups = attributes.integer("groups")
    if groups > 1, let x = part.operands[0] {
      attributes["groups"] = .integer(groups * x.shape[1] / part.call.operands[0].shape[1])
    }
    return attributes
  }
}
