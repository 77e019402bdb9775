import Backend
import Basic
import Crossbar
import TestSupport
import Testing

typealias CrossbarFault = PlantedFault<CrossbarPlan>

extension PlantedFault where Plan == CrossbarPlan {
  static var all: [CrossbarFault] {
    [
      .init("crossbar.v1", "a tile beyond the last row") { $0.arrays[0].tiles[0].y = 30 },
      .init("crossbar.v2", "two tiles in one place") { plan in
        plan.arrays[0].tiles[1].x = plan.arrays[0].tiles[0].x
        plan.arrays[0].tiles[1].y = plan.arrays[0].tiles[0].y
      },
      .init("crossbar.v3", "a tile is missing") { plan in
        plan.jobs.removeAll { $0.array == 0 && $0.tile == plan.arrays[0].tiles.count - 1 }
        plan.arrays[0].tiles.removeLast()
      },
      .init("crossbar.v3", "a tile stands twice") { plan in
        plan.arrays.append(plan.arrays[0])
        plan.image += plan.image[..<plan.target.arrayBytes]
      },
      .init("crossbar.v4", "a weight is cut") { plan in
        let tile = plan.arrays[0].tiles[0].tile
        plan.arrays[0].tiles[0].tile.columns = tile.columns.lowerBound..<tile.columns.upperBound - 1
      },
      .init("crossbar.v5", "a job is missing") { $0.jobs.removeLast() },
      .init("crossbar.v5", "a job activates other cells") { $0.jobs[0].rectangle.width -= 2 },
      .init("crossbar.v6", "a line is too long") { $0.jobs[0].gather.lineStride += 1 },
      .init("crossbar.v6", "other rows") { $0.jobs[0].gather.rows = 1..<5 },
      .init("crossbar.v6", "the walk to the next row is wrong") { $0.jobs[0].betaIn.stride += 1 },
      .init("crossbar.v6", "another start") { $0.jobs[0].source += 1 },
      .init("crossbar.v7", "a pixel is left out") { $0.jobs[0].count -= 1 },
      .init("crossbar.v7", "pixels are written twice") { $0.jobs[0].alphaOut.stride = 0 },
      .init("crossbar.v7", "another column") { $0.jobs[0].destination += 2 },
      .init("crossbar.v8", "another cell") { $0.image[0] ^= 1 },
      .init("crossbar.v9", "a cell outside every tile") { plan in
        plan.image[plan.target.arrayBytes - 1] = 0x30
        plan.arrays[0].digest = digest(of: Array(plan.image[..<plan.target.arrayBytes]))
      },
      .init("crossbar.v10", "another number of jobs") { $0.totals.jobs += 1 },
      .init("crossbar.v10", "another number of cells") { $0.arrays[0].usedCells -= 1 },
      .init("crossbar.v10", "another number of words") { $0.writing.words += 1 },
      .init("crossbar.v14", "another number of a layer's jobs") { $0.layers[0].mapping?.jobs += 1 },
      .init("crossbar.v14", "other additions") { $0.layers[0].mapping?.partialAdds = -1 << 40 },
      .init("crossbar.v14", "other sums of inputs") { $0.layers[0].mapping?.inputSums += 1 },
      .init("crossbar.v14", "other parts") { $0.layers[0].mapping?.rowParts += 1 },
      .init("crossbar.v14", "other parts of columns") { $0.layers[0].mapping?.columnParts += 1 },
      .init("crossbar.v14", "another utilisation") { $0.layers[0].mapping?.utilisation = 0.5 },
      .init("crossbar.v14", "other multiplications") { $0.layers[0].macs = 1 << 53 - 1 },
      .init("crossbar.v14", "sums that overflow") { plan in
        plan.layers += (0..<1100).map { _ in
          var layer = plan.layers[0]
          (layer.engine, layer.mapping, layer.rule) = (.cores, nil, "crossbar.s1")
          layer.macs = 1 << 53 - 1
          return layer
        }
      },
      .init("crossbar.v12", "a frozen address") { $0.jobs[0].betaIn.length = 0 },
      .init("crossbar.v12", "a negative length") { $0.jobs[0].betaOut.length = -1 },
      .init("crossbar.v12", "a length too large") { $0.jobs[0].betaIn.length = 1 << 53 - 1 },
      .init("crossbar.v13", "another converter") { $0.jobs[0].adcLow = 0.5 },
      .init("crossbar.v13", "another range of all converters") { $0.target.adcFullScale = 0.5 },
      .init("crossbar.v15", "another constant of the target") { $0.target.corePower = 0.5 },
      .init("crossbar.v15", "another energy of cells") { $0.target.cellEnergy += 1 },
      .init("crossbar.v15", "another cost") { $0.layers[0].digital.cycles += Cycles(1) },
      .init("crossbar.v16", "another result of an order") { $0.compared[0].arrays += 1 },
      .init("crossbar.v16", "another order") { $0.order = .none },
      .init("crossbar.v11", "an unknown rule") { $0.layers[0].rule = "crossbar.s1" },
      .init("crossbar.v11", "a picture said to be vectors") { plan in
        plan.layers[0].mapping?.map.isVectors = true
      },
      .init("crossbar.v11", "a layer that is not there") { $0.jobs[0].layer = 9 },
      .init("crossbar.v11", "an array that is not there") { $0.jobs[0].array = -1 },
      .init("crossbar.v11", "no line") { $0.jobs[0].gather.line = 0 },
      .init("crossbar.v11", "an offset too few") { $0.layers[0].mapping?.offsets.removeLast() },
      .init("crossbar.v11", "a kernel beyond the map") { $0.layers[0].mapping?.map.strideY = 90 },
      .init("crossbar.v11", "an image too short") { $0.image.removeLast() },
      .init("crossbar.v11", "cores with a mapping") { $0.layers[0].engine = .cores },
      .init("crossbar.v11", "a map too large") { $0.layers[0].mapping?.map.width = .max },
      .init("crossbar.v11", "a group too many") { $0.arrays[0].tiles[0].tile.group = 1 },
    ]
  }
}

@Suite struct VerifierTests {
  /// - Parameter isShared: whether four of six outputs share low halves.
  private func soundPlan(isShared: Bool = false) throws -> CrossbarPlan {
    var sketch = ProgramSketch()
    let x = sketch.input([1, 3, 6, 5])
    let y = try sketch.convolution("c", x, filters: 6, kernel: [3, 3])
    var program = sketch.finished(y)
    if isShared {
      program = try program.pruned([
        ("columns", "4"), ("redundant", "ignore"), ("stem", "prune"), ("sensitive", "33"),
        ("align", "1"),
      ])
    }
    var bag = DiagnosticBag()
    let backend = CrossbarBackend(target: try target([("rows", "16"), ("columns", "32")]))
    return try #require(backend.plan(program, &bag))
  }

  @Test(arguments: [false, true])
  func aSoundPlanPasses(isShared: Bool) throws {
    let plan = try soundPlan(isShared: isShared)
    #expect(plan.layers[0].mapping?.sharing?.wide.map(\.count) == (isShared ? [2] : nil))
    #expect(plan.arrays[0].tiles.count > 1)
    var bag = DiagnosticBag()
    CrossbarBackend.verify(plan, &bag)
    #expect(bag.diagnostics.isEmpty)
  }

  @Test(arguments: CrossbarFault.all)
  func aPlantedFaultIsReportedByItsRule(fault: CrossbarFault) throws {
    var plan = try soundPlan()
    fault.plant(&plan)
    var bag = DiagnosticBag()
    CrossbarBackend.verify(plan, &bag)
    #expect(bag.diagnostics.contains { $0.code == fault.rule }, "\(bag.diagnostics)")
  }

  @Test(arguments: CrossbarFault.shared)
  func aFaultAmongLowHalvesIsReportedByItsRule(fault: CrossbarFault) throws {
    var plan = try soundPlan(isShared: true)
    fault.plant(&plan)
    var bag = DiagnosticBag()
    CrossbarBackend.verify(plan, &bag)
    #expect(bag.diagnostics.contains { $0.code == fault.rule }, "\(bag.diagnostics)")
  }

  @Test func everyCheckHasAFault() {
    let planted = Set((CrossbarFault.all + CrossbarFault.shared).map(\.rule))
    #expect(CrossbarRules.checks.allSatisfy { planted.contains($0.code) })
  }

  @Test(arguments: [
    ("\"version\": 1", "\"version\": 2", "crossbar.f1"),
    ("\"jobs\": [", "\"jobz\": [", "crossbar.f1"),
    ("\"encoding\": \"high-low\"", "\"encoding\": \"low-high\"", "crossbar.f1"),
    ("\"start_x\": 0", "\"start_x\": 0.5", "crossbar.f1"),
    ("\"network\": \"sketch\"", "\"network\": \"sketch\", \"more\": 1", "crossbar.f1"),
    ("\"rows\": 16", "\"rows\": 0", "crossbar.t5"),
    ("{", "", "crossbar.f1"),
  ])
  func aBrokenFileIsRefused(from: String, to: String, rule: String) throws {
    let plan = try soundPlan()
    var artifacts = plan.artifacts
    let text = String(decoding: artifacts[1].bytes, as: UTF8.self)
    let range = try #require(text.range(of: from), "\(from)")
    artifacts[1] = Artifact("plan.json", text.replacingCharacters(in: range, with: to))
    var bag = DiagnosticBag()
    #expect(CrossbarBackend.decode(artifacts, &bag) == nil)
    #expect(bag.diagnostics.map(\.code) == [rule])
  }

  @Test func anotherTextThanThePlanIsRefused() throws {
    let plan = try soundPlan()
    var artifacts = plan.artifacts
    artifacts[0] = Artifact("plan.txt", plan.text + " ")
    var bag = DiagnosticBag()
    #expect(CrossbarBackend.decode(artifacts, &bag) == nil)
    #expect(bag.diagnostics.map(\.code) == ["crossbar.f3"])
  }

  @Test(arguments: 0..<8, [false, true])
  func noChangedNumberTraps(seed: UInt64, isShared: Bool) throws {
    let plan = try soundPlan(isShared: isShared)
    var artifacts = plan.artifacts
    let text = artifacts[1].bytes
    // The numbers of the plan; the target's have tests of their own.
    let heading = Array("\"layers\": [".utf8)
    let layers = text.indices.first { text[$0...].starts(with: heading) }
    let numbers = (try #require(layers)..<text.count).filter { index in
      (48...57).contains(text[index]) && [32, 91].contains(text[index - 1])
    }
    var random = RandomNumbers(seed + 1)
    let values = ["-1", "0", "1", "2", "33", "-4294967296", "2147483648", "9007199254740991"]
    for _ in 0..<40 {
      let start = numbers[random.next(0...numbers.count - 1)]
      let end = text[start...].firstIndex { !(48...57).contains($0) } ?? text.count
      let value = values[random.next(0...values.count - 1)]
      artifacts[1].bytes = Array(text[..<start]) + Array(value.utf8) + Array(text[end...])
      var bag = DiagnosticBag()
      if let changed = CrossbarBackend.decode(artifacts, &bag), changed != plan {
        CrossbarBackend.verify(changed, &bag)
      }
    }
  }

  @Test func aMissingFileIsReported() throws {
    let plan = try soundPlan()
    var bag = DiagnosticBag()
    #expect(CrossbarBackend.decode([plan.artifacts[1]], &bag) == nil)
    #expect(bag.diagnostics.map(\.code) == ["crossbar.f2"])
  }
}
