import Backend
import Basic
import IR

/// The cost of jobs and of digital work, summed one layer after the other.
///
/// Formulas and constants: docs/targets/crossbar.md, "Cost model".
struct CrossbarCostModel: Sendable {
  /// The target, whose keys are the constants.
  let target: CrossbarTarget

  /// Cycles of the analog part of a job: 65 for 130 ns at 500 MHz.
  private var analogCycles: Double {
    (target.jobTimeNanoseconds * target.clockMegahertz / 1000).rounded(.up)
  }

  /// One job over a rectangle.
  ///
  /// `t = (max(C, ceil(h / B) + ceil(w / B)) + o) / f`,
  /// `E = t · P_idle + (h + w) · E_B + h · E_row + w · E_col + h · w · E_cell`
  func job(width: Int, height: Int) -> Cost {
    let port = target.streamBytesPerCycle
    let streaming = (height + port - 1) / port + (width + port - 1) / port
    let cycles = max(analogCycles, Double(streaming)) + target.jobOverheadCycles
    let (w, h) = (Double(width), Double(height))
    let energy =
      energy(cycles: cycles, milliwatts: target.idlePower) + (h + w) * target.streamEnergyPerByte
      + h * target.rowEnergy + w * target.columnEnergy + h * w * target.cellEnergy
    return Cost(cycles: Cycles(cycles), energy: Picojoules(energy))
  }

  /// The cores busy for some cycles.
  func cores(cycles: Double) -> Cost {
    Cost(
      cycles: Cycles(cycles),
      energy: Picojoules(energy(cycles: cycles, milliwatts: target.corePower)))
  }

  /// The depth-wise engine busy with some multiply-accumulate operations.
  func depthwiseEngine(macs: Int) -> Cost {
    let cycles = Double(macs) / target.depthwiseEngineRate
    return Cost(
      cycles: Cycles(cycles),
      energy: Picojoules(energy(cycles: cycles, milliwatts: target.depthwisePower)))
  }

  /// What the cores do to make outputs of the sums of columns.
  func recombination(_ work: RecombinationWork) -> Cost {
    let sums = cores(
      cycles: Double(work.partialAdds &+ work.inputSums) * target.corePartialSumCycles)
    return work.products == 0
      ? sums : sums + cores(cycles: Double(work.products) / target.coreDenseRate)
  }

  /// Cycles of an operation on the cores, or `nil` where the model has no constant.
  func cyclesOnCores(_ call: OperatorCall, kind: String, result: TensorType, macs: Int) -> Double? {
    switch kind {
    case "conv2d":
      let weight = call.operands[1].shape
      let groups = call.attributes.integer("groups")
      if groups > 1, weight[1] == 1 { return Double(macs) / target.coreDepthwiseRate }
      guard weight[2] == 1, weight[3] == 1, groups == 1 else {
        return Double(macs) / target.coreConvolutionRate
      }
      // The inner loop of a 4 x 2 kernel: four outputs of two pixels at a time, on eight cores,
      // with 5 % of imbalance.
      let pixels = Double(result.elementCount / result.shape[1])
      let steps = Double(14 * ((weight[1] + 3) / 4) + 85)
      return pixels / 2 * (Double(weight[0]) / 4) * steps * 1.05 / 8
    case "dense", "matmul": return Double(macs) / target.coreDenseRate
    case "add", "sub", "mul": return Double(result.elementCount) * target.coreAddCycles
    case "reshape", "flatten": return 0
    default: return nil
    }
  }

  private func energy(cycles: Double, milliwatts: Double) -> Double {
    cycles * 1000 / target.clockMegahertz * milliwatts
  }
}
