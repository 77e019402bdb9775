/// The cycles that a program takes, equal to those of the hardware.
///
/// Cycles do not depend on data. Without overlap a layer takes
/// `13 + positions · Σ_passes (products + lanes + 4) + 4`; with overlap the shift register drains
/// while the next pass, or the next layer, multiplies. A layer that loads a segment of weights takes the
/// cycles of that besides. (docs/targets/hydra.md, "Timing")
package struct CycleModel {
  /// Twelve descriptor words and the start.
  package static let configuration = 13
  /// Emptying the multipliers.
  package static let pipeline = 2
  /// Emptying the shared unit.
  package static let flush = 4

  private let program: HydraProgram
  private let overlaps: Bool

  /// The cycle that comes next, counted from the start of the network.
  private var now = 0
  /// What was loaded into the shift register last.
  private var batch: Batch?

  /// Sums in the shift register.
  private struct Batch {
    /// The cycle in which they were loaded.
    var loaded: Int
    /// How many they are.
    var count: Int
    /// Where the first goes.
    var destination: Int

    /// The first cycle in which the register can be loaded again.
    var isEmptied: Int { loaded + count }

    /// The first cycle in which all are in the feature memory.
    var isWritten: Int { loaded + count + CycleModel.flush }

    /// The first cycle in which a feature can be read, if it is one of them.
    func readable(_ address: Int) -> Int? {
      let index = address - destination
      return index >= 0 && index < count ? loaded + CycleModel.flush + 1 + index : nil
    }
  }

  /// The cycles of each layer.
  package static func layers(_ program: HydraProgram, overlapsDrain: Bool) -> [LayerCycles] {
    var model = CycleModel(program: program, overlaps: overlapsDrain)
    return zip(program.layers, program.segmentStarts).map { layer, start in
      let segment =
        layer.loads
        ? program.size(at: start).loadingCycles(lanes: program.lanes, profile: program.profile) : 0
      return overlapsDrain
        ? model.overlapped(layer, segment) : model.sequential(layer, segment)
    }
  }

  private init(program: HydraProgram, overlaps: Bool) {
    (self.program, self.overlaps) = (program, overlaps)
  }

  /// The lanes of a pass.
  private func lanes(_ layer: LayerDescriptor, _ pass: Int) -> Int {
    pass == layer.passes - 1 ? layer.lastLanes : program.lanes
  }

  /// The features that are read in a pass.
  private func reads(_ layer: LayerDescriptor, _ pass: Int) -> Int {
    layer.isChannelwise ? layer.products * lanes(layer, pass) : layer.products
  }

  private func sequential(_ layer: LayerDescriptor, _ segment: Int) -> LayerCycles {
    var cycles = LayerCycles()
    cycles.segment = segment
    cycles.configuration = Self.configuration
    cycles.flush = Self.flush
    cycles.operations = layer.operations
    let visits = layer.positions * layer.passes
    (cycles.bias, cycles.pipeline, cycles.load) = (visits, Self.pipeline * visits, visits)
    for pass in 0..<layer.passes {
      cycles.multiplication += layer.positions * reads(layer, pass)
      cycles.drain += layer.positions * lanes(layer, pass)
    }
    return cycles
  }

  private mutating func overlapped(_ layer: LayerDescriptor, _ segment: Int) -> LayerCycles {
    var cycles = LayerCycles()
    cycles.segment = segment
    cycles.operations = layer.operations
    cycles.configuration = Self.configuration
    now += Self.configuration + segment
    var destination = layer.destination
    for position in 0..<layer.positions {
      for pass in 0..<layer.passes {
        let isFirst = position == 0 && pass == 0
        let (reads, lanes) = (reads(layer, pass), lanes(layer, pass))
        now += 1
        let stalls = isFirst ? stalls(layer, lanes) : 0
        now += reads + stalls + Self.pipeline
        // The shared unit works for one layer at a time.
        let ready = batch.map { isFirst ? $0.isWritten : $0.isEmptied } ?? now
        let wait = max(0, ready - now)
        now += wait
        batch = Batch(loaded: now, count: lanes, destination: destination)
        destination += lanes
        now += 1
        cycles.bias += 1
        cycles.multiplication += reads
        cycles.pipeline += Self.pipeline
        cycles.load += 1
        cycles.wait += stalls + wait
      }
      destination += layer.gap
    }
    if layer.isLast {
      cycles.drain = batch?.count ?? 0
      cycles.flush = Self.flush
    }
    return cycles
  }

  /// The cycles for which the first pass of a layer waits for features that are not yet written.
  private func stalls(_ layer: LayerDescriptor, _ lanes: Int) -> Int {
    guard let batch else { return 0 }
    var (cycle, stalls) = (now, 0)
    for row in 0..<layer.kernelHeight {
      for column in 0..<layer.kernelWidth {
        let (y, x) = (row - layer.padTop, column - layer.padLeft)
        let isInside = y >= 0 && y < layer.height && x >= 0 && x < layer.width
        let start = layer.source + row * layer.rowStride + column * layer.channels
        for channel in 0..<(layer.isChannelwise ? lanes : layer.channels) {
          if cycle >= batch.isWritten { return stalls }
          if isInside, let readable = batch.readable((start + channel) & 0xFFFF), readable > cycle {
            stalls += readable - cycle
            cycle = readable
          }
          cycle += 1
        }
      }
    }
    return stalls
  }
}
