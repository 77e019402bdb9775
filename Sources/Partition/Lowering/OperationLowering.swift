import Basic
import IR
import Operators

/// The parts of one operation, a part for each rank.
struct OperationLowering {
  /// The operation.
  let id: ID<Operation>

  /// The program that it belongs to.
  let whole: Program

  /// The operators.
  let catalog: OperatorCatalog

  /// The state that its results are left in.
  let state: ShardingState

  /// Whether its activation is applied later.
  var holdsActivation = false

  /// What each rank has of each value that it reads, by rank.
  var inputs: [ID<Value>: [RankBuilder.Local?]] = [:]

  private var operation: Operation { whole.graph[id] }
  private var call: OperatorCall { whole.graph.call(id) }

  /// Appends the parts, and gives what each rank has of each result.
  func run(
    mode: SplitMode, isFirst: Bool, _ builders: inout [RankBuilder]
  ) -> [[RankBuilder.Local?]] {
    switch state {
    case .solo, .replicated: return whole(&builders)
    case .channels(let axis, let indices), .rows(let axis, let indices):
      return [divided(axis, indices, &builders)]
    case .partial:
      return [
        isFirst && mode == .inputChannels ? contracted(&builders) : terms(&builders)
      ]
    }
  }

  // MARK: - Whole

  /// The whole operation on every rank that has the operands.
  private func whole(_ builders: inout [RankBuilder]) -> [[RankBuilder.Local?]] {
    var results = operation.results.map { _ in
      [RankBuilder.Local?](repeating: nil, count: builders.count)
    }
    for rank in builders.indices where state == .replicated || rank == 0 {
      let operands = operation.operands.map { operand -> ID<Value> in
        guard let parts = inputs[operand] else {
          return builders[rank].constant(operand, Region(all: whole.graph[operand].type.shape))
        }
        guard let part = parts[rank] else { preconditionFailure("rank \(rank) reads nothing") }
        return part.value
      }
      let values = append(operands, operation.attributes, &builders[rank])
      for (index, value) in values.enumerated() {
        results[index][rank] = RankBuilder.Local(
          value: value, region: Region(all: builders[rank].program.graph[value].type.shape))
      }
    }
    return results
  }

  // MARK: - Along an axis

  /// The part of each rank along an axis of the result.
  private func divided(
    _ axis: Int, _ indices: [IndexRanges], _ builders: inout [RankBuilder]
  ) -> [RankBuilder.Local?] {
    let type = whole.graph[operation.results[0]].type
    guard let needs = needs(axis, indices, type) else {
      preconditionFailure("\(operation.kind) cannot be divided along axis \(axis)")
    }
    return builders.indices.map { rank in
      guard let needed = needs[rank] else { return nil }
      let region = Region(of: type.shape, axis: axis, indices[rank])
      var operands: [ID<Value>] = []
      for (operand, part) in zip(operation.operands, needed) {
        guard let part else { continue }
        operands.append(value(operand, part, rank, &builders[rank]))
      }
      let attributes = catalog.definition(of: operation).partAttributes(
        CallPart(of: call, operands: needed, result: region, wholeShape: type.shape))
      return RankBuilder.Local(
        value: append(operands, attributes, &builders[rank])[0], region: region)
    }
  }

  /// What each rank needs of each operand, by the first way to divide the operation for which every
  /// rank has it; `nil` for ranks without a part.
  private func needs(
    _ axis: Int, _ indices: [IndexRanges], _ type: TensorType
  ) -> [[Region?]?]? {
    let ways = catalog.definition(of: operation).ways(call, [type]).dimensions
    for way in ways where way.result?.axis == axis {
      let operands = OperandRegions(call: call, result: type, way: way)
      var needs: [[Region?]?] = []
      for (rank, own) in indices.enumerated() {
        guard !own.isEmpty else {
          needs.append(nil)
          continue
        }
        guard let regions = operands.regions(for: own), has(regions, rank) else { break }
        needs.append(regions)
      }
      if needs.count == indices.count { return needs }
    }
    return nil
  }

  /// Whether a rank has parts of all operands.
  private func has(_ regions: [Region?], _ rank: Int) -> Bool {
    zip(operation.operands, regions).allSatisfy { operand, region in
      guard let region, let parts = inputs[operand] else { return true }
      return parts[rank]?.region.contains(region) ?? false
    }
  }

  private func value(
    _ operand: ID<Value>, _ region: Region, _ rank: Int, _ builder: inout RankBuilder
  ) -> ID<Value> {
    guard let parts = inputs[operand] else { return builder.constant(operand, region) }
    guard let part = parts[rank] else { preconditionFailure("rank \(rank) reads nothing") }
    return builder.part(region, of: part, whole.graph[operand].type).value
  }

  // MARK: - Terms of sums

  /// The term of each rank of a sum over the axis along which its operand is divided; the first
  /// rank that has one adds the bias.
  private func contracted(_ builders: inout [RankBuilder]) -> [RankBuilder.Local?] {
    let type = whole.graph[operation.results[0]].type
    let ways = catalog.definition(of: operation).ways(call, [type]).dimensions
    guard let way = ways.first(where: { $0.relation == .contraction }), let axis = way.operands[0],
      let parts = inputs[operation.operands[0]], let first = parts.firstIndex(where: { $0 != nil })
    else { preconditionFailure("\(operation.kind) is no sum that can be divided") }
    return builders.indices.map { rank in
      guard let part = parts[rank] else { return nil }
      let indices = part.region.axes[axis.axis]
      var operands: [ID<Value>] = []
      for (position, operand) in operation.operands.enumerated() {
        let shape = call.operands[position].shape
        if let own = way.operands[position] {
          operands.append(
            value(operand, Region(of: shape, axis: own.axis, indices), rank, &builders[rank]))
        } else if position < 2 || rank == first {
          operands.append(value(operand, Region(all: shape), rank, &builders[rank]))
        }
      }
      return RankBuilder.Local(
        value: append(operands, heldAttributes, &builders[rank])[0],
        region: Region(all: type.shape))
    }
  }

  /// The operation on the terms of each rank; what is no term is added by the first rank that has
  /// one, or by rank 0 if it alone has it.
  private func terms(_ builders: inout [RankBuilder]) -> [RankBuilder.Local?] {
    let type = whole.graph[operation.results[0]].type
    let values = operation.operands.map { inputs[$0] }
    let isSum = catalog.definition(of: operation).ways(call, [type]).linearity == .addition
    let first = builders.indices.first { rank in values.contains { $0?[rank] != nil } }
    return builders.indices.map { rank in
      let operands = zip(operation.operands, values).compactMap { operand, parts -> ID<Value>? in
        if let parts { return parts[rank]?.value }
        guard !isSum || rank == first else { return nil }
        return builders[rank].constant(
          operand, Region(all: whole.graph[operand].type.shape))
      }
      let hasTerm = values.contains { $0?[rank] != nil }
      guard hasTerm else { return nil }
      let region = Region(all: type.shape)
      guard operands.count == operation.operands.count else {
        // The sum of one term is the term.
        return RankBuilder.Local(value: operands[0], region: region)
      }
      return RankBuilder.Local(
        value: append(operands, heldAttributes, &builders[rank])[0], region: region)
    }
  }

  private var heldAttributes: AttributeList {
    var attributes = operation.attributes
    if holdsActivation { attributes["activation"] = .activation(.none) }
    return attributes
  }

  private func append(
    _ operands: [ID<Value>], _ attributes: AttributeList, _ builder: inout RankBuilder
  ) -> [ID<Value>] {
    builder.append(
      operation.kind, operands, attributes, names: operation.results.map { whole.graph[$0].name },
      of: id)
  }
}
