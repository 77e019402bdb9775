import Basic
import IR
import Operators

/// Divides the program of a device into the largest subgraphs between its messages.
///
/// Messages keep their order. Between two of them, what the target runs and what the host runs
/// alternate; a sum of 32 bits runs with what reads it, for it may not leave a target.
package struct SubgraphDivision {
  /// When an operation runs: behind so many messages, and then in which turn; the turns of the
  /// target have even numbers.
  private struct Turn: Hashable, Comparable {
    var messages: Int
    var turn: Int

    var place: Subgraph.Place { turn.isMultiple(of: 2) ? .target : .host }

    static func < (a: Turn, b: Turn) -> Bool { (a.messages, a.turn) < (b.messages, b.turn) }
  }

  private let program: Program
  private let catalog: OperatorCatalog

  /// Why operations run on the host, by operation.
  private var hosted: [ID<Operation>: String] = [:]

  /// What was found.
  package struct Result: Sendable {
    /// The order of everything.
    package let schedule: DeviceSchedule
    /// Why operations run on the host, by operation.
    package let reasons: [ID<Operation>: String]
  }

  /// Divides a program.
  ///
  /// - Parameter refusal: why the target does not run an operation of a subgraph, or `nil`.
  package static func divide(
    _ program: Program, catalog: OperatorCatalog,
    refusal: (ID<Operation>, Program) -> String?
  ) -> Result {
    var division = SubgraphDivision(program: program, catalog: catalog)
    while true {
      let schedule = division.schedule
      let before = division.hosted.count
      for subgraph in schedule.subgraphs where subgraph.place == .target {
        let part = subgraph.program(of: program)
        for (id, own) in zip(subgraph.operations, part.graph.order) {
          division.hosted[id] = refusal(own, part)
        }
      }
      // What one operation cannot do, others may need: they are asked again without it.
      if division.hosted.count == before {
        return Result(schedule: schedule, reasons: division.hosted)
      }
    }
  }

  private init(program: Program, catalog: OperatorCatalog) {
    (self.program, self.catalog) = (program, catalog)
  }

  private var schedule: DeviceSchedule {
    let turns = turns
    var groups: [Turn: [ID<Operation>]] = [:]
    var exchanges: [ID<Operation>] = []
    for id in program.graph.order {
      if let turn = turns[id] {
        groups[turn, default: []].append(id)
      } else {
        exchanges.append(id)
      }
    }
    var steps: [DeviceSchedule.Step] = []
    var position = 0
    for turn in groups.keys.sorted() {
      while position < turn.messages {
        steps.append(.communication(exchanges[position]))
        position += 1
      }
      steps.append(.subgraph(Subgraph(turn.place, groups[turn] ?? [])))
    }
    return DeviceSchedule(steps + exchanges[position...].map { .communication($0) })
  }

  /// When each operation runs; those that exchange tensors have no turn.
  private var turns: [ID<Operation>: Turn] {
    let graph = program.graph
    var turns: [ID<Operation>: Turn] = [:]
    var messages = 0
    for id in graph.order {
      guard !catalog.communicates(graph[id]) else {
        messages += 1
        continue
      }
      let parity = hosted[id] == nil ? 0 : 1
      let latest =
        graph[id].operands.compactMap { graph.definingOperation(of: $0) }
        .compactMap { turns[$0] }.filter { $0.messages == messages }.map(\.turn).max() ?? 0
      turns[id] = Turn(messages: messages, turn: latest % 2 == parity ? latest : latest + 1)
    }
    delaySums(&turns)
    return turns
  }

  /// Lets sums wait for the first turn of the target that reads them.
  private func delaySums(_ turns: inout [ID<Operation>: Turn]) {
    let graph = program.graph
    var readers: [ID<Value>: [ID<Operation>]] = [:]
    for id in graph.order {
      for operand in graph[id].operands { readers[operand, default: []].append(id) }
    }
    for id in graph.order.reversed() {
      guard let turn = turns[id], turn.place == .target,
        graph[id].results.allSatisfy({ [.i32, .i64].contains(graph[$0].type.element) })
      else { continue }
      let reading = graph[id].results.flatMap { readers[$0] ?? [] }.map { turns[$0] }
      guard let first = reading.compactMap({ $0 }).min(), first > turn,
        reading.allSatisfy({ $0?.place == .target })
      else { continue }
      turns[id] = first
    }
  }
}
