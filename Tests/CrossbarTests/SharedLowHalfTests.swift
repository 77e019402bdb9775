import Basic
import Crossbar
import IR
import Interpreter
import Operators
import Testing

/// Weights whose groups share low halves take fewer cells, and give the same results.
@Suite struct SharedLowHalfTests {
  static func plan(
    _ program: Program, _ overrides: [(String, String)] = []
  ) throws -> CrossbarPlan {
    var bag = DiagnosticBag()
    let backend = CrossbarBackend(target: try target(overrides))
    let plan = try #require(backend.plan(program, &bag), "\(bag.diagnostics)")
    CrossbarBackend.verify(plan, &bag)
    #expect(bag.diagnostics.isEmpty)
    return plan
  }

  @Test(arguments: EncodedNetwork.all, BitSparseEncoding.Method.allCases)
  func replayIsTheIntegerOperator(
    network: EncodedNetwork, method: BitSparseEncoding.Method
  ) throws {
    for (columns, sensitive) in [(4, 0), (4, 30), (5, 30), (6, 0), (6, 60)] {
      let program = try network.program(method, columns: columns, sensitive: sensitive)
      let plan = try Self.plan(program, network.overrides)
      #expect(plan.layers.contains { $0.mapping?.encoding == .sharedLow })
      let input = Tensor.random(program.graph[program.graph.inputs[0]].type, seed: 11)
      var expected: [Tensor] = []
      let interpreter = Interpreter(catalog: .standard, kernels: .definitions)
      _ = try interpreter.run(program, inputs: [input]) { expected.append($1) }
      #expect(try SimulatorTests.results(plan, program, input) == expected)
      #expect(try SimulatorTests.results(plan, program, input, threads: 1) == expected)
      var bag = DiagnosticBag()
      let back = try #require(CrossbarBackend.decode(plan.artifacts, &bag), "\(bag.diagnostics)")
      #expect(back == plan)
      #expect(try SimulatorTests.results(back, program, input) == expected)
    }
  }

  /// Groups with redundant columns need two cells, others of the same layer one.
  @Test(arguments: EncodedNetwork.all)
  func redundantColumnsLeaveOutputsWide(network: EncodedNetwork) throws {
    for seed: UInt64 in 1...4 {
      let program = try network.program(
        .zeroPointShifting, columns: 4, sensitive: 0, redundant: "use", seed: seed)
      let plan = try Self.plan(program, network.overrides)
      let input = Tensor.random(program.graph[program.graph.inputs[0]].type, seed: seed)
      var expected: [Tensor] = []
      _ = try Interpreter(catalog: .standard).run(program, inputs: [input]) { expected.append($1) }
      #expect(try SimulatorTests.results(plan, program, input) == expected)
    }
  }

  /// With redundant columns ignored, only sensitive channels are wide: a column a weight fewer for each of
  /// the others.
  @Test(arguments: EncodedNetwork.all, BitSparseEncoding.Method.allCases)
  func onlySensitiveChannelsAreWide(
    network: EncodedNetwork, method: BitSparseEncoding.Method
  ) throws {
    let program = try network.program(method, columns: 4, sensitive: 40)
    let plan = try Self.plan(program, network.overrides)
    for (layer, id) in zip(plan.layers, program.graph.order) {
      guard let mapping = layer.mapping,
        let constant = program.graph.constant(of: program.graph[id].operands[1]),
        let encoding = program.constants[constant].encoding
      else { continue }
      let wide = (0..<mapping.groups).map { group in
        encoding.sensitive.filter { $0 / mapping.outputs == group }.map { $0 % mapping.outputs }
      }
      #expect(mapping.sharing?.wide == wide)
      let outputs = mapping.groups * mapping.outputs
      #expect(mapping.columnCount == outputs + encoding.sensitive.count)
      #expect(
        layer.reason.hasSuffix("\(mapping.columnCount) columns instead of \(2 * outputs)"))
    }
  }

  @Test(arguments: EncodedNetwork.all)
  func layersOfWideOutputsArePlannedAsWithoutEncoding(network: EncodedNetwork) throws {
    let program = try network.program(.zeroPointShifting, columns: 2, sensitive: 0)
    let plan = try Self.plan(program, network.overrides)
    var plain = try Self.plan(program.withoutEncodings, network.overrides)
    #expect(plan.program != plain.program)
    plain.program = plan.program
    #expect(plan == plain)
    #expect(plan.artifacts == plain.artifacts)
    #expect(!plan.summary.contains { $0.name == "BBS" })
  }

  /// Two matrices of five inputs in groups of three and two, worked by hand.
  @Test func anExampleByHand() throws {
    let (program, plan) = try Self.example()
    let mapping = try #require(plan.layers[0].mapping)
    let sharing = try #require(mapping.sharing)
    // Outputs 0 and 2 share low halves 3, 15 and 0, 7; of output 1 two weights of a group differ.
    #expect(sharing.wide == [[1]] && sharing.groupSize == 3)
    #expect(plan.lowHalves == [3, 15, 0, 7])
    #expect(mapping.order == [1, 0, 2])
    // Output 1 is high and low; then the high cells of 0 and 2.
    let rows: [[Int]] = [
      [1, -7, 1, 7], [0, -8, -8, 0], [-1, 7, 0, -3], [2, -8, 0, 4], [2, -8, -1, -8],
    ]
    for (y, row) in rows.enumerated() {
      for (x, cell) in row.enumerated() {
        let byte = plan.image[y * plan.target.rowBytes + x / 2]
        #expect(Int(Int8(bitPattern: x % 2 == 0 ? byte << 4 : byte & 0xF0) >> 4) == cell)
      }
    }
    // Four vectors: two additions for output 1; 5 + 1 for its inputs; 2 outputs with 2 groups.
    #expect(mapping.partialAdds == 4 * 2)
    #expect(mapping.inputSums == 4 * 6)
    #expect(sharing.products == 4 * 4)
    #expect(plan.layers[0].digital.cycles.count == Double(8 + 24) * 0.5 + 16.0 / 10)
    #expect(plan.layers[0].reason.hasSuffix("1.33 cells a weight: 4 columns instead of 6"))
    #expect(
      plan.summary.first { $0.name == "BBS" }?.value
        == "4 columns instead of 6, 1 arrays instead of 1")
    // Sums of vectors: 1, 2, 3, 4, 5 less the zero point of 3.
    let x = Tensor(program.graph[program.graph.inputs[0]].type, integers: (1...20).map { $0 })
    let outputs = try SimulatorTests.results(plan, program, x)
    #expect(Array(outputs[0].integers.prefix(3)) == (0...2).map { Self.product($0) })
  }

  static let weights: [[Int]] = [
    [19, -125, 3, 15, -1], [17, 0, -1, 32, 32], [112, 0, -48, 71, -121],
  ]

  private static func product(_ output: Int) -> Int32 {
    Int32(weights[output].enumerated().reduce(0) { $0 + ($1.offset + 1 - 3) * $1.element })
  }

  /// A dense layer of given weights, said to be in groups of three.
  static func example() throws -> (Program, CrossbarPlan) {
    var sketch = ProgramSketch()
    let x = sketch.input([4, 5])
    let type = TensorType(.i8, [3, 5], Quantization(scale: 0.25, zeroPoint: 0))
    let w = sketch.constant(Tensor(type, integers: weights.joined().map { Int32($0) }))
    let y = try sketch.append(
      "dense", "d", [x, w], [Attribute("activation", .activation(.none))])
    let program = sketch.finished(y).encoded { _ in
      BitSparseEncoding(
        method: .roundedAveraging, columns: 4, group: 3, constantBits: 5, axis: 0, sensitive: [1])
    }
    return (program, try plan(program))
  }

  @Test func tilesNeverPartTheCellsOfAWeight() {
    for width in 2...9 {
      let splitter = TileSplitter(rowLimit: 8, columnLimit: width)
      for wide in 0...7 {
        for narrow in 0...7 where wide + narrow > 0 {
          let columns = MatrixColumns(wide: wide, narrow: narrow)
          let ranges = splitter.split(layer: 0, group: 0, rows: 3, columns: columns)
            .map(\.columns)
          #expect(ranges.flatMap { Array($0) } == Array(0..<2 * wide + narrow))
          #expect(ranges.allSatisfy { $0.count <= width })
          let cuts = ranges.map(\.lowerBound)
          #expect(cuts.allSatisfy { $0 >= 2 * wide || $0 % 2 == 0 })
          // No cut but in front of a weight of two cells leaves a column of an array unused.
          for range in ranges.dropLast() where range.count < width {
            #expect(range.count == width - 1 && range.upperBound < 2 * wide)
          }
        }
      }
    }
  }

  @Test func mobileNetTakesAColumnLessForEveryNarrowOutput() throws {
    let program = try MobileNet.program(.i8, hasClassifier: true).pruned([
      ("preset", "moderate"), ("redundant", "ignore"),
    ])
    let plan = try Self.plan(program, [("layers", "all")])
    let before = try Self.plan(program.withoutEncodings)
    #expect(plan.arrays.count < before.arrays.count)
    #expect(plan.totals.jobs < before.totals.jobs)
    let columns = [plan, before].map { plan in
      plan.layers.reduce(0) { $0 + ($1.mapping?.columnCount ?? 0) }
    }
    #expect(
      plan.summary.first { $0.name == "BBS" }?.value
        == "\(NumberText.grouped(columns[0])) columns instead of "
        + "\(NumberText.grouped(columns[1])), \(plan.arrays.count) arrays instead of "
        + "\(before.arrays.count)")
  }
}

extension LayerMapping {
  /// The outputs in the order of their columns, for one matrix.
  fileprivate var order: [Int] {
    let wide = sharing?.wide[0] ?? []
    return wide + (0..<outputs).filter { !wide.contains($0) }
  }
}
