import Basic

/// A problem, and its plan if there is one, as the table that MiniMalloc reads and writes.
///
/// The columns `id,lower,upper,size` and where needed `alignment`, `gaps` and `offset` are those of
/// MiniMalloc (github.com/google/minimalloc); `in_place` names the input whose bytes an output may
/// take, and other readers pass over it. The capacity is not part of the table.
package struct MemoryTable: Sendable, Equatable {
  /// The buffers.
  package var problem: MemoryProblem

  /// Where they lie.
  package var plan: MemoryPlan?

  /// Makes a table.
  package init(problem: MemoryProblem, plan: MemoryPlan? = nil) {
    self.problem = problem
    self.plan = plan
  }

  /// The text, each line ended.
  package var text: String {
    let buffers = problem.buffers.ids.map { problem.buffers[$0] }
    var columns: [(column: MemoryColumn, field: (Int) -> String)] = [
      (.id, { CommaSeparatedRecords.quoted(buffers[$0].name) }),
      (.lower, { String(buffers[$0].lifetime.lowerBound) }),
      (.upper, { String(buffers[$0].lifetime.upperBound) }),
      (.size, { String(buffers[$0].size.count) }),
    ]
    if buffers.contains(where: { $0.alignment != 1 }) {
      columns.append((.alignment, { String(buffers[$0].alignment) }))
    }
    if buffers.contains(where: { !$0.gaps.isEmpty }) {
      columns.append((.gaps, { buffers[$0].gaps.map(Self.text).joined(separator: " ") }))
    }
    if buffers.contains(where: { $0.inPlace != nil }) {
      columns.append(
        (
          .inPlace,
          { index in
            buffers[index].inPlace.map { CommaSeparatedRecords.quoted(buffers[$0.index].name) }
              ?? ""
          }
        ))
    }
    if let plan { columns.append((.offset, { String(plan.offsets[$0]) })) }
    let head = columns.map(\.column.rawValue).joined(separator: ",") + "\n"
    return head
      + buffers.indices.map { index in
        columns.map { $0.field(index) }.joined(separator: ",") + "\n"
      }.joined()
  }

  private static func text(_ gap: MemoryGap) -> String {
    let window = gap.window.map { "@\($0.lowerBound):\($0.upperBound)" } ?? ""
    return "\(gap.steps.lowerBound)-\(gap.steps.upperBound)\(window)"
  }
}

/// A column of a table of buffers.
enum MemoryColumn: String, CaseIterable {
  case id, lower, upper, size, alignment, gaps, offset
  case inPlace = "in_place"

  /// Whether a table must have it.
  var isRequired: Bool {
    switch self {
    case .id, .lower, .upper, .size: true
    case .alignment, .gaps, .offset, .inPlace: false
    }
  }

  /// The column of a name, and whether its steps are the last of a stretch rather than its end.
  static func named(_ name: String) -> (column: MemoryColumn, isLast: Bool)? {
    switch name {
    case "buffer", "buffer_id": (.id, false)
    case "begin", "start": (.lower, false)
    case "end": (.upper, true)
    default: MemoryColumn(rawValue: name).map { ($0, false) }
    }
  }
}
