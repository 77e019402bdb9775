import Basic

extension MemoryTable {
  /// Reads a table, or reports everything that is wrong with it and gives `nil`.
  ///
  /// - Parameters:
  ///   - name: the name that diagnostics cite.
  ///   - capacity: the size of the level, which the table does not say.
  package static func read(
    _ text: String, name: String, capacity: Bytes? = nil, sources: inout Table<SourceFile>,
    into diagnostics: inout DiagnosticBag
  ) -> MemoryTable? {
    let file = sources.append(SourceFile(name: name, text: text))
    var reader = MemoryTableReader(file: file)
    let table = reader.read(CommaSeparatedRecords(text), capacity: capacity)
    diagnostics.merge(reader.diagnostics)
    return table
  }
}

/// Reads the records of one table.
private struct MemoryTableReader {
  let file: ID<SourceFile>
  var diagnostics = DiagnosticBag()

  /// The position of each column.
  private var positions: [MemoryColumn: Int] = [:]
  private var columnCount = 0
  /// What is added to the second step of a stretch to get its end.
  private var endOffset = 0
  private var partners: [(output: ID<MemoryBuffer>, field: CommaSeparatedRecords.Field)] = []
  private var offsets: [Int] = []

  init(file: ID<SourceFile>) { self.file = file }

  mutating func read(_ content: CommaSeparatedRecords, capacity: Bytes?) -> MemoryTable? {
    if let quote = content.openQuote {
      report(MemoryRules.row, "a quotation mark is never closed", quote)
    }
    guard let head = content.records.first else {
      diagnostics.report(
        .error(
          MemoryRules.header, "the table is empty", at: .source(place(1, 1, 1)),
          help: "begin with id,lower,upper,size"))
      return nil
    }
    guard readHead(head) else { return nil }
    var problem = MemoryProblem(capacity: capacity)
    var places: [Diagnostic.Place] = []
    for record in content.records.dropFirst() {
      guard record.count == columnCount else {
        report(
          MemoryRules.row, "the row has \(record.count) fields for \(columnCount) columns",
          record[0])
        continue
      }
      guard let buffer = readBuffer(record) else { continue }
      let id = problem.add(buffer)
      places.append(self.place(record[0]))
      if let position = positions[.inPlace], !record[position].text.isEmpty {
        partners.append((id, record[position]))
      }
    }
    resolvePartners(&problem)
    guard !diagnostics.hasErrors else { return nil }
    guard problem.validate(into: &diagnostics, place: { places[$0.index] }) else { return nil }
    let plan = positions[.offset].map { _ in MemoryPlan(offsets: offsets, of: problem) }
    return MemoryTable(problem: problem, plan: plan)
  }

  private mutating func readHead(_ head: [CommaSeparatedRecords.Field]) -> Bool {
    columnCount = head.count
    for (position, field) in head.enumerated() {
      guard let (column, isLast) = MemoryColumn.named(field.text) else {
        let help = Spelling.suggestion(field.text, in: MemoryColumn.allCases.map(\.rawValue))
        report(MemoryRules.header, "there is no column '\(field.text)'", field, help: help)
        continue
      }
      if positions[column] != nil {
        report(MemoryRules.header, "the column '\(field.text)' is there twice", field)
      }
      positions[column] = position
      if isLast { endOffset = 1 }
    }
    for column in MemoryColumn.allCases where column.isRequired && positions[column] == nil {
      report(MemoryRules.header, "the column '\(column.rawValue)' is missing", head[0])
    }
    return !diagnostics.hasErrors
  }

  private mutating func readBuffer(_ record: [CommaSeparatedRecords.Field]) -> MemoryBuffer? {
    let lower = number(.lower, record)
    let upper = number(.upper, record).map { $0 + endOffset }
    let size = number(.size, record)
    let alignment = positions[.alignment] == nil ? 1 : number(.alignment, record)
    let offset = positions[.offset] == nil ? 0 : number(.offset, record)
    let gaps = positions[.gaps].map { readGaps(record[$0]) } ?? []
    guard let lower, let upper, let size, let alignment, let offset, let gaps,
      let position = positions[.id]
    else { return nil }
    guard lower <= upper else {
      report(MemoryRules.lifetime, "the lifetime ends at \(upper) before it starts", record[0])
      return nil
    }
    offsets.append(offset)
    return MemoryBuffer(
      record[position].text, size: Bytes(size), lifetime: lower..<upper, alignment: alignment,
      gaps: gaps)
  }

  private mutating func number(
    _ column: MemoryColumn, _ record: [CommaSeparatedRecords.Field]
  ) -> Int? {
    guard let position = positions[column] else { return nil }
    let field = record[position]
    guard let number = Self.number(field.text) else {
      report(
        MemoryRules.number, "the \(column.rawValue) is '\(field.text)', not a whole number", field)
      return nil
    }
    return number
  }

  /// A number of digits alone that is not too large.
  private static func number(_ text: some StringProtocol) -> Int? {
    guard text.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(text),
      number <= MemoryProblem.largestNumber
    else { return nil }
    return number
  }

  private mutating func readGaps(_ field: CommaSeparatedRecords.Field) -> [MemoryGap]? {
    var gaps: [MemoryGap] = []
    var isWhole = true
    for text in field.text.split(separator: " ") {
      guard let gap = gap(text) else {
        report(MemoryRules.gapForm, "'\(text)' is no gap", field)
        isWhole = false
        continue
      }
      gaps.append(gap)
    }
    return isWhole ? gaps : nil
  }

  private func gap(_ text: Substring) -> MemoryGap? {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count <= 2, let steps = Self.range(parts[0], "-", endOffset) else { return nil }
    guard parts.count == 2 else { return MemoryGap(steps) }
    return Self.range(parts[1], ":", 0).map { MemoryGap(steps, window: $0) }
  }

  private static func range(_ text: Substring, _ mark: Character, _ endOffset: Int) -> Range<Int>? {
    let ends = text.split(separator: mark, omittingEmptySubsequences: false).map { number($0) }
    guard ends.count == 2, let lower = ends[0], let upper = ends[1], lower <= upper + endOffset
    else { return nil }
    return lower..<upper + endOffset
  }

  private mutating func resolvePartners(_ problem: inout MemoryProblem) {
    guard !partners.isEmpty else { return }
    var ids: [String: ID<MemoryBuffer>] = [:]
    for id in problem.buffers.ids where ids[problem.buffers[id].name] == nil {
      ids[problem.buffers[id].name] = id
    }
    for (output, field) in partners {
      if let input = ids[field.text] {
        problem.buffers[output].inPlace = input
      } else {
        report(MemoryRules.inPlace, "there is no buffer '\(field.text)'", field)
      }
    }
  }

  private func place(_ line: Int, _ column: Int, _ length: Int) -> SourceRange {
    SourceRange(file: file, line: line, column: column, length: length)
  }

  private func place(_ field: CommaSeparatedRecords.Field) -> Diagnostic.Place {
    .source(place(field.line, field.column, field.length))
  }

  private mutating func report(
    _ rule: Rule, _ message: String, _ field: CommaSeparatedRecords.Field, help: String? = nil
  ) {
    diagnostics.report(.error(rule, message, at: place(field), help: help))
  }
}
