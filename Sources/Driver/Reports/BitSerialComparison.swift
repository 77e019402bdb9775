import BitSerial
import IR
import Report

/// What the layers of a model take on each bit-serial accelerator.
struct BitSerialComparison {
  private let plain: [BitSerialLayer]
  private let pruned: [BitSerialLayer]
  private let constants: CostConstants
  private let refetch: RefetchPolicy

  /// Takes the integer program as it is quantized, and with pruned columns.
  init(plain: Program, pruned: Program, constants: CostConstants) {
    self.plain = BitSerialLayer.layers(of: plain)
    self.pruned = BitSerialLayer.layers(of: pruned)
    self.constants = constants
    let hasConvolutions = plain.graph.order.contains { plain.graph[$0].kind == "conv2d" }
    refetch = hasConvolutions ? .leastTraffic : .inputs
  }

  /// Whether there is nothing to compare.
  var isEmpty: Bool { plain.isEmpty }

  /// A row for each design, with ratios to Stripes, which computes all 8 bits of every weight.
  func table(_ designs: [BitSerialDesign]) -> ReportTable {
    var table = ReportTable([
      .init("target", key: "target"), .init("cycles", key: "cycles"),
      .init("compute", key: "compute_cycles"), .init("DRAM", key: "dram_cycles"),
      .init("speed", key: "speedup"), .init("uJ", key: "energy_uj"),
      .init("of which DRAM", key: "dram_uj"), .init("energy", key: "relative_energy"),
    ])
    guard let reference = cost(.stripes) else { return table }
    for design in designs {
      guard let cost = cost(design) else { continue }
      table.append([
        .text(design.rawValue), .number(cost.cycles.count, decimals: 0),
        .number(cost.computeCycles.count, decimals: 0),
        .number(cost.dramCycles.count, decimals: 0),
        .number(cost.speedup(over: reference), decimals: 2),
        .number(cost.energy.total.value / 1e6, decimals: 2),
        .number(cost.energy.dram.value / 1e6, decimals: 2),
        .number(cost.energy.total.value / reference.energy.total.value, decimals: 2),
      ])
    }
    return table
  }

  /// Layers of programs have their weights, so there is always a cost.
  private func cost(_ design: BitSerialDesign) -> BitSerialCost? {
    let model = BitSerialCostModel(design.accelerator, constants: constants, refetch: refetch)
    return try? model.cost(of: design == .bitvert ? pruned : plain)
  }
}
