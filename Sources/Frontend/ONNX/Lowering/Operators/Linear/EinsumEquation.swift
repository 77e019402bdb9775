/// The equation of an `Einsum`: which index runs along each axis of the operands and the result.
struct EinsumEquation {
  /// An index: a letter, or an axis of what `...` stands for, counted from the last.
  enum Index: Hashable {
    case letter(Character)
    case ellipsis(Int)
  }

  /// Why an equation cannot be read.
  struct Fault: Error {
    let reason: String
  }

  /// The indices along the axes of each operand.
  let operands: [[Index]]

  /// The indices along the axes of the result.
  let result: [Index]

  /// Reads an equation for operands of the given ranks.
  init(_ text: String, ranks: [Int]) throws(Fault) {
    let text = text.filter { $0 != " " }
    let arrow = text.firstRange(of: "->")
    let left = arrow.map { text[..<$0.lowerBound] } ?? text[...]
    let terms = left.split(separator: ",", omittingEmptySubsequences: false)
    guard terms.count == ranks.count else {
      throw Fault(reason: "it names \(terms.count) operands of \(ranks.count)")
    }
    var operands: [[Index]] = []
    var hidden = 0
    for (term, rank) in zip(terms, ranks) {
      let (before, after) = try Self.letters(term)
      let count = rank - before.count - (after?.count ?? 0)
      guard after == nil ? count == 0 : count >= 0 else {
        throw Fault(reason: "'\(term)' does not fit an operand of rank \(rank)")
      }
      hidden = max(hidden, count)
      operands.append(Self.indices(before, after, count))
    }
    self.operands = operands
    if let arrow {
      let (before, after) = try Self.letters(text[arrow.upperBound...])
      result = Self.indices(before, after, after == nil ? 0 : hidden)
    } else {
      let letters = operands.joined().compactMap { index -> Character? in
        if case .letter(let letter) = index { return letter }
        return nil
      }
      let counts = Dictionary(letters.map { ($0, 1) }, uniquingKeysWith: +)
      let single = letters.filter { counts[$0] == 1 }.sorted()
      result = Self.indices([], single, hidden)
    }
    let known = Set(operands.joined())
    guard Set(result).count == result.count, result.allSatisfy(known.contains) else {
      throw Fault(reason: "the result names an index twice or one that no operand has")
    }
  }

  /// The letters before and after `...`; the latter are `nil` if there is none.
  private static func letters(
    _ term: Substring
  ) throws(Fault) -> (before: [Character], after: [Character]?) {
    let range = term.firstRange(of: "...")
    let before = range.map { term[..<$0.lowerBound] } ?? term
    let after = range.map { term[$0.upperBound...] }
    let isSound = (before + (after ?? "")).allSatisfy { $0.isASCII && $0.isLetter }
    guard isSound else { throw Fault(reason: "'\(term)' holds more than letters and one '...'") }
    return (Array(before), after.map { Array($0) })
  }

  private static func indices(
    _ before: [Character], _ after: [Character]?, _ hidden: Int
  ) -> [Index] {
    before.map { .letter($0) } + (0..<hidden).reversed().map { .ellipsis($0) }
      + (after ?? []).map { .letter($0) }
  }
}
