import Basic
import IR
import Operators
import TestSupport
import Testing

/// Printing and parsing undo each other.
@Suite struct TextLawTests {
  private static let printers = [
    IRPrinter(), IRPrinter(printsLocations: true), IRPrinter(inlinesConstants: true),
    IRPrinter(printsLocations: true, inlinesConstants: true),
  ]

  @Test func thereAreTexts() {
    #expect(IRText.all.count > 200)
  }

  @Test(arguments: IRText.all)
  func texts(_ text: IRText) throws {
    let file = try ProgramText.ir(text.text)
    for printer in Self.printers {
      try check(file.program, file.header, printer)
    }
  }

  @Test(arguments: ModelFile.small)
  func smallModelsWithEveryPrinter(_ model: ModelFile) throws {
    let program = try model.load()
    for printer in Self.printers { try check(program, nil, printer) }
  }

  /// Inline constants are left to the small models: a text of vgg11 would have two gigabytes.
  @Test(.enabled(if: isOptimized), arguments: ModelFile.all)
  func everyModel(_ model: ModelFile) throws {
    let program = try model.load()
    for printer in Self.printers.prefix(2) { try check(program, nil, printer) }
  }

  private func check(_ program: Program, _ header: IRHeader?, _ printer: IRPrinter) throws {
    var tensors: [ContentHash: Tensor] = [:]
    for id in program.constants.ids {
      if let tensor = program.constants[id].tensor {
        tensors[program.constants[id].contentHash] = tensor
      }
    }
    let text = printer.print(program, header: header)
    let read = try ProgramText.ir(text) { hash, type in
      tensors[hash].flatMap { $0.type == type ? $0 : nil }
    }
    #expect(printer.print(read.program, header: read.header) == text)
    #expect(read.header == header)
    var expected = program
    expected.compact()
    #expect(locations(read.program) == (printer.printsLocations ? locations(expected) : []))
    var found = read.program
    for id in expected.graph.order { expected.graph[id].location = nil }
    for id in found.graph.order { found.graph[id].location = nil }
    #expect(found == expected)
  }

  private func locations(_ program: Program) -> [String] {
    program.graph.order.compactMap { id in
      program.graph[id].location.map {
        "\(program.sources[$0.file].name):\($0.line):\($0.column):\($0.length)"
      }
    }
  }
}
