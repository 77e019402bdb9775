import Basic

/// Checks a plan from itself alone: structure first, then where weights lie, what jobs read and
/// write, the images, and the sums.
///
/// After it nothing in a plan can make the simulator trap.
struct CrossbarVerifier {
  let plan: CrossbarPlan

  /// How grave it is that the image of an array is not the one that was planned.
  let changedImages: Diagnostic.Severity

  private(set) var diagnostics = DiagnosticBag(errorLimit: .max)

  /// Takes the plan to check.
  init(_ plan: CrossbarPlan, changedImages: Diagnostic.Severity) {
    self.plan = plan
    self.changedImages = changedImages
  }

  /// Reports everything that is wrong with a plan.
  static func verify(
    _ plan: CrossbarPlan, changedImages: Diagnostic.Severity = .error,
    _ diagnostics: inout DiagnosticBag
  ) {
    var verifier = CrossbarVerifier(plan, changedImages: changedImages)
    verifier.run()
    diagnostics.merge(verifier.diagnostics)
  }

  private mutating func run() {
    checkStructure()
    // What follows trusts every index, and that low halves are as many as sizes say.
    guard !diagnostics.hasErrors else { return }
    checkLowHalfCount()
    guard !diagnostics.hasErrors else { return }
    checkPlacement()
    checkCoverage()
    guard !diagnostics.hasErrors else { return }
    checkJobs()
    checkImages()
    checkLowHalves()
    guard !diagnostics.hasErrors else { return }
    checkCounts()
    // Sums of counts that are not what they must be could overflow.
    guard !diagnostics.hasErrors else { return }
    checkTotals()
    checkPacking()
  }

  mutating func report(_ rule: Rule, _ message: String) {
    diagnostics.report(.error(rule, message))
  }

  /// Reports weights other than those that were planned, as gravely as was asked for.
  mutating func reportChange(_ rule: Rule, _ message: String) {
    diagnostics.report(Diagnostic(changedImages, rule.code, message))
  }

  /// Tiles lie inside their arrays, apart from each other. (v1, v2)
  private mutating func checkPlacement() {
    let bounds = CellRectangle(
      x: 0, y: 0, width: plan.target.columns, height: plan.target.rows)
    for (index, array) in plan.arrays.enumerated() {
      for (number, placed) in array.tiles.enumerated() {
        if !bounds.contains(placed.rectangle) {
          report(
            .crossbarV1,
            "array \(index): tile \(number) ends at row \(placed.rectangle.endY), "
              + "column \(placed.rectangle.endX) of \(bounds.height) x \(bounds.width)")
        }
        for (other, earlier) in array.tiles[..<number].enumerated()
        where earlier.rectangle.overlaps(placed.rectangle) {
          report(.crossbarV2, "array \(index): tiles \(other) and \(number) overlap")
        }
      }
    }
  }

  /// The tiles of each matrix are a partition of it. (v3, v4)
  private mutating func checkCoverage() {
    var matrices: [[WeightTile]] = []
    var starts: [Int] = []
    for layer in plan.layers {
      starts.append(matrices.count)
      matrices += [[WeightTile]](repeating: [], count: layer.mapping?.groups ?? 0)
    }
    for placed in plan.arrays.flatMap(\.tiles) {
      matrices[starts[placed.tile.layer] + placed.tile.group].append(placed.tile)
    }
    for (index, layer) in plan.layers.enumerated() {
      guard let mapping = layer.mapping else { continue }
      for group in 0..<mapping.groups {
        checkPartition(matrices[starts[index] + group], of: mapping, layer.name, group)
      }
    }
  }

  private mutating func checkPartition(
    _ tiles: [WeightTile], of mapping: LayerMapping, _ name: String, _ group: Int
  ) {
    let columns = mapping.columns(ofGroup: group)
    for tile in tiles {
      let bounds = [tile.columns.lowerBound, tile.columns.upperBound]
      if bounds.contains(where: columns.isCut) {
        report(
          .crossbarV4,
          "'\(name)': a tile has columns \(bounds[0])..<\(bounds[1]), which cut a weight")
      }
    }
    // Equal areas and no two that share a cell make a partition.
    let rectangles = tiles.map {
      CellRectangle(
        x: $0.columns.lowerBound, y: $0.rows.lowerBound, width: $0.columns.count,
        height: $0.rows.count)
    }.sorted { ($0.y, $0.x) < ($1.y, $1.x) }
    let area = rectangles.reduce(0) { $0 + $1.area }
    let needed = mapping.rows * columns.count
    var isTwice = false
    for (index, rectangle) in rectangles.enumerated() {
      for other in rectangles[(index + 1)...] {
        if other.y >= rectangle.endY { break }
        isTwice = isTwice || rectangle.overlaps(other)
      }
    }
    if area != needed || isTwice {
      let group = mapping.groups == 1 ? "" : ", group \(group)"
      report(
        .crossbarV3,
        "'\(name)'\(group): tiles hold \(area) cells of \(needed)"
          + (isTwice ? ", some of them twice" : ""))
    }
  }

  /// The image is that of the digests, and has nothing outside of tiles. (v8, v9)
  private mutating func checkImages() {
    let size = plan.target.arrayBytes
    let digests = ArrayImageWriter.digests(
      plan.image, size: size, count: plan.arrays.count, threads: Parallel.machineThreads)
    for (index, array) in plan.arrays.enumerated() {
      if digests[index] != array.digest {
        reportChange(.crossbarV8, "array \(index): the image has the digest \(digests[index])")
      }
      let cells = plan.target.rows * plan.target.columns
      let isFull = array.tiles.reduce(0) { $0 + $1.rectangle.area } == cells
      if !isFull, let (x, y) = strayCell(index, array) {
        report(.crossbarV9, "array \(index): row \(y), column \(x) is not zero and in no tile")
      }
    }
  }

  private func strayCell(_ index: Int, _ array: PlanArray) -> (x: Int, y: Int)? {
    let target = plan.target
    var isUsed = [Bool](repeating: false, count: target.rowBytes * 2)
    return plan.image.withUnsafeBytes { image in
      for y in 0..<target.rows {
        for x in isUsed.indices { isUsed[x] = false }
        for placed in array.tiles where placed.y <= y && y < placed.rectangle.endY {
          for x in placed.x..<placed.rectangle.endX { isUsed[x] = true }
        }
        let line = index * target.arrayBytes + y * target.rowBytes
        for x in isUsed.indices
        where !isUsed[x] && ArrayImageReader.cell(image, line, x) != 0 {
          return (x, y)
        }
      }
      return nil
    }
  }
}
