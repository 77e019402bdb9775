import Basic
import Testing

private func error(_ number: Int, at place: Diagnostic.Place = .none) -> Diagnostic {
  Diagnostic(.error, "test.e", "error \(number)", at: place)
}

@Suite struct DiagnosticBagTests {
  @Test func keepsAsManyErrorsAsTheLimitAndCountsTheRest() {
    var bag = DiagnosticBag(errorLimit: 3)
    for number in 1...5 { bag.report(error(number)) }
    bag.report(Diagnostic(.warning, "test.w", "a warning"))
    #expect(
      bag.diagnostics.map(\.message) == ["error 1", "error 2", "error 3", "a warning"])
    #expect(bag.errorCount == 5)
    #expect(bag.suppressedErrorCount == 2)
    #expect(
      DiagnosticRenderer(files: Table()).render(bag).hasSuffix(
        "2 more errors are not shown\n5 errors\n"))
  }

  @Test func saysNothingTwice() {
    var bag = DiagnosticBag()
    bag.report(error(1))
    bag.report(error(1))
    bag.report(error(1, at: .file("a", offset: nil)))
    #expect(bag.errorCount == 2)
  }

  @Test func onlyErrorsAreErrors() {
    var bag = DiagnosticBag()
    bag.report(Diagnostic(.warning, "test.w", "a warning"))
    bag.report(Diagnostic(.remark, "test.r", "a remark"))
    #expect(!bag.hasErrors)
    bag.report(error(1))
    #expect(bag.hasErrors)
  }

  @Test func mergingKeepsTheCount() {
    var small = DiagnosticBag(errorLimit: 1)
    for number in 1...3 { small.report(error(number)) }
    var bag = DiagnosticBag()
    bag.report(error(0))
    bag.merge(small)
    #expect(bag.errorCount == 4)
    #expect(bag.diagnostics.count == 2)
  }

  @Test func sortsByPlaceAndLeavesTheRestLast() {
    func at(_ file: UInt32, _ line: Int, _ column: Int) -> Diagnostic.Place {
      .source(SourceRange(file: ID(file), line: line, column: column, length: 1))
    }
    var bag = DiagnosticBag()
    bag.report(error(1))
    bag.report(error(2, at: at(1, 1, 1)))
    bag.report(error(3, at: at(0, 10, 1)))
    bag.report(error(4, at: at(0, 2, 9)))
    bag.report(error(5, at: .file("a", offset: 3)))
    bag.report(error(6, at: at(0, 2, 3)))
    bag.sortByPlace()
    #expect(
      bag.diagnostics.map(\.message)
        == ["error 6", "error 4", "error 3", "error 2", "error 1", "error 5"])
  }
}
