import Basic
import RISCV
import Testing

/// One step as a tiling problem.
struct TilingCase: Sendable, CustomTestStringConvertible {
  let kernel: Kernel
  let input: MapShape
  let channels: Int
  var window = StepWindow.element
  var stripes: [Int]?
  var l1Bytes = 8192

  var testDescription: String { "\(kernel.rawValue) \(input) to \(channels)" }

  /// The rows and columns of the result, with padding of half a window on both sides.
  private func size(_ input: Int, _ kernel: Int, _ stride: Int, _ padding: Int) -> Int {
    (input + 2 * padding - kernel) / stride + 1
  }

  var step: KernelStep {
    let extent = MapShape(
      height: size(input.height, window.kernelHeight, window.strideHeight, window.top),
      width: size(input.width, window.kernelWidth, window.strideWidth, window.left),
      channels: channels)
    return KernelStep(
      kernel: kernel, name: "s", value: "s", operators: [], reason: "",
      inputs: [.init(tensor: 0, shape: input, zeroPoint: 0)], output: 1, extent: extent,
      window: window)
  }

  func model(_ target: RISCVTarget) -> TileModel {
    let step = step
    return TileModel(
      step, inputs: [MapSlot(input, isRing: false)], output: MapSlot(step.extent, isRing: false),
      boundaries: stripes ?? [0, step.extent.height], target: target)
  }

  static let all: [TilingCase] = [
    .init(
      kernel: .convolution, input: MapShape(height: 12, width: 10, channels: 8), channels: 16,
      window: StepWindow(kernelHeight: 3, kernelWidth: 3, top: 1, left: 1), l1Bytes: 6144),
    .init(
      kernel: .convolution, input: MapShape(height: 13, width: 9, channels: 3), channels: 12,
      window: StepWindow(
        kernelHeight: 5, kernelWidth: 3, strideHeight: 2, strideWidth: 2, top: 2, left: 1),
      l1Bytes: 5120),
    .init(
      kernel: .pointwise, input: MapShape(height: 7, width: 7, channels: 40), channels: 24,
      l1Bytes: 7168),
    .init(
      kernel: .depthwise, input: MapShape(height: 14, width: 14, channels: 20), channels: 20,
      window: StepWindow(kernelHeight: 3, kernelWidth: 3, top: 1, left: 1), l1Bytes: 6144),
    .init(
      kernel: .depthwise, input: MapShape(height: 9, width: 11, channels: 12), channels: 12,
      window: StepWindow(
        kernelHeight: 3, kernelWidth: 3, strideHeight: 2, strideWidth: 2, top: 1, left: 1),
      stripes: [0, 2, 4, 5]),
    .init(
      kernel: .dense, input: MapShape(height: 1, width: 1, channels: 300), channels: 50),
    .init(
      kernel: .maxPool, input: MapShape(height: 20, width: 16, channels: 24), channels: 24,
      window: StepWindow(kernelHeight: 2, kernelWidth: 2, strideHeight: 2, strideWidth: 2)),
  ]
}

@Suite struct TilingTests {
  private func small(_ layer: TilingCase) throws -> RISCVTarget {
    try target(
      "rv32imc-8core",
      [("l1_bytes", "\(layer.l1Bytes)"), ("cores", "2"), ("stack_bytes", "256")])
  }

  /// Every tiling that fits.
  private func fitting(_ model: TileModel, _ step: KernelStep, _ l1: Int) -> [StepTiling] {
    var list: [StepTiling] = []
    for rows in 1...model.mostRows {
      for columns in 1...step.extent.width {
        for channels in ExactTiler(model: model).channelSizes {
          for order in StepTiling.Order.allCases {
            let tiling = StepTiling(
              rows: rows, columns: columns, channels: channels, order: order)
            if model.bytes(tiling) <= l1 { list.append(tiling) }
          }
        }
      }
    }
    return list
  }

  @Test(arguments: TilingCase.all)
  func theSearchFindsTheLeastTimeOfAllTilings(layer: TilingCase) throws {
    let target = try small(layer)
    let model = layer.model(target)
    let all = fitting(model, layer.step, target.l1Bytes)
    let best = try #require(ExactTiler(model: model).best())
    #expect(all.count > 3)
    #expect(best.cycles.total == all.map { model.cycles($0).total }.min())
    #expect(model.cycles(best.tiling) == best.cycles)
    #expect(model.bytes(best.tiling) <= target.l1Bytes)
  }

  @Test(arguments: TilingCase.all)
  func noTimeIsBelowItsBound(layer: TilingCase) throws {
    let target = try small(layer)
    let model = layer.model(target)
    for tiling in fitting(model, layer.step, target.l1Bytes) {
      let (bound, cycles) = (model.lowerBound(tiling), model.cycles(tiling))
      #expect(bound <= cycles.total)
      #expect(cycles.total <= cycles.compute + cycles.transfers)
      #expect(cycles.total >= max(cycles.compute, cycles.transfers))
    }
  }

  @Test(arguments: TilingCase.all)
  func theTimeIsThatOfTheLoopTileByTile(layer: TilingCase) throws {
    let target = try small(layer)
    let model = layer.model(target)
    let all = fitting(model, layer.step, target.l1Bytes)
    for tiling in stride(from: 0, to: all.count, by: 1 + all.count / 200).map({ all[$0] }) {
      #expect(model.cycles(tiling).total == PlainLoop(layer, target).cycles(tiling))
    }
  }

  @Test(arguments: TilingCase.all)
  func theObjectiveOfDORYIsNoFaster(layer: TilingCase) throws {
    let model = layer.model(try small(layer))
    let (exact, dory) = (ExactTiler(model: model).best(), DORYTiler(model: model).best())
    #expect(try #require(exact).cycles.total <= #require(dory).cycles.total)
  }

  @Test func aStepThatDoesNotFitNamesWhatIsTooLarge() throws {
    var sketch = StepSketch()
    let x = sketch.input([1, 30000])
    let program = sketch.finished(try sketch.dense("wide", x, units: 10))
    var bag = DiagnosticBag()
    #expect(RISCVBackend(target: try target()).plan(program, &bag) == nil)
    let fault = try #require(bag.diagnostics.first)
    #expect(bag.diagnostics.count == 1 && fault.code == "riscv.p1")
    #expect(fault.message.contains("'wide.sum+wide'") && fault.message.contains("65,536"))
    #expect(fault.notes[0].message.contains("weights 2 x 120,000"))
    #expect(fault.notes[0].message.hasSuffix("the most is 'weights'"))
  }
}

/// The double-buffered loop written out: which tile is loaded, computed and stored when.
private struct PlainLoop {
  let layer: TilingCase
  let target: RISCVTarget

  init(_ layer: TilingCase, _ target: RISCVTarget) {
    self.layer = layer
    self.target = target
  }

  private func transfer(_ pieces: Int, _ length: Int) -> Int {
    let width = target.dmaBytesPerCycle
    return target.dmaSetupCycles + pieces * (target.dmaRowCycles + (length + width - 1) / width)
  }

  private func move(_ rows: Int, _ columns: Int, _ channels: Int, _ map: MapShape) -> Int {
    if channels < map.channels { return transfer(rows * columns, channels) }
    if columns < map.width { return transfer(rows, columns * channels) }
    return transfer(1, rows * columns * channels)
  }

  /// The positions of an input that windows over outputs touch.
  private func touched(
    _ outputs: Range<Int>, _ size: Int, _ kernel: Int, _ stride: Int, _ padding: Int
  ) -> Int {
    let all = outputs.flatMap { output in (0..<kernel).map { output * stride - padding + $0 } }
    let inside = all.filter { (0..<size).contains($0) }
    return inside.isEmpty ? 0 : (inside.max() ?? 0) - (inside.min() ?? 0) + 1
  }

  func cycles(_ tiling: StepTiling) -> Int {
    let step = layer.step
    let boundaries = layer.stripes ?? [0, step.extent.height]
    var total = 0
    for (start, end) in zip(boundaries, boundaries.dropFirst()) {
      total += stripe(start..<end, tiling, step)
    }
    return total
  }

  private func stripe(_ rows: Range<Int>, _ tiling: StepTiling, _ step: KernelStep) -> Int {
    func cut(_ range: Range<Int>, _ size: Int) -> [Range<Int>] {
      stride(from: range.lowerBound, to: range.upperBound, by: size).map {
        $0..<min(range.upperBound, $0 + size)
      }
    }
    let places = cut(rows, tiling.rows).flatMap { row in
      cut(0..<step.extent.width, tiling.columns).map { (row, $0) }
    }
    let depths = cut(0..<step.extent.channels, tiling.channels)
    let order =
      tiling.order == .channelsOutside
      ? depths.flatMap { depth in places.map { ($0, depth) } }
      : places.flatMap { place in depths.map { (place, $0) } }
    let readsAll = [.convolution, .pointwise, .dense].contains(step.kernel)
    var (loads, computes, stores): ([Int], [Int], [Int]) = ([], [], [])
    for (index, ((row, column), depth)) in order.enumerated() {
      let before = index > 0 ? order[index - 1] : nil
      var load = 0
      if before.map({ $0.0 != (row, column) || !readsAll }) ?? true {
        let window = step.window
        load += move(
          touched(row, layer.input.height, window.kernelHeight, window.strideHeight, window.top),
          touched(column, layer.input.width, window.kernelWidth, window.strideWidth, window.left),
          readsAll ? layer.input.channels : depth.count, layer.input)
      }
      let tile = KernelTile(
        step.kernel,
        input: (
          height: min(
            layer.input.height,
            (row.count - 1) * step.window.strideHeight + step.window.kernelHeight),
          width: min(
            layer.input.width,
            (column.count - 1) * step.window.strideWidth + step.window.kernelWidth),
          channels: readsAll ? layer.input.channels : depth.count
        ), output: (height: row.count, width: column.count, channels: depth.count),
        window: (height: step.window.kernelHeight, width: step.window.kernelWidth),
        stride: (height: step.window.strideHeight, width: step.window.strideWidth))
      let set = target.instructionSet
      if step.kernel.hasWeights, before.map({ $0.1 != depth }) ?? true {
        load += transfer(1, KernelCost.weights(tile, set).count)
        load += transfer(1, KernelCost.parameters(tile, set).count)
      }
      loads.append(load)
      computes.append(
        Int(KernelCost.cycles(tile, cores: target.cores, set).count.rounded(.up))
          + 2 * target.barrierCycles)
      stores.append(move(row.count, column.count, depth.count, step.extent))
    }
    // The engine is busy with the load of the next tile and the store of the one before.
    var time = loads[0]
    for index in loads.indices {
      let next = index + 1 < loads.count ? loads[index + 1] : 0
      let before = index > 0 ? stores[index - 1] : 0
      time += max(computes[index], next + before)
    }
    return time + stores[stores.count - 1]
  }
}
