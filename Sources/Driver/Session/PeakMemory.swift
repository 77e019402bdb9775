import Basic
import IR

/// The memory that activations need, whatever the target.
package enum PeakMemory {
  /// Where the need is greatest.
  package struct Peak: Sendable {
    /// The bytes of all values alive there.
    package var bytes = Bytes.zero
    /// The layer that runs there.
    package var layer = ""
    /// The names of the values alive there.
    package var alive: [String] = []
  }

  package static let rule = Rule(
    "memory.max-sram", "activations fit the memory that --max-sram allows",
    """
    Counted are the bytes of all values that are alive while a layer runs, its inputs and results \
    included: the least that any placement needs without splitting layers.
    """)

  /// The greatest need of a program in its order.
  package static func peak(of program: Program) -> Peak {
    let graph = program.graph
    var lastUse = [Int](repeating: -1, count: graph.values.count)
    for (position, id) in graph.order.enumerated() {
      for operand in graph[id].operands { lastUse[operand.index] = position }
    }
    for output in graph.outputs { lastUse[output.index] = graph.order.count }
    var alive = graph.inputs
    var peak = Peak()
    for (position, id) in graph.order.enumerated() {
      alive += graph[id].results
      let bytes = Bytes(alive.reduce(0) { $0 + graph[$1].type.byteCount })
      if bytes > peak.bytes {
        peak = Peak(
          bytes: bytes, layer: graph[graph[id].results[0]].name,
          alive: alive.map { graph[$0].name })
      }
      alive.removeAll { lastUse[$0.index] <= position }
    }
    return peak
  }
}
