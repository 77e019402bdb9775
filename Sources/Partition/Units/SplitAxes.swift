import Basic
import IR
import Operators

/// Which axis of each value counts as its channels and which as its rows, and how many neighbouring
/// channels must stay together.
///
/// Images are `[N, C, H, W]`, sequences `[N, T, D]` and matrices `[N, D]`; moving axes moves both
/// roles along. Grouped convolutions and attention heads make blocks of channels, which hold for
/// every value that such a layer passes them on to or takes them from.
package struct SplitAxes: Sendable {
  /// The axis of channels of each value, by id.
  private var channels: [Int?]

  /// The axis of rows of each value, by id.
  private var rows: [Int?]

  /// The channels that stay together, by value.
  private var blocks: [Int]

  /// The ways to divide each operation, by id.
  private var shardings: [OperatorSharding]

  /// The axis of the channels of a value.
  package func channelAxis(_ value: ID<Value>) -> Int? { channels[value.index] }

  /// The axis of the rows of a value.
  package func rowAxis(_ value: ID<Value>) -> Int? { rows[value.index] }

  /// The neighbouring channels of a value that stay together.
  package func block(_ value: ID<Value>) -> Int { blocks[value.index] }

  /// Finds the axes of all values of a graph.
  package init(_ graph: Graph, catalog: OperatorCatalog) {
    let count = graph.values.count
    channels = graph.values.ids.map { Self.standard(graph[$0].type.shape, [1, 2, 1]) }
    rows = graph.values.ids.map { Self.standard(graph[$0].type.shape, [nil, 1, 2]) }
    blocks = Array(repeating: 1, count: count)
    shardings = Array(repeating: OperatorSharding([]), count: graph.operations.count)
    for id in graph.order {
      let results = graph[id].results.map { graph[$0].type }
      let definition = catalog.definition(of: graph[id])
      shardings[id.index] = definition.ways(graph.call(id), results)
      carryAxes(through: graph[id], shardings[id.index])
    }
    // A block found at one end of a network may reach the other through any layer between.
    // Their number bounds the rounds, even where blocks do not fit each other.
    var isStable = false
    for _ in graph.order where !isStable {
      isStable = true
      for id in graph.order {
        for way in shardings[id.index].dimensions where joinBlocks(graph[id], way) {
          isStable = false
        }
      }
    }
  }

  /// Whether an operation with one computed operand keeps what each device has of its channels, and
  /// is so light that it is divided as what it reads.
  package func follows(_ id: ID<Operation>, in graph: Graph) -> Bool {
    let (operation, sharding) = (graph[id], shardings[id.index])
    guard sharding.follows,
      let place = operation.operands.firstIndex(where: { graph.constant(of: $0) == nil }),
      let axis = channels[operation.operands[place].index]
    else { return false }
    func keeps(_ axis: Int) -> Bool {
      sharding.dimensions.contains { $0.operands[place]?.axis == axis && $0.result != nil }
    }
    let row = rows[operation.operands[place].index]
    return (row.map(keeps) ?? true)
      && sharding.dimensions.contains {
        $0.relation == .elementwise && $0.operands[place]?.axis == axis
          && $0.result?.axis == channels[operation.results[0].index]
      }
  }

  private static func standard(_ shape: [Int], _ axes: [Int?]) -> Int? {
    (2...4).contains(shape.count) ? axes[shape.count - 2] : nil
  }

  private mutating func carryAxes(
    through operation: Operation, _ sharding: OperatorSharding
  ) {
    guard sharding.movesAxes, let source = operation.operands.first else { return }
    let result = operation.results[0].index
    func carried(_ axis: Int?) -> Int? {
      sharding.dimensions.first {
        axis != nil && $0.operands[0]?.axis == axis && $0.relation == .elementwise
      }?.result?.axis
    }
    if let axis = carried(channels[source.index]) { channels[result] = axis }
    if let axis = carried(rows[source.index]) { rows[result] = axis }
  }

  /// Makes the blocks of operands and result fit each other, and says whether one grew.
  private mutating func joinBlocks(_ operation: Operation, _ way: SplitDimension) -> Bool {
    guard way.relation == .elementwise, let result = way.result,
      result.axis == channels[operation.results[0].index]
    else { return false }
    var ends = [(operation.results[0].index, result.block)]
    for (operand, axis) in zip(operation.operands, way.operands) {
      guard let axis, channels[operand.index] == axis.axis else { continue }
      ends.append((operand.index, axis.block))
    }
    guard ends.count > 1 else { return false }
    let multiple = ends.reduce(1) { multiple, end in
      leastCommonMultiple(multiple, (blocks[end.0] + end.1 - 1) / end.1)
    }
    guard multiple < TensorType.elementLimit else { return false }
    var grew = false
    for (value, block) in ends where blocks[value] != multiple * block {
      grew = grew || blocks[value] < multiple * block
      blocks[value] = max(blocks[value], multiple * block)
    }
    return grew
  }
}

/// The least common multiple of two positive numbers.
private func leastCommonMultiple(_ a: Int, _ b: Int) -> Int {
  var (x, y) = (a, b)
  while y != 0 { (x, y) = (y, x % y) }
  return a / x * b
}
