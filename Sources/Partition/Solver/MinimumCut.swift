/// A network of capacities whose least cut is wanted, by Dinic's algorithm in whole numbers, so that
/// it ends and is exact. (Dinic, 1970)
struct MinimumCut {
  /// A capacity that no least cut pays.
  static let unlimited = Int.max / 4

  private struct Edge {
    let target: Int
    var capacity: Int
  }

  private var edges: [Edge] = []
  private var edgesOfNode: [[Int]]

  /// Makes a network without edges.
  init(nodes: Int) { edgesOfNode = Array(repeating: [], count: nodes) }

  /// Adds a directed edge.
  mutating func connect(_ source: Int, _ target: Int, _ capacity: Int) {
    edgesOfNode[source].append(edges.count)
    edges.append(Edge(target: target, capacity: capacity))
    edgesOfNode[target].append(edges.count)
    edges.append(Edge(target: source, capacity: 0))
  }

  /// The nodes on the side of the source in the least cut; of several cuts the one with the fewest.
  mutating func sourceSide(_ source: Int, _ sink: Int) -> [Bool] {
    while let levels = levels(from: source, to: sink) {
      var next = [Int](repeating: 0, count: edgesOfNode.count)
      while push(source, sink, Self.unlimited, levels, &next) > 0 {}
    }
    return reached(from: source).map { $0 >= 0 }
  }

  private func reached(from source: Int) -> [Int] {
    var level = [Int](repeating: -1, count: edgesOfNode.count)
    level[source] = 0
    var (queue, next) = ([source], 0)
    while next < queue.count {
      let node = queue[next]
      next += 1
      for index in edgesOfNode[node] where edges[index].capacity > 0 {
        let target = edges[index].target
        guard level[target] < 0 else { continue }
        level[target] = level[node] + 1
        queue.append(target)
      }
    }
    return level
  }

  private func levels(from source: Int, to sink: Int) -> [Int]? {
    let level = reached(from: source)
    return level[sink] >= 0 ? level : nil
  }

  private mutating func push(
    _ node: Int, _ sink: Int, _ flow: Int, _ levels: [Int], _ next: inout [Int]
  ) -> Int {
    if node == sink { return flow }
    while next[node] < edgesOfNode[node].count {
      let index = edgesOfNode[node][next[node]]
      let edge = edges[index]
      if edge.capacity > 0, levels[edge.target] == levels[node] + 1 {
        let pushed = push(edge.target, sink, min(flow, edge.capacity), levels, &next)
        if pushed > 0 {
          edges[index].capacity -= pushed
          edges[index ^ 1].capacity += pushed
          return pushed
        }
      }
      next[node] += 1
    }
    return 0
  }
}
