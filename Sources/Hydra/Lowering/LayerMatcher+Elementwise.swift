import Backend
import Basic
import IR
import Operators

extension LayerMatcher {
  /// A map that a `requantize` has brought to 32 bits, and the fraction that it has there.
  struct Widened {
    var view: MapView
    var fraction: Int
  }

  /// The operators that work element by element on maps.
  static let elementwise = ["requantize"] + ElementwiseLayers.joins

  /// Matches what works element by element, or says why it cannot.
  mutating func matchElementwise(
    _ id: ID<Operation>, _ operation: Operation
  ) -> Support.Reason? {
    let operands = operation.operands
    if operation.kind == "requantize" {
      if let view = views[operands[0]], let fraction = widening(operation, view) {
        widened[operation.results[0]] = Widened(view: view, fraction: fraction)
        return nil
      }
      if let wide = widened[operands[0]] {
        return add(id, [wide.view], wide.fraction, sums: operands[0], by: id)
      }
      guard let view = views[operands[0]] else { return unreadable(operands[0]) }
      return add(id, [view], view.fraction, sums: nil, by: id)
    }
    let wide = operands.compactMap { widened[$0] }
    if wide.count == operands.count, let first = wide.first {
      // Operands of one type have one fraction.
      guard let reader = requantizations.onlyReader(of: operation.results[0], "requantize") else {
        return Support.Reason(
          .hydraRequantization, "its sums do not go to one requantize alone")
      }
      return add(
        id, wide.map(\.view), first.fraction, sums: operation.results[0], by: reader)
    }
    for operand in operands where widened[operand] == nil && views[operand] == nil {
      return unreadable(operand)
    }
    let maps = operands.compactMap { views[$0] }
    guard operation.kind == "concat", maps.count == operands.count else {
      return Support.Reason(
        .hydraNeighbours, "it reads numbers of \(graph[operands[0]].type), not of maps alone")
    }
    return add(id, maps, maps[0].fraction, sums: nil, by: nil)
  }

  /// The fraction of a result that is the map as it is, in 32 bits; `nil` if it is another.
  private func widening(_ operation: Operation, _ view: MapView) -> Int? {
    let (target, clamp) = (
      operation.attributes.storage("to"), operation.attributes.integers("clamp")
    )
    guard target.element == .i32, clamp == [Int(Int32.min), Int(Int32.max)],
      RequantizationMatcher.rounding(of: operation) != nil,
      let fraction = target.quantization?.powerOfTwoFraction, fraction >= view.fraction
    else { return nil }
    return fraction
  }

  /// Adds the layer of an operation, whose sums `reader` makes features of, if they are not features
  /// already.
  private mutating func add(
    _ id: ID<Operation>, _ maps: [MapView], _ fraction: Int, sums: ID<Value>?,
    by reader: ID<Operation>?
  ) -> Support.Reason? {
    let shapes = ElementwiseLayers(program: program, profile: device.profile)
    switch shapes.layer(id, maps, fraction: fraction, after: layers) {
    case .refused(let reason): return reason
    case .layer(var layer):
      var result = graph[id].results[0]
      layer.sums = sums.map { graph[$0].name } ?? ""
      if let reader {
        if let reason = requantizations.match(reader, &layer, &result, &done) { return reason }
      }
      accept(layer, id, result)
      return nil
    }
  }
}
