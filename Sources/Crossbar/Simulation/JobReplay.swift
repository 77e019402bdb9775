import Basic

/// Replays one set of jobs over one map.
struct JobReplay: Sendable {
  private let cells: TileCells
  private let converter: ColumnConverter
  private let wideColumns: Int
  private let narrowFactor: Int32
  private let sources: [Int]
  private let destinations: [Int]
  private let rowOffsets: [Int]

  /// Pixels that are computed together, so that a row of cells is read once for all of them.
  private static let pixelsAtOnce = 4

  /// Rows whose products add up in 16 bits: 31 · 128 · 8 = 31,744.
  private static let rowsAtOnce = 31

  /// Unpacks the cells and the registers of a job.
  init(_ job: PlanJob, in plan: CrossbarPlan, _ mapping: LayerMapping) {
    cells = TileCells(job, in: plan)
    converter = ColumnConverter(job, plan.target)
    let tile = plan.arrays[job.array].tiles[job.tile].tile
    let columns = mapping.columns(ofGroup: tile.group)
    wideColumns = columns.wideColumns(in: tile.columns)
    narrowFactor = mapping.encoding.narrowFactor
    sources = PlanJob.addresses(
      from: job.source, alpha: job.alphaIn, beta: job.betaIn, count: job.count)
    let (stride, first) = (mapping.columnCount, mapping.firstColumn(ofGroup: tile.group))
    let outputs = mapping.groups * mapping.outputs
    // Words of the result buffer become places of outputs.
    destinations = PlanJob.addresses(
      from: job.destination, alpha: job.alphaOut, beta: job.betaOut, count: job.count
    ).map { word in
      let (pixel, column) = word.quotientAndRemainder(dividingBy: stride)
      return pixel * outputs + tile.group * mapping.outputs + columns.place(at: column - first)
    }
    rowOffsets = job.gather.rows.map { job.gather.offset($0) }
  }

  /// Adds the recombined sums to `output`: [pixels, outputs of all groups in the order of columns].
  func run(_ memory: ActivationMemory, into output: inout [Int32], threads: Int) {
    let chunk = 32
    let chunks = (sources.count + chunk - 1) / chunk
    let work = sources.count * cells.width * cells.height
    output.withUnsafeMutableBufferPointer { output in
      // Each iteration writes the pixels of its own chunk alone.
      nonisolated(unsafe) let output = output
      Parallel.forEach(chunks, threads: work > 1 << 20 ? threads : 1) { index in
        let pixels = index * chunk..<min((index + 1) * chunk, sources.count)
        memory.bytes.withUnsafeBufferPointer { run(pixels, $0, output) }
      }
    }
  }

  private func run(
    _ pixels: Range<Int>, _ memory: UnsafeBufferPointer<Int8>,
    _ output: UnsafeMutableBufferPointer<Int32>
  ) {
    let height = cells.height
    withUnsafeTemporaryAllocation(of: Int16.self, capacity: Self.pixelsAtOnce * height) { inputs in
      for first in stride(from: pixels.lowerBound, to: pixels.upperBound, by: Self.pixelsAtOnce) {
        let count = min(Self.pixelsAtOnce, pixels.upperBound - first)
        var sums = SIMD4<Int32>.zero
        for slot in 0..<Self.pixelsAtOnce {
          // Slots beyond the last pixel repeat it; their results are not stored.
          let source = sources[first + min(slot, count - 1)]
          var sum: Int32 = 0
          for row in 0..<height {
            let x = Int16(memory[source + rowOffsets[row]])
            inputs[slot * height + row] = x
            sum &+= Int32(x)
          }
          sums[slot] = sum
        }
        let blocks = cells.blocks.count / height
        for block in 0..<blocks {
          multiply(block, inputs) { slot, column, values in
            guard slot < count else { return }
            store(values, column, at: destinations[first + slot], inputSum: sums[slot], output)
          }
        }
      }
    }
  }

  /// The sums of sixteen columns for four pixels.
  @inline(__always)
  private func multiply(
    _ block: Int, _ inputs: UnsafeMutableBufferPointer<Int16>,
    _ body: (Int, Int, SIMD16<Int32>) -> Void
  ) {
    let height = cells.height
    var (a, b, c, d) = (
      SIMD16<Int32>.zero, SIMD16<Int32>.zero, SIMD16<Int32>.zero, SIMD16<Int32>.zero
    )
    cells.blocks.withUnsafeBufferPointer { blocks in
      for start in stride(from: 0, to: height, by: Self.rowsAtOnce) {
        var (a16, b16, c16, d16) = (
          SIMD16<Int16>.zero, SIMD16<Int16>.zero, SIMD16<Int16>.zero, SIMD16<Int16>.zero
        )
        for row in start..<min(start + Self.rowsAtOnce, height) {
          let weights = SIMD16<Int16>(truncatingIfNeeded: blocks[block &* height &+ row])
          a16 &+= weights &* SIMD16(repeating: inputs[row])
          b16 &+= weights &* SIMD16(repeating: inputs[height &+ row])
          c16 &+= weights &* SIMD16(repeating: inputs[2 &* height &+ row])
          d16 &+= weights &* SIMD16(repeating: inputs[3 &* height &+ row])
        }
        a &+= SIMD16<Int32>(truncatingIfNeeded: a16)
        b &+= SIMD16<Int32>(truncatingIfNeeded: b16)
        c &+= SIMD16<Int32>(truncatingIfNeeded: c16)
        d &+= SIMD16<Int32>(truncatingIfNeeded: d16)
      }
    }
    let column = block * TileCells.lanes
    body(0, column, a)
    body(1, column, b)
    body(2, column, c)
    body(3, column, d)
  }

  /// Recombines the columns of each weight and adds them to the outputs.
  ///
  /// - Parameters:
  ///   - column: the first of the sixteen, in the tile.
  ///   - place: that of the tile's first output.
  @inline(__always)
  private func store(
    _ values: SIMD16<Int32>, _ column: Int, at place: Int, inputSum: Int32,
    _ output: UnsafeMutableBufferPointer<Int32>
  ) {
    let count = min(TileCells.lanes, cells.width &- column)
    let wide = min(max(wideColumns &- column, 0), count)
    let first = place &+ column &- min(column, wideColumns) / 2
    let shared = 8 &* inputSum
    for pair in 0..<wide / 2 {
      let (high, low) = (converter(values[2 &* pair]), converter(values[2 &* pair &+ 1]))
      output[first &+ pair] &+= 16 &* high &+ low &+ shared
    }
    for lane in wide..<count {
      output[first &+ lane &- wide / 2] &+= narrowFactor &* converter(values[lane])
    }
  }
}
